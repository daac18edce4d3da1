"""The signature of Standard Webhooks (specification 1.0, symmetric, `v1`).

HMAC-SHA256 over `id.timestamp.body`, with the secret's bytes: what follows `whsec_`, in Base64.
"""

import base64
import hashlib
import hmac
from datetime import datetime

PREFIX = "whsec_"


def headers(secret: str, delivery_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What goes with a body; `at` is the time of sending, so that an old one can be refused."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(secret, delivery_id, stamp, body),
    }


def signature(secret: str, delivery_id: str, stamp: str, body: bytes) -> str:
    """`v1,` and the MAC in Base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{delivery_id}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()

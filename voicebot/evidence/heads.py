"""Signed heads: who holds one can show later that the past was rewritten, even by the operator.

A head says that the record of this number had this hash at this time. It is signed with Ed25519
(RFC 8032); what is signed is the canonical JSON of `at`, `hash` and `seq`.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from voicebot.errors import BadInput
from voicebot.evidence.journal import Head, canonical


@dataclass(frozen=True, slots=True)
class SignedHead:
    """`at` is aware, when it was exported; `key` and `signature` are hex."""

    head: Head
    at: datetime
    key: str
    signature: str

    def as_json(self) -> dict[str, object]:
        """What the exported file holds; `signed` is the very text that was signed."""
        return {
            "seq": self.head.seq,
            "hash": self.head.hash,
            "at": self.at.isoformat(),
            "signed": _signed(self.head, self.at),
            "public_key": self.key,
            "signature": self.signature,
        }


def sign(head: Head, at: datetime, key: Ed25519PrivateKey) -> SignedHead:
    """Sign a head."""
    signature = key.sign(_signed(head, at).encode())
    return SignedHead(head, at, key.public_key().public_bytes_raw().hex(), signature.hex())


def read(text: str) -> SignedHead:
    """The head of an exported file. Raises BadInput for another file or a wrong signature."""
    try:
        body = json.loads(text)
        head = Head(int(body["seq"]), str(body["hash"]))
        at = datetime.fromisoformat(body["at"])
        signed = SignedHead(head, at, str(body["public_key"]), str(body["signature"]))
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.key))
        key.verify(bytes.fromhex(signed.signature), _signed(head, at).encode())
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            "the file holds no exported head of a journal", "give one of `voicebot journal head`"
        ) from error
    except InvalidSignature as error:
        raise BadInput(
            "the exported head was changed after it was signed", "use an untouched copy of it"
        ) from error
    return signed


def _signed(head: Head, at: datetime) -> str:
    return canonical({"seq": head.seq, "hash": head.hash, "at": at.isoformat()})

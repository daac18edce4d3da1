"""The page for programs says what the interface does."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from voicebot.adapters.storage.webhook_deliveries import RETRIES
from voicebot.adapters.storage.webhook_events import Event
from voicebot.adapters.webhooks import signing
from voicebot.dashboard.access import Holder
from voicebot.dashboard.application import PARTS

PAGE = (Path(__file__).parents[3] / "docs" / "programs.md").read_text()


def test_the_table_has_every_route_with_its_scopes() -> None:
    told = {
        (method, path): set(re.findall(r"`([^`]+)`", scopes))
        for method, path, scopes in re.findall(r"^\| `([A-Z]+) (/api\S+)` \| (.+?) \|", PAGE, re.M)
    }
    served = {}
    for part in PARTS:
        for route in part.router.routes:
            (holder,) = (
                each.call for each in route.dependant.dependencies if isinstance(each.call, Holder)
            )
            for method in route.methods:
                served[method, f"/api/v1{route.path}"] = set(map(str, holder.scopes))
    assert told == served


def test_the_signature_is_verified_as_the_page_shows() -> None:
    code = next(each for each in re.findall(r"```python\n(.*?)```", PAGE, re.S) if "hmac" in each)
    known = {"base64": base64, "hmac": hmac, "hashlib": hashlib, "Mapping": Mapping}
    exec(code, known)
    is_ours = known["is_ours"]
    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
    at = datetime(2026, 11, 18, 12, tzinfo=UTC)
    headers = signing.headers(secret, "msg_1", at, b"{}")
    assert is_ours(secret, headers, b"{}", at.timestamp() + 10)  # type: ignore[operator]
    assert not is_ours(secret, headers, b"{ }", at.timestamp())  # type: ignore[operator]
    assert not is_ours(secret, headers, b"{}", at.timestamp() + 900)  # type: ignore[operator]


def test_the_page_names_every_event_and_every_wait() -> None:
    for event in Event:
        assert f"`{event}`" in PAGE
    units = ((3600, "h"), (60, "min"), (1, "s"))
    seconds = [int(wait.total_seconds()) for wait in RETRIES]
    waits = [next(f"{s // unit} {name}" for unit, name in units if s % unit == 0) for s in seconds]
    told = ", ".join(waits[:-1]) + " and " + waits[-1]
    assert told in " ".join(PAGE.split())

"""Webhooks: told of what happens, signed, tried again, and only where they may lead."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi.testclient import TestClient

from tests.fakes.calls import NUMBER, optout
from tests.fakes.clock import SetClock
from tests.integration.dashboard.programs import Program
from tests.integration.storage.test_call_list import held
from voicebot.adapters.storage.webhook_deliveries import RETRIES
from voicebot.bootstrap.office import Office
from voicebot.bootstrap.webhooks import tell_webhooks

WEBHOOKS = "/api/v1/webhooks"
EVENTS = ["call.ended", "opt_out.saved", "complaint.received"]


@dataclass
class System:
    """Another system on this machine; it answers with `status`."""

    url: str = ""
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def system() -> Iterator[System]:
    told = System()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append(({name.lower(): v for name, v in self.headers.items()}, body))
            self.send_response(told.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/in?from=voicebot"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def near(desk: Office) -> Office:
    """An office whose webhooks may lead to this machine."""
    settings = desk.settings.model_copy(update={"webhook_private_addresses": True})
    return replace(desk, settings=settings)


@pytest.fixture
def ours(program: Program) -> TestClient:
    return program("webhooks", "persons:read")


def told_of(near: Office, url: str, personal: bool = False) -> tuple[str, str]:
    """A webhook of the office's own; returns its id and secret."""
    made, secret = near.storage.webhooks.make(url, EVENTS, personal=personal, by="a test")  # type: ignore[arg-type]
    return made.webhook_id, secret


def bodies(system: System) -> list[dict[str, object]]:
    return [json.loads(body) for _, body in system.got]


def test_what_happens_is_told_once_and_signed(near: Office, system: System) -> None:
    _, secret = told_of(near, system.url)
    call = held(near.storage, "yes")
    assert tell_webhooks(near, near.clock.now()) == 1
    assert tell_webhooks(near, near.clock.now()) == 0
    ((headers, body),) = system.got
    said = json.loads(body)
    assert (said["type"], said["data"]["call_id"]) == ("call.ended", call)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"


def test_numbers_are_told_only_where_persons_are(near: Office, system: System) -> None:
    told_of(near, system.url)
    told_of(near, system.url, personal=True)
    near.storage.optouts.save(optout())
    assert tell_webhooks(near, near.clock.now()) == 2
    assert sorted(NUMBER.e164 in body.decode() for _, body in system.got) == [False, True]
    assert all("stop" not in body.decode() for _, body in system.got)


def test_what_fails_is_tried_again_later_and_given_up_at_last(
    near: Office, system: System, clock: SetClock
) -> None:
    webhook, _ = told_of(near, system.url)
    near.storage.optouts.save(optout())
    system.status = 500
    tell_webhooks(near, clock.now())
    for wait in RETRIES:
        clock.at = clock.now() + wait - timedelta(seconds=1)
        before = len(system.got)
        tell_webhooks(near, clock.now())
        assert len(system.got) == before
        clock.at = clock.now() + timedelta(seconds=2)
        tell_webhooks(near, clock.now())
        assert len(system.got) == before + 1
    assert near.storage.deliveries.given_up() == 1
    system.status = 200
    assert near.storage.deliveries.try_again(webhook, clock.now()) == 1
    assert tell_webhooks(near, clock.now()) == 1
    assert near.storage.deliveries.given_up() == 0


def test_a_redirect_is_not_followed_and_one_that_is_gone_is_ended(
    near: Office, system: System
) -> None:
    webhook, _ = told_of(near, system.url)
    near.storage.webhooks.test(webhook)
    system.status = 302
    tell_webhooks(near, near.clock.now())
    assert len(system.got) == 1
    system.status = 410
    near.storage.webhooks.test(webhook)
    tell_webhooks(near, near.clock.now())
    assert near.storage.webhooks.get(webhook).ended_at is not None


def test_a_private_address_is_not_told_even_if_it_was_registered(
    desk: Office, system: System
) -> None:
    webhook, _ = told_of(desk, system.url)
    desk.storage.webhooks.test(webhook)
    assert tell_webhooks(desk, desk.clock.now()) == 0
    assert system.got == []


def test_a_program_sees_and_ends_its_own_webhooks_alone(ours: TestClient, program: Program) -> None:
    asked = {"url": "https://example.org/in", "events": EVENTS, "personal": True}
    made = ours.post(WEBHOOKS, json=asked).json()
    assert made["secret"].startswith("whsec_")
    (listed,) = ours.get(WEBHOOKS).json()["webhooks"]
    assert "secret" not in listed
    other = program("webhooks")
    assert other.get(WEBHOOKS).json()["webhooks"] == []
    for path in (f"{WEBHOOKS}/{made['id']}", f"{WEBHOOKS}/{made['id']}/deliveries"):
        theirs, unknown = other.get(path), other.get(path.replace(made["id"], "nothing"))
        assert (theirs.status_code, theirs.text) == (404, unknown.text)
    assert other.delete(f"{WEBHOOKS}/{made['id']}").status_code == 404
    assert other.post(WEBHOOKS, json=asked).status_code == 403
    assert ours.delete(f"{WEBHOOKS}/{made['id']}").json()["ended_at"]


def test_a_revoked_token_s_webhook_is_told_nothing_more(
    near: Office, ours: TestClient, system: System
) -> None:
    token_id: str = ours.token_id  # type: ignore[attr-defined]
    made, _ = near.storage.webhooks.make(
        system.url,
        EVENTS,
        personal=True,
        by="a test",
        token_id=token_id,  # type: ignore[arg-type]
    )
    near.storage.optouts.save(optout())
    near.storage.tokens.revoke(token_id, "a test")
    held(near.storage, "yes")
    assert tell_webhooks(near, near.clock.now()) == 0
    assert len(near.storage.deliveries.page(made.webhook_id, 10)) == 1


def test_an_address_that_leads_inside_is_refused(ours: TestClient) -> None:
    for url in (
        "http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.7/",
        "https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::a00:1]/",
        "https://a:b@example.org/", "https://example.org/#x", "https://0/", "https://127.1/",
            "https://0x7f.0.0.1/", "https://exa mple.org/",
        "ftp://example.org/", "https:///x", "https://example.org:99999/", "x",
    ):  # fmt: skip
        answer = ours.post(WEBHOOKS, json={"url": url, "events": EVENTS})
        assert answer.status_code == 422, url

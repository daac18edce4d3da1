"""The interface for programs, on both databases."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from fastapi.testclient import TestClient

from voicebot.bootstrap.office import Office, office
from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.application import create
from voicebot.dashboard.body_limit import MOST_BYTES
from voicebot.dashboard.scopes import Scope
from voicebot.dashboard.server import served
from voicebot.errors import PortTaken
from voicebot.settings import Settings

NUMBER = "+12025550123"
OTHER = "+12025550124"
EVERYTHING = frozenset(str(scope) for scope in Scope)


@pytest.fixture
def opened(settings: Settings) -> Iterator[Office]:
    with office(settings) as ours:
        yield ours


@pytest.fixture
def program(opened: Office) -> TestClient:
    _, secret = opened.storage.tokens.make("a program", EVERYTHING, None, "a test")
    return TestClient(create(opened), headers={"Authorization": f"Bearer {secret}"})


def consent(**changes: object) -> dict[str, object]:
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    given = {
        "number": NUMBER,
        "purposes": ["MARKETING"],
        "basis": "PEWC",
        "wording": "Yes, call me about offers",
        "language": "en",
        "capture": {"at": at, "method": "web form", "evidence": "form 7"},
    }
    return given | changes


def states(program: TestClient, number: str = NUMBER) -> list[str]:
    found = program.get("/api/v1/consents", params={"number": number}).json()["consents"]
    return [part["state"] for one in found for part in one["states"]]


def test_without_a_valid_token_nothing_is_told(opened: Office) -> None:
    anybody = TestClient(create(opened))
    for token in ("", "Bearer nonsense", "Basic abc"):
        headers = {"Authorization": token} if token else {}
        answer = anybody.get("/api/v1/opt-outs", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_opens_only_what_its_scopes_name(opened: Office) -> None:
    token, secret = opened.storage.tokens.make("x", frozenset({"checks"}), None, "a test")
    reader = TestClient(create(opened), headers={"Authorization": f"Bearer {secret}"})
    assert reader.post("/api/v1/checks", json={"number": NUMBER}).status_code == 200
    assert reader.post("/api/v1/opt-outs", json={"number": NUMBER}).status_code == 403
    opened.storage.tokens.revoke(token.token_id, "a test")
    assert reader.post("/api/v1/checks", json={"number": NUMBER}).status_code == 401


def test_a_token_ends_when_its_time_has_come(opened: Office) -> None:
    _, secret = opened.storage.tokens.make("x", EVERYTHING, timedelta(microseconds=1), "a test")
    late = TestClient(create(opened), headers={"Authorization": f"Bearer {secret}"})
    assert late.get("/api/v1/opt-outs").status_code == 401


def test_a_tokens_secret_is_kept_nowhere(opened: Office) -> None:
    _, secret = opened.storage.tokens.make("x", EVERYTHING, None, "a test")
    journalled = [record.body for record in opened.storage.journal.records()]
    assert any("api_token" in str(r.kind) for r in opened.storage.journal.records())
    assert not any(secret in body for body in journalled)


def test_an_opt_out_binds_before_it_is_answered(program: TestClient, opened: Office) -> None:
    asked = {"number": NUMBER, "words": "stop calling me"}
    answer = program.post("/api/v1/opt-outs", json=asked)
    assert answer.status_code == 201
    (found,) = opened.storage.optouts.find(PhoneNumber(NUMBER))
    assert (found.optout_id, found.words) == (answer.json()["optout_id"], "stop calling me")
    checked = program.post("/api/v1/checks", json={"number": NUMBER}).json()
    assert "INTERNAL_DNC" in checked["reasons"]


def test_the_same_request_again_is_carried_out_once(program: TestClient, opened: Office) -> None:
    key = {"Idempotency-Key": "7"}
    asked = {"number": NUMBER}
    first = program.post("/api/v1/opt-outs", json=asked, headers=key)
    again = program.post("/api/v1/opt-outs", json=asked, headers=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert len(opened.storage.optouts.find(PhoneNumber(NUMBER))) == 1


def test_a_key_that_came_with_another_request_is_refused(program: TestClient) -> None:
    key = {"Idempotency-Key": "7"}
    program.post("/api/v1/opt-outs", json={"number": NUMBER}, headers=key)
    answer = program.post("/api/v1/opt-outs", json={"number": OTHER}, headers=key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]


def test_a_request_whose_answer_was_lost_makes_nothing_twice(
    program: TestClient, opened: Office
) -> None:
    asked, key = {"number": NUMBER, "text": "Nice people."}, {"Idempotency-Key": "8"}
    asked["at"] = "2026-01-05T10:00:00Z"
    first = program.post("/api/v1/feedback", json=asked, headers=key).json()
    opened.storage.answered.purge(datetime.now(UTC) + timedelta(days=30))
    again = program.post("/api/v1/feedback", json=asked, headers=key).json()
    assert (again["id"], first["new"], again["new"]) == (first["id"], True, False)


def test_a_consent_recorded_is_in_the_ledger_and_can_be_withdrawn(program: TestClient) -> None:
    recorded = program.post("/api/v1/consents", json=consent())
    assert (recorded.status_code, recorded.json()["states"]) == (201, ["GIVEN"])
    assert states(program) == ["GIVEN"]
    ended = program.post("/api/v1/consents/withdrawals", json={"number": NUMBER, "reason": "wrote"})
    assert ended.json()["consents"] == [recorded.json()["consent_id"]]
    assert states(program) == ["WITHDRAWN"]


def test_a_pre_ticked_consent_is_void_from_the_first(program: TestClient) -> None:
    answer = program.post("/api/v1/consents", json=consent(flaws=["PRE_TICKED"]))
    assert answer.json()["states"] == ["INVALIDATED"]


def test_what_is_not_on_record_cannot_be_withdrawn(program: TestClient) -> None:
    answer = program.post("/api/v1/consents/withdrawals", json={"number": OTHER})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_an_optional_kind_is_turned_off_and_on_again(program: TestClient) -> None:
    program.post("/api/v1/consents", json=consent())
    off = program.post("/api/v1/notices/off", json={"number": NUMBER, "purpose": "MARKETING"})
    assert (off.status_code, off.json()["withdrawn"]) == (201, 1)
    anew = consent(capture={"at": datetime.now(UTC).isoformat(), "method": "settings page"})
    again = {name: anew[name] for name in ("number", "basis", "wording", "capture")}
    on = program.post("/api/v1/notices/on", json=again | {"purpose": "MARKETING"})
    assert on.json() == {"consent_id": on.json()["consent_id"], "lifted": 1, "still_opted_out": []}


def test_a_wider_opt_out_is_told_to_who_turns_a_kind_on(program: TestClient) -> None:
    program.post("/api/v1/opt-outs", json={"number": NUMBER})
    anew = consent(capture={"at": datetime.now(UTC).isoformat()})
    again = {name: anew[name] for name in ("number", "basis", "wording", "capture")}
    on = program.post("/api/v1/notices/on", json=again | {"purpose": "MARKETING"})
    assert on.json()["still_opted_out"] == ["SELLER"]


def test_a_mandatory_kind_cannot_be_turned_off(program: TestClient) -> None:
    asked = {"number": NUMBER, "purpose": "CONTRACT_CHANGE"}
    assert program.post("/api/v1/notices/off", json=asked).status_code == 422


def test_a_written_stop_is_an_opt_out_with_the_text_as_evidence(
    program: TestClient, opened: Office
) -> None:
    asked = {"number": NUMBER, "text": "Please stop calling me.", "channel": "EMAIL"}
    told = program.post("/api/v1/feedback", json=asked).json()
    assert told["opt_out"]
    (found,) = opened.storage.optouts.find(PhoneNumber(NUMBER))
    assert found.words == "Please stop calling me."


def test_a_complaint_freezes_until_it_is_resolved(program: TestClient) -> None:
    asked = {"number": NUMBER, "text": "The driver was rude.", "complaint": True}
    complaint = program.post("/api/v1/feedback", json=asked).json()
    question = {"number": NUMBER, "purpose": "MARKETING"}
    assert "OPEN_COMPLAINT" in program.post("/api/v1/checks", json=question).json()["reasons"]
    place = f"/api/v1/feedback/{complaint['id']}/resolution"
    assert program.post(place, json={"resolution": "apologised"}).json()["state"] == "RESOLVED"
    assert "OPEN_COMPLAINT" not in program.post("/api/v1/checks", json=question).json()["reasons"]


def test_an_id_that_belongs_to_another_message_is_refused(program: TestClient) -> None:
    program.post("/api/v1/feedback", json={"number": NUMBER, "text": "Thanks.", "id": "1"})
    stop = {"number": OTHER, "text": "Stop calling me.", "id": "1"}
    assert program.post("/api/v1/feedback", json=stop).status_code == 422


def test_pages_hold_every_opt_out_once(program: TestClient) -> None:
    for last in range(7):
        program.post("/api/v1/opt-outs", json={"number": f"+1202555010{last}"})
    seen: list[str] = []
    cursor = ""
    while True:
        page = program.get("/api/v1/opt-outs", params={"size": 3, "cursor": cursor}).json()
        seen += [one["number"] for one in page["opt_outs"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert sorted(seen) == [f"+1202555010{last}" for last in range(7)]


def test_each_look_is_journalled_with_the_token(program: TestClient, opened: Office) -> None:
    program.get("/api/v1/consents", params={"number": NUMBER})
    (look,) = opened.storage.journal.records("look")
    (token,) = opened.storage.tokens.every()
    assert token.token_id in look.body
    assert NUMBER not in look.body


BAD: list[dict[str, object]] = [
    {},
    {"number": ""},
    {"number": "12"},
    {"number": "+1202555\u00000123"},
    {"number": NUMBER, "scope": "WORLD"},
    {"number": NUMBER, "scope": "CAMPAIGN"},
    {"number": NUMBER, "scope": "PURPOSE"},
    {"number": NUMBER, "at": "yesterday"},
    {"number": NUMBER, "at": "2026-01-01T10:00:00"},
    {"number": NUMBER, "surprise": 1},
    {"number": NUMBER, "words": "x" * 20_001},
]


@pytest.mark.parametrize("asked", BAD)
def test_bad_input_gets_a_problem_that_says_where(
    program: TestClient, asked: dict[str, object]
) -> None:
    answer = program.post("/api/v1/opt-outs", json=asked)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_what_is_no_json_what_is_too_large_and_what_is_not_there_are_problems(
    program: TestClient,
) -> None:
    assert program.post("/api/v1/opt-outs", content=b"{").status_code == 422
    large = program.post("/api/v1/opt-outs", content=b" " * (MOST_BYTES + 1))
    assert (large.status_code, large.json()["status"]) == (413, 413)
    missing = program.get("/api/v1/nothing")
    assert (missing.status_code, missing.json()["title"]) == (404, "Not Found")
    bad_cursor = program.get("/api/v1/opt-outs", params={"cursor": "abc"})
    assert bad_cursor.status_code == 422


def test_a_server_answers_health_and_readiness_and_ends(opened: Office) -> None:
    before = threading.active_count()
    with served(opened, "127.0.0.1", 0) as address:
        assert httpx2.get(f"{address}/healthz").text == "ok\n"
        assert httpx2.get(f"{address}/readyz").json() == {"ready": True, "opt_outs_in_spool": 0}
        port = int(address.rsplit(":", 1)[1])
        with pytest.raises(PortTaken), served(opened, "127.0.0.1", port):
            pass
    assert not any(thread.name == "web" for thread in threading.enumerate())
    assert threading.active_count() <= before + 1

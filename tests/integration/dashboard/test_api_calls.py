"""Calls for programs: found, told, heard; persons only for who may see them."""

import pytest

from tests.fakes.calls import NUMBER, order
from tests.fakes.clock import NOON
from tests.fakes.heard_call import hold, talk
from tests.integration.dashboard.programs import Program, pages
from tests.integration.storage.test_call_list import held
from voicebot.bootstrap.office import Office
from voicebot.outcomes.disposition import Disposition

SAID = "no thanks, goodbye"
CALLS = "/api/v1/calls"


@pytest.fixture
def call(desk: Office) -> str:
    wanted = order()
    hold(desk.storage, wanted, NOON, talk(wanted, NOON, SAID))
    return wanted.attempt_id


def test_every_call_is_on_one_page_the_newest_first(desk: Office, program: Program) -> None:
    made = [held(desk.storage, "yes", minutes=place) for place in range(7)]
    stopped = held(desk.storage, "stop", minutes=9, disposition=Disposition.OPT_OUT)
    ours = program("calls:read")
    every = pages(ours, CALLS, "calls", size=3)
    assert [each["attempt_id"] for each in every] == [*made, stopped]
    (found,) = pages(ours, CALLS, "calls", disposition="OPT_OUT")
    assert found["attempt_id"] == stopped
    assert pages(ours, CALLS, "calls", since=NOON.isoformat())[0]["attempt_id"] == made[0]


def test_without_the_scope_for_persons_nobody_is_named_or_found(
    program: Program, call: str
) -> None:
    ours = program("calls:read", "recordings:read")
    for path in (CALLS, f"{CALLS}/{call}"):
        text = ours.get(path).text
        assert call in text
        for hidden in (NUMBER.e164, "thanks", "Northern Clinic"):
            assert hidden not in text, (path, hidden)
    for asked in ({"number": NUMBER.e164}, {"words": "thanks"}):
        assert ours.get(CALLS, params=asked).status_code == 403
    assert ours.get(f"{CALLS}/{call}/transcript").status_code == 403


def test_who_may_see_persons_reads_the_record_and_the_words(program: Program, call: str) -> None:
    ours = program("calls:read", "persons:read")
    (found,) = pages(ours, CALLS, "calls", number=NUMBER.e164, words="thanks")
    assert (found["number"], found["said"]) == (NUMBER.e164, SAID)
    told = ours.get(f"{CALLS}/{call}").json()
    assert (told["disposition"], told["number"]) == ("SOFT_REFUSAL", NUMBER.e164)
    assert told["decision"]["rules"][0]["rule"] == "a_rule"
    lines = ours.get(f"{CALLS}/{call}/transcript").json()["transcript"]
    assert [line["text"] for line in lines if line["who"] == "callee"] == [SAID]
    assert ours.get(f"{CALLS}/{call}/recording").status_code == 403


def test_a_recording_is_heard_by_its_own_scope_and_the_look_is_journalled(
    desk: Office, program: Program, call: str
) -> None:
    answer = program("recordings:read").get(f"{CALLS}/{call}/recording")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert answer.content == desk.storage.pages.call_sound.recording(call).read_bytes()
    (look,) = desk.storage.journal.records("look")
    assert look.content["what"] == f"recording of call {call}"
    assert NUMBER.e164 in look.content.values()


def test_no_path_leads_out_of_the_folder_of_calls(program: Program) -> None:
    ours = program("calls:read", "recordings:read")
    for name in ("..", "%2e%2e", "..%2f..%2fvoicebot.db", "nobody"):
        assert ours.get(f"{CALLS}/{name}/recording").status_code == 404

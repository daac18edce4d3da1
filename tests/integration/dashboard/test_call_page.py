"""One call's page: its words and rules, its sound by role, and reviewers' words."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes.calls import NUMBER, decision, order
from tests.fakes.clock import NOON
from tests.fakes.heard_call import hold, talk
from tests.integration.dashboard.conftest import AsRole
from tests.integration.dashboard.statements import statements
from voicebot.bootstrap.office import Office
from voicebot.understanding.intents import Intent

SAID = "no thanks, goodbye"


@pytest.fixture
def call(desk: Office) -> str:
    wanted = order()
    hold(desk.storage, wanted, NOON, talk(wanted, NOON, SAID))
    return wanted.attempt_id


def looks(desk: Office) -> list[str]:
    return [str(record.content["what"]) for record in desk.storage.journal.records("look")]


def test_a_call_is_told_with_what_decided_it_and_the_look_is_journalled(
    desk: Office, as_role: AsRole, call: str
) -> None:
    text = as_role("supervisor").get(f"/calls/{call}").text
    for told in ("a polite no", SAID, "Spoke over the robot", "by the person", "cut short",
                 "Every rule", "1 rule was asked", NUMBER.e164):  # fmt: skip
        assert told in text, told
    assert f"call {call}" in looks(desk)


def test_all_of_a_call_is_asked_of_the_books_in_few_statements(
    desk: Office, as_role: AsRole, call: str
) -> None:
    older = replace(order(), attempt_id="older")
    hold(desk.storage, older, NOON - timedelta(hours=1), talk(older, NOON, SAID))
    someone = as_role("supervisor")
    someone.get(f"/calls/{call}")
    with statements() as seen:
        assert "/calls/older" in someone.get(f"/calls/{call}").text
    assert len(seen) <= 20


def test_who_may_not_see_persons_sees_no_word_and_hears_nothing(as_role: AsRole, call: str) -> None:
    viewer = as_role("viewer")
    text = viewer.get(f"/calls/{call}").text
    for hidden in (NUMBER.e164, "thanks", "Northern Clinic", 'recording"', "/correct"):
        assert hidden not in text, hidden
    assert viewer.get(f"/calls/{call}/recording").status_code == 403
    assert viewer.get(f"/calls/{call}/evidence").status_code == 403


def test_a_recording_is_served_in_parts_and_one_listening_is_one_look(
    desk: Office, as_role: AsRole, call: str
) -> None:
    someone = as_role("supervisor")
    whole = someone.get(f"/calls/{call}/recording")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert whole.content == desk.storage.pages.call_sound.recording(call).read_bytes()
    part = someone.get(f"/calls/{call}/recording", headers={"Range": "bytes=44-99"})
    assert (part.status_code, part.content) == (206, whole.content[44:100])
    clip = someone.get(f"/calls/{call}/evidence")
    assert 0 < len(clip.content) < len(whole.content)
    assert [what for what in looks(desk) if call in what] == [
        f"recording {call}", f"evidence {call}",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["..%2f..%2fetc", "%2e%2e", "x" * 300, "voicebot.db"])
def test_no_path_leads_to_another_file(as_role: AsRole, call: str, name: str) -> None:
    someone = as_role("compliance")
    for path in (f"/calls/{name}/recording", f"/calls/{call}/{name}", f"/calls/{name}"):
        assert someone.get(path).status_code == 404, path


def test_a_word_stands_beside_the_outcome(desk: Office, as_role: AsRole, call: str) -> None:
    someone = as_role("supervisor")
    sent = someone.submit(f"/calls/{call}/correct", disposition="CONFIRMED", note="she said yes")
    assert sent.headers["location"] == f"/calls/{call}?saved=word"
    text = someone.get(sent.headers["location"]).text
    assert "Your word is kept" in text
    assert "she said yes" in text
    (word,) = desk.storage.corrections.of(call)
    assert (word.disposition, word.by) == ("CONFIRMED", "user a.supervisor")


def test_a_word_that_the_person_asked_us_to_stop_saves_the_opt_out(
    desk: Office, as_role: AsRole, call: str
) -> None:
    sent = as_role("supervisor").submit(f"/calls/{call}/correct", disposition="OPT_OUT")
    assert sent.headers["location"].endswith("saved=opt-out")
    (saved,) = desk.storage.optouts.find(NUMBER)
    assert saved.attempt_id == call


def test_a_word_that_is_no_outcome_is_refused(as_role: AsRole, call: str) -> None:
    someone = as_role("supervisor")
    assert someone.submit(f"/calls/{call}/correct", disposition="NICE").status_code == 422
    assert someone.submit("/calls/unknown/correct", disposition="CONFIRMED").status_code == 404


def test_a_note_is_kept_with_who_wrote_it(as_role: AsRole, call: str) -> None:
    someone = as_role("supervisor")
    someone.submit(f"/calls/{call}/note", text="call her <b>brother</b>")
    text = as_role("admin").get(f"/calls/{call}").text
    assert "call her &lt;b&gt;brother" in text
    assert "a.supervisor" in text
    assert someone.submit(f"/calls/{call}/note", text=" ").status_code == 422
    assert "brother" not in as_role("viewer").get(f"/calls/{call}").text


def test_next_leads_through_the_list_that_the_call_was_opened_from(
    desk: Office, as_role: AsRole
) -> None:
    ids = []
    for minutes, words in ((1, "no"), (2, "never"), (3, "no")):
        wanted = order()
        at = NOON.replace(minute=30 - minutes)
        hold(desk.storage, wanted, at, talk(wanted, at, words, Intent.OTHER))
        ids.append(wanted.attempt_id)
    text = as_role("supervisor").get(f"/calls/{ids[0]}?list=words%3Dno").text
    assert re.findall(r'href="/calls/([\w-]{36})\?list=words', text) == [ids[2]]


def test_a_call_that_we_did_not_decide_and_one_without_a_log_are_told_all_the_same(
    desk: Office, as_role: AsRole
) -> None:
    wanted = order()
    held = hold(desk.storage, wanted, NOON, talk(wanted, NOON, SAID), decision(at=NOON))
    folder = desk.storage.archive.folder(held.attempt_id)
    assert folder is not None
    for file in folder.iterdir():
        file.unlink()
    text = as_role("supervisor").get(f"/calls/{held.attempt_id}").text
    assert SAID in text
    assert "No recording is kept" in text

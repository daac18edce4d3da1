"""Now: calls under way, by role, on both databases; what is done to them is on record."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.fakes.calls import NUMBER, OTHER, optout
from tests.fakes.clock import SetClock
from tests.fakes.live_call import CallUnderWay
from tests.fakes.watcher import Watcher
from tests.integration.dashboard.conftest import AsRole
from voicebot.adapters.storage.spool import Spool
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact
from voicebot.conversation import events
from voicebot.conversation.ports import Recorded
from voicebot.dashboard.server import served
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import Intent, RefusalKind


@pytest.fixture
def call(desk: Office) -> CallUnderWay:
    """A call that was answered, in which somebody speaks."""
    desk.storage.contacts.add(Contact(NUMBER, name="Anna Petrova"))
    made = CallUnderWay(desk)
    made.is_answered()
    made.says(5.0, "Hello Anna, your appointment is tomorrow")
    made.hears(8.0, "stop calling me", Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT)
    return made


def looks(desk: Office) -> list[dict[str, object]]:
    return [dict(record.content) for record in desk.storage.journal.records("look")]


def test_a_call_under_way_is_shown_with_its_words(call: CallUnderWay, as_role: AsRole) -> None:
    shown = as_role("supervisor").get("/now").text
    assert NUMBER.e164 in shown
    assert "Anna Petrova" in shown
    assert "stop calling me" in shown
    assert "calls must stop" in shown
    assert "the robot listens" in shown


def test_without_calls_the_page_says_what_will_be_there(as_role: AsRole) -> None:
    shown = as_role("supervisor").get("/now").text
    assert "No call is under way" in shown


def test_who_may_not_see_persons_sees_no_word_and_no_number(
    desk: Office, call: CallUnderWay, as_role: AsRole
) -> None:
    shown = as_role("viewer").get("/now").text
    assert call.attempt_id in shown
    for secret in (NUMBER.e164, "Anna", "Petrova", "stop calling", "appointment"):
        assert secret not in shown
    assert "calls must stop" in shown
    assert looks(desk) == []


def test_a_look_at_live_calls_is_journalled_once_for_each_call(
    desk: Office, call: CallUnderWay, as_role: AsRole
) -> None:
    supervisor = as_role("supervisor")
    supervisor.get("/now")
    supervisor.get("/now")
    noted = looks(desk)
    assert [(each["what"], each["by"]) for each in noted] == [("live calls", "user a.supervisor")]
    records = list(desk.storage.journal.records("look", NUMBER.e164))
    assert len(records) == 1


def test_a_call_that_ended_is_told_with_its_outcome_and_counted(
    desk: Office, call: CallUnderWay, as_role: AsRole
) -> None:
    supervisor = as_role("supervisor")
    supervisor.get("/now")
    call.ends(12.0, Disposition.OPT_OUT)
    shown = _until(lambda: supervisor.get("/now").text, "Open the call")
    assert f"/calls/{call.attempt_id}" in shown
    assert "the person hung up" in shown
    _until(lambda: supervisor.get("/now").text, "Ended last today")


def test_a_call_whose_process_is_gone_is_not_under_way(desk: Office, clock: SetClock) -> None:
    CallUnderWay(desk, NUMBER)
    came_in = CallUnderWay(desk, OTHER, direction="inbound")
    assert came_in.attempt_id in desk.storage.pages.live_calls.begun(clock.now())
    clock.forward(timedelta(days=1))
    assert came_in.attempt_id not in desk.storage.pages.live_calls.begun(clock.now())


def test_a_call_that_another_process_holds_is_neither_ended_nor_taken_over(
    desk: Office, call: CallUnderWay, as_role: AsRole
) -> None:
    supervisor = as_role("supervisor")
    assert "held by another process" in supervisor.get("/now").text
    for deed in ("hang-up", "take-over"):
        answer = supervisor.submit(f"/now/{call.attempt_id}/{deed}", to="700")
        assert answer.status_code == 409
        assert "another process holds this call" in answer.text
    assert list(desk.storage.journal.records("steered")) == []


@pytest.mark.parametrize("attempt_id", ["1", "..", "%2e%2e%2f%2e%2e", "nobody"])
def test_what_is_not_under_way_is_not_there(as_role: AsRole, attempt_id: str) -> None:
    supervisor = as_role("supervisor")
    for path in (f"/now/{attempt_id}/sound",):
        assert supervisor.get(path).status_code == 404
    assert supervisor.submit(f"/now/{attempt_id}/hang-up").status_code in (404, 405)


def test_a_call_that_may_not_be_recorded_is_not_heard(desk: Office, as_role: AsRole) -> None:
    made = CallUnderWay(desk, recorded=Recorded.NOTHING)
    made.is_answered()
    supervisor = as_role("supervisor")
    assert "may not be heard" in supervisor.get("/now").text
    assert supervisor.get(f"/now/{made.attempt_id}/sound").status_code == 409


def test_opt_outs_in_the_spool_raise_an_alarm(desk: Office, as_role: AsRole) -> None:
    Spool(desk.settings.home / "spool").keep(optout())
    assert "Opt-outs wait in the spool" in as_role("viewer").get("/now").text


# --- the stream ------------------------------------------------------------------------------


Watch = Callable[..., Watcher]


@pytest.fixture
def watch(desk: Office) -> Iterator[Watch]:
    opened: list[Watcher] = []
    with served(desk, "127.0.0.1", 0) as address:
        supervisors = desk.storage.supervisors

        def begin(role: str, since: str = "") -> Watcher:
            name = f"a.{role}"
            user = supervisors.users.named(name) or supervisors.users.add(name, role, "a test")
            opened.append(Watcher(address, supervisors.sessions.begin(user), since))
            return opened[-1]

        yield begin
        for each in opened:
            each.close()


def test_words_are_sent_as_they_are_spoken(desk: Office, watch: Watch) -> None:
    watcher = watch("supervisor")
    made = CallUnderWay(desk)
    assert NUMBER.e164 in watcher.until('"do": "card"')
    made.is_answered()
    made.happens(events.SpeechStarted(6.0), events.Heard(6.4, "I want", 0.8, False, 6.0, 6.4))
    assert "growing" in watcher.until("I want")
    made.happens(events.Heard(7.0, "I want a person", 0.9, True, 6.0, 7.0))
    assert "growing" not in watcher.until("I want a person")
    made.ends(9.0)
    watcher.until("confirmed")


def test_who_comes_back_is_sent_what_they_missed_and_no_more(desk: Office, watch: Watch) -> None:
    made = CallUnderWay(desk)
    first = watch("supervisor")
    first.until(NUMBER.e164)
    first.close()
    made.is_answered()
    made.says(5.0, "Hello there")
    second = watch("supervisor", since=first.version)
    second.until("Hello there")
    assert "clear" not in second.seen
    stranger = watch("supervisor", since="another-life")
    stranger.until("Hello there")
    assert stranger.seen[0] == "clear"


def test_many_watchers_of_a_call_are_one_record(desk: Office, watch: Watch) -> None:
    watchers = [watch("supervisor"), watch("admin"), watch("viewer")]
    for watcher in watchers:
        watcher.until("summary")
    CallUnderWay(desk)
    for watcher in watchers:
        watcher.until('"do": "card"')
    noted = looks(desk)
    assert [set(str(each["by"]).split(", ")) for each in noted] == [
        {"user a.supervisor", "user a.admin"}
    ]


def _until(look: Callable[[], str], text: str) -> str:
    deadline = time.monotonic() + 10
    while text not in (shown := look()):
        assert time.monotonic() < deadline, shown
        time.sleep(0.1)
    return shown

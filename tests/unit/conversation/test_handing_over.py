"""A person is fetched: when a transfer is started, and what is said while it is under way."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.call_parts import FakeFolder
from tests.fakes.rehearsed import finish, said, saved
from tests.fakes.staged_call import GONE, OPENING, StagedCall
from tests.fakes.unsure import Unsure
from voicebot.conversation import actions, events, ports
from voicebot.conversation.flow import load_flow
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import settle
from voicebot.understanding.intents import RefusalKind

DIALPLANS = Path(__file__).parents[3] / "dialplans"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LIKELY = "sick of this"
CAN_CALL = "no, you can call me"


class SlowOperators(Rehearsal):
    """The operators' telephones ring until the test says what became of that."""

    def ring_out(self) -> None:
        self.feed(events.TransferEnded(self.now_s, False))

    def take(self) -> None:
        self.feed(events.TransferEnded(self.now_s, True))

    def _act(self, action: actions.Action) -> None:
        if not isinstance(action, actions.Transfer):
            super()._act(action)


def begun() -> SlowOperators:
    """A call that has come to its first question."""
    flow = load_flow(DIALPLANS / "appointment_reminder.yaml")
    order = rehearsed_order(flow, "en", "+12025550199")
    unsure = Unsure(words=frozenset({LIKELY, CAN_CALL}))
    session = Session(flow, order, seller="Northern Clinic", now=NOW, understanding=unsure)
    rehearsal = SlowOperators(session, order, NOW)
    rehearsal.dial()
    rehearsal.answer()
    rehearsal.speak("hello")
    finish(rehearsal)
    return rehearsal


def announced() -> SlowOperators:
    """A call in which it is being said that a person is fetched."""
    rehearsal = begun()
    rehearsal.press("0")
    return rehearsal


def under_way() -> SlowOperators:
    """A call in which the operators' telephones ring."""
    rehearsal = announced()
    finish(rehearsal)
    return rehearsal


def transfers(happened: list[events.Event]) -> int:
    return sum(isinstance(event, events.TransferStarted) for event in happened)


def test_who_hangs_up_while_told_of_a_person_was_not_handed_over() -> None:
    rehearsal = announced()
    rehearsal.hang_up()
    assert transfers(rehearsal.log) == 0
    assert not any(isinstance(action, actions.Transfer) for action in rehearsal.actions)


def test_the_log_of_a_live_call_lost_while_a_person_is_announced_has_no_transfer(
    tmp_path: Path,
) -> None:
    stage = StagedCall(tmp_path, [*OPENING, ports.LegKey("0"), GONE], [])
    stage.call.run()
    assert isinstance(stage.folder, FakeFolder)
    happened = stage.folder.events
    assert [e.name for e in happened if isinstance(e, events.PromptStarted)][-1] == "transfer"
    assert transfers(happened) == 0


def test_an_announcement_that_breaks_off_without_a_hang_up_is_followed_by_the_transfer() -> None:
    rehearsal = announced()
    rehearsal.prompt = None
    rehearsal.feed(events.PromptEnded(rehearsal.now_s, "transfer", False))
    assert transfers(rehearsal.log) == 0
    rehearsal.keep_silent()
    assert transfers(rehearsal.log) == 1
    rehearsal.keep_silent()
    assert said(rehearsal)[-1] == "transfer_failed"


def test_a_likely_demand_said_while_the_operators_ring_is_asked_about_when_nobody_comes() -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    rehearsal.ring_out()
    assert said(rehearsal)[-1] == "transfer_failed"
    finish(rehearsal)
    assert said(rehearsal)[-1] == "shall_we_stop"
    rehearsal.speak("yes")
    (save,) = saved(rehearsal)
    assert save.words == f"{LIKELY} | yes"


def test_it_is_asked_about_too_when_the_operators_never_answer_the_transfer() -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    rehearsal.keep_silent()
    finish(rehearsal)
    assert said(rehearsal)[-2:] == ["transfer_failed", "shall_we_stop"]


def test_the_question_takes_the_place_of_the_goodbye_which_follows_a_clear_no() -> None:
    rehearsal = under_way()
    rehearsal.speak(f"let me speak to a person, {LIKELY}")
    rehearsal.ring_out()
    assert rehearsal.prompt is not None
    assert "goodbye" not in rehearsal.prompt.text.lower()
    finish(rehearsal)
    rehearsal.speak("no")
    assert said(rehearsal)[-1] == "goodbye"
    finish(rehearsal)
    assert rehearsal.over
    assert saved(rehearsal) == []
    assert settle(rehearsal.log).disposition is Disposition.PARTIAL


@pytest.mark.parametrize("end", [SlowOperators.hang_up, SlowOperators.take])
def test_a_likely_demand_that_nobody_could_ask_about_counts_when_the_call_ends(
    end: Callable[[SlowOperators], None],
) -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    end(rehearsal)
    (save,) = saved(rehearsal)
    assert (save.words, save.refusal_kind) == (LIKELY, RefusalKind.EXPLICIT_OPT_OUT)
    assert save.first_ended_s is not None
    assert settle(rehearsal.log).disposition is Disposition.OPT_OUT


def test_other_words_over_our_last_ones_do_not_spare_the_question() -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    rehearsal.ring_out()
    rehearsal.feed(events.SpeechStarted(rehearsal.now_s))
    finish(rehearsal)
    assert said(rehearsal)[-1] == "transfer_failed", "the person speaks"
    now = rehearsal.now_s + 1
    rehearsal.feed(events.SpeechEnded(now, now))
    rehearsal.feed(events.Heard(now, "the weather is fine", 0.9, True, now - 1, now))
    assert said(rehearsal)[-1] == "shall_we_stop"
    rehearsal.hang_up()
    assert len(saved(rehearsal)) == 1


def test_likely_demands_that_were_said_twice_are_one_whose_evidence_begins_with_the_first() -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    first_ended = rehearsal.now_s
    rehearsal.speak(f"I am {LIKELY}")
    rehearsal.ring_out()
    finish(rehearsal)
    rehearsal.speak("yes")
    (save,) = saved(rehearsal)
    assert save.words == f"{LIKELY} | I am {LIKELY} | yes"
    assert save.first_ended_s is not None
    assert save.first_ended_s < first_ended


def test_a_plain_demand_after_a_likely_one_is_saved_at_once_with_both_in_its_words() -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    rehearsal.speak("stop calling me")
    (save,) = saved(rehearsal)
    assert save.words == f"{LIKELY} | stop calling me"
    assert said(rehearsal)[-1] == "opt_out_acknowledged"


def test_an_emergency_after_a_likely_demand_leaves_no_question_and_no_refusal() -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    rehearsal.speak("help, call an ambulance")
    rehearsal.ring_out()
    finish(rehearsal)
    rehearsal.hang_up()
    assert "shall_we_stop" not in said(rehearsal)
    assert not any(isinstance(event, events.StopNotWanted) for event in rehearsal.log)
    assert saved(rehearsal) == []
    assert settle(rehearsal.log).review == "emergency"


def test_what_was_denied_once_is_not_asked_about_again() -> None:
    rehearsal = under_way()
    rehearsal.speak(LIKELY)
    rehearsal.ring_out()
    finish(rehearsal)
    rehearsal.speak("no")
    rehearsal.speak(LIKELY, stops_prompt=False)
    finish(rehearsal)
    assert rehearsal.over
    assert said(rehearsal).count("shall_we_stop") == 1
    assert saved(rehearsal) == []


def test_a_likely_demand_denied_before_the_transfer_is_not_counted_when_said_during_it() -> None:
    rehearsal = begun()
    rehearsal.speak(LIKELY)
    rehearsal.speak("no")
    rehearsal.press("0")
    finish(rehearsal)
    rehearsal.speak(LIKELY)
    rehearsal.ring_out()
    finish(rehearsal)
    assert rehearsal.over
    assert saved(rehearsal) == []


def test_who_says_meanwhile_that_calls_may_go_on_demands_nothing() -> None:
    rehearsal = under_way()
    rehearsal.speak(CAN_CALL)
    rehearsal.ring_out()
    finish(rehearsal)
    assert rehearsal.over
    assert "shall_we_stop" not in said(rehearsal)
    assert saved(rehearsal) == []

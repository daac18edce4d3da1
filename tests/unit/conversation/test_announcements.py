"""An operator's announcement that is understood only after the network ended the attempt."""

from pathlib import Path

import pytest

from tests.fakes.staged_call import FLOWS, LOUD, NOW, StagedCall, seconds
from voicebot.conversation.actions import Action, HangUp
from voicebot.conversation.events import EarlyMedia, Heard, HungUp
from voicebot.conversation.flow import load_flow
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import LegEarlyMedia, LegEnded
from voicebot.conversation.rehearsal import rehearsed_order
from voicebot.conversation.session import Session
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import settle
from voicebot.understanding.intents import AnsweredBy

WORDS = "The phone is switched off or out of coverage. Please call again later."
NO_ANSWER = LegEnded(Cause(NetworkResult.NO_ANSWER, 480, 19), by_us=False)


def test_an_announcement_recognised_after_the_end_still_says_who_answered(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [], [WORDS])
    stage.inbox.script.extend([LegEarlyMedia(), *seconds(LOUD, 2.0), NO_ANSWER])
    stage.call.run()
    happened = stage.folder.events  # type: ignore[attr-defined]
    kinds = [type(event) for event in happened]
    assert kinds.index(EarlyMedia) < kinds.index(HungUp) < kinds.index(Heard)
    outcome = settle(happened)
    assert outcome.answered_by is AnsweredBy.INTERCEPT
    assert outcome.disposition is Disposition.NOT_REACHED


def before_the_answer(words: str, *, final: bool) -> list[Action]:
    """What is done on words of an announcement that is still being read, or is over."""
    flow = load_flow(FLOWS / "appointment_reminder.yaml")
    order = rehearsed_order(flow, "en", "+12025550199")
    session = Session(flow, order, seller="Northern Clinic", now=NOW)
    session.on(EarlyMedia(1.0))
    return list(session.on(Heard(4.0, words, 0.9, final, 1.0, 4.0)))


@pytest.mark.parametrize("final", [False, True])
def test_an_announcement_of_what_passes_ends_the_attempt_at_once(final: bool) -> None:
    words = "the phone you are calling is switched off"
    assert HangUp() in before_the_answer(words, final=final)


def test_a_number_is_taken_for_gone_only_when_the_announcement_is_over() -> None:
    words = "the number you have dialed is not in service"
    assert HangUp() not in before_the_answer(words, final=False)
    assert HangUp() in before_the_answer(words, final=True)

"""An operator's announcement that is understood only after the network ended the attempt."""

from pathlib import Path

from tests.fakes.staged_call import LOUD, StagedCall, seconds
from voicebot.conversation.events import EarlyMedia, Heard, HungUp
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import LegEarlyMedia, LegEnded
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

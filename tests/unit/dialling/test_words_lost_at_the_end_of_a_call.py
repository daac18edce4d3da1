"""The person spoke and hung up, and recognition did not get to it: the recording is heard again."""

from dataclasses import dataclass, field

import pytest

from tests.fakes.ann import NUMBER, wish
from tests.fakes.lines import began
from voicebot.bootstrap import Office
from voicebot.bootstrap.call_complaints import CallComplaints
from voicebot.contacts.suppression import OptOutSource
from voicebot.conversation.events import (
    Answered,
    AskedWhetherToStop,
    Event,
    Heard,
    HungUp,
    PromptStarted,
    SpeechStarted,
    WordsLost,
)
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.ports import CallLog
from voicebot.dialling.settling import Settling
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import CallRecord
from voicebot.understanding.intents import RefusalKind

STOP = "stop calling me"
WELL = Cause(NetworkResult.ANSWERED, 200, 16)
SPOKE_AND_HUNG_UP: tuple[Event, ...] = (
    Answered(1.0),
    PromptStarted(1.2, "identification", "Hello"),
    SpeechStarted(3.0),
    HungUp(5.0, "callee", WELL),
)
LOST = WordsLost(20.0, 3.0)


@dataclass(slots=True)
class Recording:
    """What recognition makes of the audio; `skipped` is what it passed over, each time."""

    text: str
    skipped: list[float] = field(default_factory=list)

    def hear_again(self, attempt_id: str, language: str, skip_s: float) -> list[Heard]:
        self.skipped.append(skip_s)
        return [Heard(3.5, self.text, 0.9, True, 2.0, 3.5)] if self.text else []


def settled(opened: Office, recording: Recording, *events: Event) -> CallRecord:
    return settled_of(opened, wish().order(), recording, *events)


def settled_of(
    opened: Office, order: CallOrder, recording: Recording, *events: Event
) -> CallRecord:
    storage = opened.storage
    settling = Settling(
        storage.books,
        storage.optouts,
        storage.archive,
        recording,
        CallComplaints(storage.complaints, opened.clock),
        opened.understanding,
    )
    log = CallLog((began(order), *events), "calls/recording.wav", None)
    return settling.settle(order, log, opened.clock.now(), None)


def test_a_demand_in_the_lost_words_is_saved(with_ann: Office) -> None:
    record = settled(with_ann, Recording(STOP), *SPOKE_AND_HUNG_UP, LOST)
    assert record.outcome.disposition is Disposition.OPT_OUT
    (kept,) = with_ann.storage.optouts.kept()
    assert (kept.optout.number, kept.optout.words) == (NUMBER, STOP)
    assert kept.optout.source is OptOutSource.RECOVERED
    assert kept.optout.reason == "said on a call, and recognised only after it"


def test_settled_again_it_is_the_same_opt_out(with_ann: Office) -> None:
    order = wish().order()
    first, second = (
        settled_of(with_ann, order, Recording(STOP), *SPOKE_AND_HUNG_UP, LOST).outcome
        for _ in range(2)
    )
    assert first.opt_out is not None
    assert second.opt_out is not None
    assert first.opt_out.optout_id == second.opt_out.optout_id
    assert len(list(with_ann.storage.optouts.kept())) == 1


@pytest.mark.parametrize("words", ["", "yes, that is fine"])
def test_who_spoke_did_not_hang_up_without_a_word(with_ann: Office, words: str) -> None:
    outcome = settled(with_ann, Recording(words), *SPOKE_AND_HUNG_UP, LOST).outcome
    assert (outcome.disposition, outcome.refusal_kind) == (Disposition.PARTIAL, None)
    assert outcome.because == "words were not recognised in time"
    assert [line.text for line in outcome.transcript if line.who == "callee"] == [words] * bool(
        words
    )


def test_a_call_that_lost_no_words_is_not_heard_again(with_ann: Office) -> None:
    recording = Recording(STOP)
    outcome = settled(with_ann, recording, *SPOKE_AND_HUNG_UP).outcome
    assert outcome.disposition is Disposition.EARLY_HANGUP
    assert recording.skipped == []


def test_it_is_heard_again_from_the_last_words_before_the_lost_ones(with_ann: Office) -> None:
    before, after = Heard(2.8, "hello", 0.9, True, 2.0, 2.5), Heard(9.0, "", 0.0, True, 8.0, 9.0)
    recording = Recording(STOP)
    events = (*SPOKE_AND_HUNG_UP[:-1], before, after, HungUp(10.0, "callee", WELL), LOST)
    settled(with_ann, recording, *events)
    assert recording.skipped == [1.5]


def test_a_question_that_nothing_settled_counts_as_a_demand(with_ann: Office) -> None:
    asked = AskedWhetherToStop(3.5, "enough is enough", 0.5, RefusalKind.EXPLICIT_OPT_OUT)
    record = settled(with_ann, Recording(""), *SPOKE_AND_HUNG_UP[:-1], asked, SPOKE_AND_HUNG_UP[-1])
    assert record.outcome.opt_out is not None
    (kept,) = with_ann.storage.optouts.kept()
    assert kept.optout.number == NUMBER

"""A call whose process dies at the question whether to stop: silence, here too, is a yes."""

from tests.fakes.ann import NUMBER, wish
from tests.fakes.lines import FakeLines, began
from voicebot.bootstrap import Office
from voicebot.conversation.events import (
    Answered,
    AskedWhetherToStop,
    Event,
    Heard,
    PromptStarted,
    StopNotWanted,
    Understood,
)
from voicebot.conversation.ports import CallOrder
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import Intent, RefusalKind

WORDS = "I am so tired of this"


def asked(order: CallOrder) -> tuple[Event, ...]:
    return (
        began(order),
        Answered(1.0),
        PromptStarted(1.2, "identification", "Hello"),
        Heard(5.0, WORDS, 0.9, True, 3.0, 4.5),
        Understood(5.0, WORDS, Intent.OTHER, 0.4),
        AskedWhetherToStop(5.0, WORDS, 0.4, RefusalKind.REASONED_REFUSAL),
    )


def denied(order: CallOrder) -> tuple[Event, ...]:
    return (
        *asked(order),
        Heard(9.0, "no", 0.9, True, 8.0, 8.5),
        Understood(9.0, "no", Intent.OTHER, 0.8),
        StopNotWanted(9.0),
    )


def settled(with_ann: Office, call: FakeLines) -> Disposition:
    attempted = with_ann.attempt(call).run(wish())
    assert attempted.record is not None
    return attempted.record.outcome.disposition


def test_what_was_asked_about_is_saved(with_ann: Office) -> None:
    assert settled(with_ann, FakeLines(asked)) is Disposition.OPT_OUT
    (kept,) = with_ann.storage.optouts.kept()
    assert (kept.optout.number, kept.optout.words) == (NUMBER, WORDS)
    assert kept.optout.refusal_kind == str(RefusalKind.REASONED_REFUSAL)


def test_what_was_denied_is_not(with_ann: Office) -> None:
    assert settled(with_ann, FakeLines(denied)) is Disposition.TECHNICAL_FAILURE
    assert list(with_ann.storage.optouts.kept()) == []

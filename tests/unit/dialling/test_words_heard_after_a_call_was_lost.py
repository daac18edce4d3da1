"""Words recognised only after a call's process died: understood as the call would have done."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.fakes.ann import NUMBER, wish
from tests.fakes.lines import began
from tests.fakes.unsure import Unsure
from voicebot.bootstrap import Office
from voicebot.bootstrap.call_complaints import CallComplaints
from voicebot.bootstrap.understanding_in_force import UnderstandingInForce
from voicebot.conversation.events import (
    Answered,
    AnswererKnown,
    AskedWhetherToStop,
    Event,
    Heard,
    PromptStarted,
    StopNotWanted,
    Understood,
)
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.ports import CallLog
from voicebot.dialling.settling import Settling
from voicebot.learning.shelf import Shelf
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, Intent, RefusalKind
from voicebot.understanding.meaning import PHRASES_ALONE, Understanding

FREE_WORDS = {
    "en": "This harassment by telephone must end today",
    "ru": "Сил нет от ваших названиваний, прекращайте",
}
LIKELY = {"en": "I am so tired of this", "ru": "я так устала от этого"}
UNSURE = Unsure(words=frozenset(LIKELY.values()))


@dataclass(frozen=True, slots=True)
class WordsInTheRecording:
    """What recognition makes of the audio that nobody had heard."""

    text: str

    def hear_again(self, attempt_id: str, language: str, skip_s: float) -> list[Heard]:
        return [Heard(4.0, self.text, 0.9, True, 2.0, 4.0)]


@dataclass(slots=True)
class Lost:
    """A call of an order, lost after these events, with words in its recording."""

    opened: Office
    said: str
    language: str = "en"
    direction: str = "outbound"
    events: tuple[Event, ...] = (Answered(1.0), PromptStarted(1.2, "identification", "Hello"))
    order: CallOrder = field(init=False)

    def __post_init__(self) -> None:
        self.order = replace(wish(self.language).order(), direction=self.direction)

    def settled(self, understanding: Callable[[], Understanding]) -> Disposition:
        storage = self.opened.storage
        settling = Settling(
            storage.books,
            storage.optouts,
            storage.archive,
            WordsInTheRecording(self.said),
            CallComplaints(storage.complaints, self.opened.clock),
            understanding,
        )
        log = CallLog((began(self.order), *self.events), None, None)
        at = self.opened.clock.now()
        return settling.settle(self.order, log, at, None).outcome.disposition


def saved(opened: Office) -> list[str]:
    return [kept.optout.words for kept in opened.storage.optouts.kept()]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_demand_in_free_words_is_saved(with_ann: Office, language: str) -> None:
    words = FREE_WORDS[language]
    assert not PHRASES_ALONE.meaning(words, language).opt_out
    disposition = Lost(with_ann, words, language).settled(with_ann.understanding)
    assert disposition is Disposition.OPT_OUT
    (kept,) = with_ann.storage.optouts.kept()
    assert (kept.optout.number, kept.optout.words) == (NUMBER, words)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_the_call_would_have_asked_about_is_saved_for_nobody_answers_now(
    with_ann: Office, language: str
) -> None:
    words = LIKELY[language]
    assert Lost(with_ann, words, language).settled(lambda: UNSURE) is Disposition.OPT_OUT
    (kept,) = with_ann.storage.optouts.kept()
    assert kept.optout.words == words
    assert kept.optout.refusal_kind == str(RefusalKind.EXPLICIT_OPT_OUT)


ASKED = AskedWhetherToStop(1.5, "earlier words", 0.4, RefusalKind.EXPLICIT_OPT_OUT)
BEFORE: dict[str, tuple[Event, ...]] = {
    "it was asked already, and denied": (ASKED, StopNotWanted(1.8)),
    "a machine spoke": (AnswererKnown(1.5, AnsweredBy.MACHINE, "a greeting"),),
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
def test_what_the_call_would_not_have_asked_about_is_no_demand(
    with_ann: Office, before: tuple[Event, ...]
) -> None:
    lost = Lost(with_ann, LIKELY["en"])
    lost.events = (*lost.events, *before)
    assert lost.settled(lambda: UNSURE) is not Disposition.OPT_OUT
    assert saved(with_ann) == []


def test_of_words_that_the_call_understood_its_own_verdict_stands(with_ann: Office) -> None:
    words = FREE_WORDS["en"]
    judged = (Heard(3.0, words, 0.9, True, 2.0, 3.0), Understood(3.0, words, Intent.OTHER, 0.4))
    lost = Lost(with_ann, "")
    lost.events = (*lost.events, *judged)
    assert lost.settled(with_ann.understanding) is not Disposition.OPT_OUT


def test_a_greeting_before_we_have_spoken_is_not_asked_about(with_ann: Office) -> None:
    lost = Lost(with_ann, LIKELY["en"], events=(Answered(1.0),))
    assert lost.settled(lambda: UNSURE) is not Disposition.OPT_OUT


def test_who_calls_us_is_not_asked_about_it(with_ann: Office) -> None:
    lost = Lost(with_ann, LIKELY["en"], direction="inbound")
    lost.settled(lambda: UNSURE)
    assert saved(with_ann) == []


def test_a_damaged_classifier_leaves_plain_demands_understood(
    with_ann: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "understanding" / "1"
    folder.mkdir(parents=True)
    (folder / "card.json").write_text("{")
    (folder.parent / "in-force.json").write_text('{"promoted": ["1"]}')
    damaged = UnderstandingInForce(Shelf(tmp_path / "models"))
    assert Lost(with_ann, "stop calling me").settled(damaged) is Disposition.OPT_OUT


def test_a_demand_that_only_the_other_engine_heard_is_saved_for_nobody_can_be_asked(
    with_ann: Office,
) -> None:
    lost = Lost(with_ann, "")
    lost.events = (*lost.events, Heard(3.0, "the weather", 0.7, True, 2.0, 3.0, "stop calling me"))
    assert lost.settled(lambda: UNSURE) is Disposition.OPT_OUT
    assert saved(with_ann) == ["the weather"]

"""Written messages: any sentence may demand that calls stop."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.unsure import Unsure
from voicebot.understanding.intents import Intent, Meaning, RefusalKind
from voicebot.understanding.meaning import Understanding
from voicebot.understanding.written import own_words, read_written


@pytest.mark.parametrize(
    "text",
    [
        "stop", "Quit.", "END", "revoke", "Opt out", "opt-out", "Cancel!", "unsubscribe",
        "Please stop", "Stop, thanks", "Стоп", "Отписаться", "Пожалуйста, отпишите",
        "I loved the clinic. The doctor was kind. But do not call me again, ever.",
        "Спасибо за приём! Больше мне не звоните. Всего доброго.",
        "We had a fire here, stop calling me",
        "Удалите мои данные",
        "Please remove me from your list",
    ],
)  # fmt: skip
def test_a_demand_to_stop_is_found(text: str) -> None:
    found = read_written(text).opt_out
    assert found is not None
    assert found.text in text or found.text == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, everything was fine.",
        "The bus stop is near your office.",
        "When does the course end?",
        "I will cancel my appointment tomorrow",
        "Спасибо, всё хорошо",
        "Great service\n> Reply STOP to opt out\n> thanks",
        "Всё хорошо\n\n-----Original Message-----\nSTOP",
        "Fine.\nOn Monday the clinic wrote:\nunsubscribe",
        "",
        "   \n",
    ],
)
def test_what_demands_nothing_stops_nothing(text: str) -> None:
    assert read_written(text).opt_out is None


def test_a_complaint_is_no_optout_and_a_threat_is_both() -> None:
    complaint = read_written("Your operator was rude and I want to complain.")
    assert complaint.opt_out is None
    assert complaint.complaint is not None
    threat = read_written("I will report you to the FCC.")
    assert threat.opt_out is not None
    assert threat.complaint is not None
    assert threat.opt_out.refusal_kind is RefusalKind.THREAT_OF_COMPLAINT


def test_the_language_is_told_from_the_script_of_each_sentence() -> None:
    found = read_written("Hello. Хочу пожаловаться на оператора. Stop calling me.", "en")
    assert found.opt_out is not None
    assert found.opt_out.text == "Stop calling me"
    assert found.complaint is not None


def test_a_wish_to_be_forgotten_is_said_beside_the_demand_to_stop() -> None:
    assert read_written("Не звоните мне больше. Удалите мои персональные данные.").erasure
    assert not read_written("Не звоните мне больше.").erasure


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_a_stop_on_a_line_of_its_own_counts_whatever_stands_around_it(
    before: str, after: str
) -> None:
    text = f"{before}\nSTOP\n{after}"
    if "STOP" in own_words(text):
        assert read_written(text).opt_out is not None


UNSURE = Unsure(words=frozenset({"so tired of this", "устала от этого", "help"}))


@pytest.mark.parametrize(
    "text", ["Good day. I am so tired of this.", "Добрый день. Я так устала от этого!"]
)
def test_a_likely_demand_counts_for_its_writer_cannot_be_asked(text: str) -> None:
    assert read_written(text).opt_out is None
    found = read_written(text, understanding=UNSURE).opt_out
    assert found is not None
    assert (found.intent, found.opt_out) == (Intent.OPT_OUT, True)
    assert found.refusal_kind is RefusalKind.EXPLICIT_OPT_OUT


def test_a_sure_demand_is_the_reason_where_another_is_only_likely() -> None:
    found = read_written("I am so tired of this. Never call me again.", understanding=UNSURE)
    assert found.opt_out is not None
    assert found.opt_out.text == "Never call me again"


def test_somebody_in_danger_demands_nothing() -> None:
    assert read_written("help, call an ambulance", understanding=UNSURE).opt_out is None


@dataclass(frozen=True, slots=True)
class TakesAllForComplaints(Understanding):
    """As sure of it as told."""

    sure: float = 0.0

    def meaning(self, text: str, language: str, **asked: object) -> Meaning:
        return Meaning(text, Intent.COMPLAINT, self.sure)


@pytest.mark.parametrize(("sure", "opened"), [(0.3, False), (0.6, True)])
def test_a_mere_guess_at_a_complaint_opens_none(sure: float, opened: bool) -> None:
    read = read_written("sent from my telephone", understanding=TakesAllForComplaints(sure=sure))
    assert (read.complaint is not None) is opened

"""What was learned can forbid what the rules allow, and never allows what a rule forbids."""

import json
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import generated_known as made
from tests.fakes.known_books import NOON, decided, decided_on, known, law
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason as Reason
from voicebot.eligibility.deciding import decide_all, replay
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.known import LEARNED, Known
from voicebot.eligibility.policy import VITAL

PREDICTED = (Reason.PREDICTED_ANNOYANCE, Reason.PREDICTED_NON_RESPONSE)
OURS = {"unhappy_get_no_promotion", "call_would_not_annoy", "call_would_be_answered"}
BECAUSE = ["hang-ups at the first words: 3", "answered calls: 3 of 9"]

any_books = made.calm_books() | made.full_books()

said = st.fixed_dictionaries(
    {
        "left_alone_for": st.sampled_from([None, *map(str, PREDICTED)]),
        "score": st.floats(-50, 50),
        "explored": st.booleans(),
        "propensity": st.sampled_from([0.0, 0.02, 1.0]),
        "satisfaction": st.none() | st.floats(0, 1),
        "better_hour_at": st.sampled_from([None, NOON + timedelta(hours=3)]),
    }
)


def learned(number: str, purpose: str, **more: object) -> pl.DataFrame:
    """What a model says of one number and purpose."""
    row = {
        "number": number,
        "purpose": purpose,
        "left_alone_since": NOON,
        "left_alone_until": NOON + timedelta(days=30),
        "threshold": 0.0,
        "model": "3",
        "because": BECAUSE,
        "because_ru": ["сброшено на первых словах: 3"],
        **more,
    }
    return pl.DataFrame([{name: row.get(name) for name in LEARNED}], schema=LEARNED)


def told(books: Known, **more: object) -> Known:
    """The same books, and what a model says of the only question."""
    question = books.asked.row(0, named=True)
    return replace(books, learned=learned(question["number"], question["purpose"], **more))


def others(decision: Decision) -> list[tuple[str, str]]:
    """What every rule but ours says."""
    return [(rule.rule, rule.verdict) for rule in decision.rules if rule.rule not in OURS]


@settings(max_examples=80)
@given(any_books, said)
def test_no_score_allows_what_a_rule_forbids(books: Known, says: dict[str, object]) -> None:
    before, after = decided_on(books), decided_on(told(books, **says))
    assert before.allowed or not after.allowed
    assert not before.refused or after.refused
    assert others(before) == others(after)


@settings(max_examples=80)
@given(any_books, said)
def test_a_decision_with_a_score_depends_on_its_recorded_inputs_alone(
    books: Known, says: dict[str, object]
) -> None:
    decision = decided_on(told(books, **says))
    assert replay(json.loads(json.dumps(decision.as_json()))) == decision


@settings(max_examples=60)
@given(any_books, said)
def test_one_call_and_a_list_are_scored_alike(books: Known, says: dict[str, object]) -> None:
    several = replace(told(books, **says), asked=pl.concat([books.asked[:1]] * 2))
    together = decide_all(gather(several, law()))
    alone = decided_on(told(replace(books, asked=books.asked[:1]), **says))
    for row in together.iter_rows(named=True):
        assert row["allowed"] == alone.allowed
        assert row["reasons"] == [str(reason) for reason in alone.reasons]
        assert row["channels_left"] == list(alone.channels_left)


@pytest.mark.parametrize("reason", PREDICTED)
@pytest.mark.parametrize("purpose", sorted(set(Purpose) - set(VITAL)))
def test_an_ordinary_call_is_refused_and_not_put_off(purpose: Purpose, reason: Reason) -> None:
    books = known({"purpose": str(purpose)})
    decision = decided_on(told(books, left_alone_for=str(reason), score=-3.0))
    assert reason in decision.reasons
    assert decision.refused


@pytest.mark.parametrize("purpose", VITAL)
def test_a_vital_notice_goes_out_and_the_decision_says_how_it_would_be_quieter(
    purpose: Purpose,
) -> None:
    books = known({"purpose": str(purpose)})
    score = {"left_alone_for": str(PREDICTED[0]), "better_hour_at": NOON + timedelta(hours=3)}
    decision = decided_on(told(books, **score))
    assert decision.allowed
    assert "would probably annoy" in decision.sentence
    assert "at 15:00 UTC" in decision.sentence


def test_the_decision_says_why_until_when_and_how_it_ends() -> None:
    score = {"left_alone_for": str(PREDICTED[0]), "score": -3.0}
    decision = decided_on(told(known(), **score))
    assert decision.learned is not None
    sentence = decision.learned.sentence
    assert all(words in sentence for words in (*BECAUSE, "2026-12-18", "model 3", "lift"))


@pytest.mark.parametrize(
    ("purpose", "offered"),
    [("MARKETING", True), ("PRODUCT_UPDATE", True), ("COMPANY_NEWS", True), ("SURVEY", False),
     ("APPOINTMENT_REMINDER", False)],
)  # fmt: skip
def test_the_unhappy_get_no_promotion_and_all_else(purpose: str, offered: bool) -> None:
    books = known({"purpose": purpose})
    unhappy = decided_on(told(books, satisfaction=0.25, model=None))
    content = decided_on(told(books, satisfaction=0.5, model=None))
    assert (Reason.PREDICTED_ANNOYANCE in unhappy.reasons) == offered
    assert Reason.PREDICTED_ANNOYANCE not in content.reasons


def test_of_another_number_nothing_is_told() -> None:
    books = replace(
        known(), learned=learned("+442079460099", "APPOINTMENT_REMINDER",
                                 left_alone_for=str(PREDICTED[0]))
    )  # fmt: skip
    assert decided_on(books).allowed
    assert decided().learned is None

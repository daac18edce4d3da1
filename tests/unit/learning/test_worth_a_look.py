"""What a look at a call would teach."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.worth_a_look import LookReason, Seen, worth_a_look
from voicebot.outcomes.disposition import Disposition

PLAIN = Seen("CONFIRMED", certainty=0.95)


def test_a_plain_call_teaches_nothing() -> None:
    assert worth_a_look(PLAIN).worth == 0
    assert worth_a_look(PLAIN).reasons == ()


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (replace(PLAIN, marked=True), LookReason.EMERGENCY),
        (replace(PLAIN, disposition="COMPLAINT"), LookReason.COMPLAINT),
        (replace(PLAIN, refusal_kind="THREAT_OF_COMPLAINT"), LookReason.COMPLAINT),
        (replace(PLAIN, certainty=0.3), LookReason.UNSURE),
        (replace(PLAIN, answered_by="NOT_SURE"), LookReason.ANSWERER),
        (replace(PLAIN, disposition="PARTIAL"), LookReason.PARTIAL),
        (replace(PLAIN, new_words=2), LookReason.NEW_WORDS),
        (replace(PLAIN, disposition="OPT_OUT", score=0.4), LookReason.DISAGREE),
        (replace(PLAIN, score=-0.2, explored=True), LookReason.DISAGREE),
    ],
)
def test_each_sign_is_a_reason(seen: Seen, reason: LookReason) -> None:
    found = worth_a_look(seen)
    assert found.reasons == (reason,)
    assert 0 < found.worth < 1


def test_a_model_that_was_right_or_silent_is_no_reason() -> None:
    assert worth_a_look(replace(PLAIN, score=0.4)).worth == 0
    assert worth_a_look(replace(PLAIN, disposition="HARD_REFUSAL")).worth == 0


SEEN = st.builds(
    Seen,
    disposition=st.sampled_from([str(one) for one in Disposition]),
    answered_by=st.sampled_from(["HUMAN", "NOT_SURE"]),
    certainty=st.none() | st.floats(0, 1),
    score=st.none() | st.floats(-2, 2),
    explored=st.booleans(),
    new_words=st.integers(0, 50),
)


@given(SEEN)
def test_a_mark_makes_every_call_worth_more_and_none_more_than_one(seen: Seen) -> None:
    marked = worth_a_look(replace(seen, marked=True))
    assert worth_a_look(seen).worth < marked.worth <= 1
    assert marked.reasons[0] is LookReason.EMERGENCY


@given(SEEN, st.floats(0, 1), st.floats(0, 1))
def test_the_less_sure_the_words_the_more_a_look_teaches(
    seen: Seen, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    surer = worth_a_look(replace(seen, certainty=more)).worth
    assert worth_a_look(replace(seen, certainty=less)).worth >= surer

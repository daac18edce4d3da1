"""The best hour of each number, shrunk from it to its segment to all."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from voicebot.learning.attempts import conform
from voicebot.learning.policy.best_time import BestTime, spread_out
from voicebot.learning.policy.shrinking import MOST, pooled, shrunk, strength

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
EVENING, MORNING = "+79000000001", "+79000000002"
UNKNOWN = "+79000000099"


def books() -> tuple[pl.DataFrame, pl.Series]:
    """One who answers at seven in the evening, one at ten in the morning, and twenty others."""
    rows = []
    for week in range(30):
        for place, number in enumerate([EVENING, MORNING]):
            for hour in (10, 19):
                answers = (hour == 19) == (place == 0)
                rows.append((number, week, hour, answers))
    for place in range(20):
        for week in range(10):
            rows += [(f"+7900000010{place:02}", week, hour, week % 2 == 0) for hour in (10, 19)]
    frame = pl.DataFrame(
        [
            {
                "attempt_id": str(place),
                "number": number,
                "at": MONDAY + timedelta(weeks=week, hours=hour),
                "zone": "UTC",
                "purpose": "SURVEY",
                "network_result": "ANSWERED" if answers else "NO_ANSWER",
                "answered_by": "HUMAN" if answers else "NONE",
                "disposition": "COMPLETED" if answers else "NOT_REACHED",
            }
            for place, (number, week, hour, answers) in enumerate(rows)
        ]
    )
    return conform(frame), pl.Series(["everybody"] * frame.height)


def best(number: str, segment: str = "everybody") -> int:
    """The best of the two hours on a Monday."""
    found = BestTime.learn(*books()).reach([number], [segment], np.array([1]))
    return 10 if found[0, 10] > found[0, 19] else 19


def test_a_number_is_called_when_it_used_to_answer() -> None:
    assert (best(EVENING), best(MORNING)) == (19, 10)


def test_an_unknown_number_has_its_segments_rates() -> None:
    learned = BestTime.learn(*books())
    found = learned.reach([UNKNOWN], ["everybody"], np.array([1]))
    assert np.array_equal(found[0], learned.segments[0][:24])


def test_an_unknown_segment_has_the_rates_of_all() -> None:
    learned = BestTime.learn(*books())
    found = learned.reach([UNKNOWN], ["nobody"], np.array([1]))
    assert np.array_equal(found[0], learned.segments[-1][:24])


def test_nothing_tried_leaves_every_hour_alike() -> None:
    attempts, segments = books()
    learned = BestTime.learn(attempts.clear(), segments.clear())
    found = learned.reach([UNKNOWN], ["everybody"], np.array([1]))
    assert len(set(found[0].tolist())) == 1


RATES = hnp.arrays(np.float64, st.tuples(st.integers(1, 40), st.just(24)), elements=st.floats(0, 1))


@given(RATES, st.floats(0.05, 1))
def test_everybody_gets_a_lawful_hour_and_no_hour_too_many(rates: np.ndarray, room: float) -> None:
    lawful = range(9, 20)
    hours = spread_out(rates, lawful, room)
    assert set(hours.tolist()) <= set(lawful)
    most = max(np.ceil(room * len(rates)), np.ceil(len(rates) / len(lawful)))
    assert np.bincount(hours).max() <= most


def test_whom_the_hour_matters_most_chooses_first() -> None:
    rates = np.full((2, 24), 0.5)
    rates[0, 19], rates[1, 19] = 0.6, 0.9
    assert spread_out(rates, range(9, 20), 0.5).tolist()[1] == 19


COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30)


@given(COUNTS)
def test_a_shrunk_rate_lies_between_its_own_and_the_common_one(
    counts: list[tuple[int, int]],
) -> None:
    trials = np.array([float(a + b) for a, b in counts])
    hits = np.array([float(a) for a, _ in counts])
    common, weight = pooled(hits, trials), strength(hits, trials)
    found = shrunk(hits, trials, common, weight)
    own = np.divide(hits, trials, out=np.full_like(hits, common), where=trials > 0)
    assert np.all(found >= np.minimum(own, common) - 1e-12)
    assert np.all(found <= np.maximum(own, common) + 1e-12)


def test_groups_that_differ_as_chance_alone_would_are_drawn_to_one_rate() -> None:
    rng = np.random.default_rng(1)
    trials = np.full(400, 20.0)
    alike = rng.binomial(20, 0.3, 400).astype(float)
    apart = rng.binomial(20, rng.beta(0.6, 1.4, 400)).astype(float)
    assert strength(alike, trials) > 100
    assert 1 <= strength(apart, trials) < 6
    assert strength(alike[:1], trials[:1]) == MOST

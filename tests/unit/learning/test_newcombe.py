"""The interval of a difference of two shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.newcombe import difference

COUNTS = st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def test_it_is_the_interval_of_newcombes_own_example() -> None:
    low, high = difference(56, 70, 48, 80)
    assert (low, high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


@given(COUNTS, COUNTS)
def test_it_holds_the_difference_and_turns_with_its_sides(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = difference(*one, *other)
    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1
    turned = difference(*other, *one)
    assert turned == (pytest.approx(-high), pytest.approx(-low))


def test_nothing_counted_says_nothing() -> None:
    assert difference(0, 0, 3, 9) == (-1.0, 1.0)

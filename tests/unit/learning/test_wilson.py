"""The interval of a share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.wilson import wilson


def test_the_interval_is_the_published_one() -> None:
    # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I: 15 of 148
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(of=st.integers(1, 10_000), data=st.data())
def test_the_interval_holds_the_share_and_lies_between_0_and_1(
    of: int, data: st.DataObject
) -> None:
    found = data.draw(st.integers(0, of))
    low, high = wilson(found, of)
    assert 0.0 <= low <= found / of + 1e-12
    assert found / of - 1e-12 <= high <= 1.0

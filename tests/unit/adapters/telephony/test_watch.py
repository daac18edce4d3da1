"""Time limits of a call."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.telephony.watch import MIN_RING_S, Limits


@given(st.floats(0, 600), st.floats(30, 600))
def test_no_order_may_ring_less_than_the_law_asks(ring_s: float, talk_s: float) -> None:
    limits = Limits.for_order(ring_s, talk_s)
    assert limits.ring_s >= MIN_RING_S
    assert limits.ring_s == max(ring_s, MIN_RING_S)
    assert limits.talk_s == talk_s

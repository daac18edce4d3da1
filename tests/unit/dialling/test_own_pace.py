"""A campaign's own pace: so many calls a minute, whatever is free."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialling.pace import OwnPace


class Hand:
    """A clock moved by hand, and a pace that can be changed."""

    def __init__(self, per_minute: float | None) -> None:
        self.now = 0.0
        self.per_minute = per_minute
        self.pace = OwnPace(lambda: self.per_minute, lambda: self.now)


def test_without_a_pace_every_free_line_is_a_turn() -> None:
    hand = Hand(None)
    hand.pace.begun()
    assert hand.pace.turns(7) == 7
    assert hand.pace.turns(-1) == 0
    assert hand.pace.seconds_left() is None


def test_a_turn_comes_when_its_time_is_over_and_a_new_pace_holds_at_once() -> None:
    hand = Hand(2.0)
    assert hand.pace.turns(5) == 1
    hand.pace.begun()
    assert hand.pace.turns(5) == 0
    assert hand.pace.seconds_left() == 30.0
    hand.now = 29.0
    assert hand.pace.turns(5) == 0
    hand.per_minute = 60.0
    assert hand.pace.turns(5) == 1


@given(st.floats(0.5, 600), st.lists(st.floats(0.01, 30), min_size=1, max_size=200))
def test_no_more_calls_begin_than_the_pace_allows(per_minute: float, steps: list[float]) -> None:
    hand, begun = Hand(per_minute), 0
    for step in steps:
        if hand.pace.turns(1):
            hand.pace.begun()
            begun += 1
        hand.now += step
    assert begun <= 1 + hand.now * per_minute / 60

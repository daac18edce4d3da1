"""The machine that plays a part: when it acts, and when it does not."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.simulation.script import (
    SPOKE_TOO_LONG_S,
    Act,
    Actor,
    After,
    HangUp,
    Into,
    Line,
    OnPause,
    Press,
    Say,
    Script,
)

FRAME_S = 0.02
DURATIONS = {"hello": 0.5, "yes": 0.4, "no": 0.4}


def play(
    script: Script, robot: list[tuple[float, float]], until_s: float = 30.0, habit: int = 0
) -> list[tuple[float, Act]]:
    """What the person does while the robot speaks in the given spans, with times."""
    actor = Actor(script, DURATIONS, habit)
    done = []
    for frame in range(round(until_s / FRAME_S)):
        at = frame * FRAME_S
        act = actor.step(at, any(begin <= at < end for begin, end in robot))
        if act is not None:
            done.append((round(at, 2), act))
    return done


def test_a_greeting_comes_soon_after_the_answer() -> None:
    script = Script((Line(After(0.4), Say(("hello",))),))
    assert play(script, [], 5.0) == [(0.4, Say(("hello",)))]


def test_a_person_waits_until_the_robot_has_finished() -> None:
    script = Script((Line(OnPause(0.9), Say(("yes",))),))
    ((at, act),) = play(script, [(1.0, 3.0), (3.5, 5.0)], 10.0)
    assert act == Say(("yes",))
    assert 5.88 <= at <= 5.92


def test_a_silent_robot_is_not_answered() -> None:
    script = Script((Line(OnPause(0.9), Say(("yes",))),))
    assert play(script, [], 10.0) == []


def test_an_interruption_comes_so_long_into_the_robots_speech() -> None:
    script = Script((Line(Into(3.0), Press("9")),))
    ((at, act),) = play(script, [(2.0, 12.0)], 10.0)
    assert act == Press("9")
    assert 4.98 <= at <= 5.02


def test_what_the_robot_says_over_the_person_does_not_count_as_an_answer() -> None:
    lines = (Line(After(0.4), Say(("hello",))), Line(OnPause(0.5), Say(("yes",))))
    assert [act for _, act in play(Script(lines), [(0.3, 0.9)], 5.0)] == [Say(("hello",))]


def test_a_person_says_it_again_when_the_robot_asks_again() -> None:
    script = Script(
        (Line(OnPause(0.5), Say(("no",))),), again=(Say(("no",)), Say(("yes",))), again_after_s=1.0
    )
    acts = play(script, [(0.0, 2.0), (4.0, 5.0), (8.0, 9.0), (12.0, 13.0)], 20.0)
    assert [act for _, act in acts] == [Say(("no",)), Say(("no",)), Say(("yes",))]


def test_a_habit_picks_the_phrase() -> None:
    script = Script((Line(After(0.0), Say(("hello", "yes", "no"))),))
    said = [play(script, [], 1.0, habit)[0][1] for habit in range(4)]
    assert said == [Say(("hello",)), Say(("yes",)), Say(("no",)), Say(("hello",))]


def test_a_person_left_in_silence_hangs_up() -> None:
    assert play(Script(patience_s=8.0), [(1.0, 2.0)], 20.0)[-1][1] == HangUp()


def test_nobody_does_anything_after_hanging_up() -> None:
    script = Script((Line(After(1.0), HangUp()), Line(After(0.0), Say(("hello",)))))
    assert play(script, [(0.0, 20.0)], 20.0) == [(1.0, HangUp())]


cues = st.one_of(
    st.builds(After, st.floats(0, 5)),
    st.builds(OnPause, st.floats(0.1, 2)),
    st.builds(Into, st.floats(0, 5)),
)
acts = st.one_of(st.just(Say(("hello", "yes"))), st.just(Press("1")), st.just(HangUp()))
scripts = st.builds(
    Script,
    st.lists(st.builds(Line, cues, acts), max_size=4).map(tuple),
    st.lists(st.just(Say(("no",))), max_size=2).map(tuple),
)


@given(scripts, st.lists(st.booleans(), max_size=200), st.integers(0, 5))
def test_whatever_the_robot_does_a_person_leaves_in_the_end(
    script: Script, robot: list[bool], habit: int
) -> None:
    actor = Actor(script, DURATIONS, habit)
    did = [actor.step(step * 0.25, heard) for step, heard in enumerate(robot)]
    first = len(robot) * 0.25
    seconds = range(int(first) + 1, int(first + SPOKE_TOO_LONG_S) + 2)
    did += [actor.step(float(second), False) for second in seconds]
    assert [act for act in did if isinstance(act, HangUp)] == [HangUp()]
    assert all(act is None for act in did[did.index(HangUp()) + 1 :])

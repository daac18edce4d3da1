"""What a person on the phone does next: a readable script, and the pure machine that follows it.

A script is a list of lines, each with a cue and an act. The machine is given time and whether the
robot is heard, every 20 ms, and answers with what the person does now.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SPOKE_TOO_LONG_S = 90.0  # nobody stays longer than this with a robot
KEY_S = 0.3  # a key and the pause after it


@dataclass(frozen=True, slots=True)
class After:
    """So many seconds after the person's last act ended, or after the answer."""

    seconds: float


@dataclass(frozen=True, slots=True)
class OnPause:
    """The robot has spoken since the person's last act, and has been silent for so long."""

    seconds: float = 0.9


@dataclass(frozen=True, slots=True)
class Into:
    """The robot began to speak after the person's last act, so many seconds ago, and goes on."""

    seconds: float


Cue = After | OnPause | Into


@dataclass(frozen=True, slots=True)
class Say:
    """Say one of these phrases; which one is the person's habit (see `Actor`)."""

    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """Press keys of the telephone, in order."""

    keys: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """Put the telephone down."""


Act = Say | Press | HangUp


@dataclass(frozen=True, slots=True)
class Line:
    """When to act, and how."""

    cue: Cue
    act: Act


@dataclass(frozen=True, slots=True)
class Script:
    """A part to play.

    When its lines are done and the robot asks again, the person says `again`, one at a time, each
    after a pause of `again_after_s`. A person who is left in silence for `patience_s`, or kept for
    SPOKE_TOO_LONG_S, hangs up.
    """

    lines: tuple[Line, ...] = ()
    again: tuple[Say, ...] = ()
    again_after_s: float = 1.6
    patience_s: float = 20.0


class Actor:
    """One person in one call. Feed every 20 ms of the call, in order; pure."""

    def __init__(self, script: Script, durations: Mapping[str, float], habit: int = 0) -> None:
        """`durations` gives each phrase's seconds; `habit` picks among alternative phrases."""
        self._lines = list(script.lines)
        self._lines += [Line(OnPause(script.again_after_s), say) for say in script.again]
        self._script = script
        self._durations = durations
        self._habit = habit
        self._free_at = 0.0  # the end of the person's last act, seconds after the answer
        self._robot_from: float | None = None  # first heard since then
        self._robot_last: float | None = None  # last heard since then
        self._gone = False

    def step(self, at_s: float, robot_heard: bool) -> Act | None:
        """What the person does at `at_s` seconds after the answer; a `Say` has just one phrase."""
        if self._gone or at_s < self._free_at:
            return None
        if robot_heard:
            self._robot_from = at_s if self._robot_from is None else self._robot_from
            self._robot_last = at_s
        if self._lines and self._is_cued(self._lines[0].cue, at_s):
            return self._do(self._lines.pop(0).act, at_s)
        if self._is_out_of_patience(at_s):
            return self._do(HangUp(), at_s)
        return None

    def _is_cued(self, cue: Cue, at_s: float) -> bool:
        match cue:
            case After(seconds):
                return at_s - self._free_at >= seconds
            case OnPause(seconds):
                return self._robot_last is not None and at_s - self._robot_last >= seconds
            case Into(seconds):
                return self._robot_from is not None and at_s - self._robot_from >= seconds

    def _is_out_of_patience(self, at_s: float) -> bool:
        silent_since = max(self._free_at, self._robot_last or 0.0)
        return at_s - silent_since >= self._script.patience_s or at_s >= SPOKE_TOO_LONG_S

    def _do(self, act: Act, at_s: float) -> Act:
        lasts_s = 0.0
        if isinstance(act, Say):
            phrase = act.phrases[self._habit % len(act.phrases)]
            lasts_s = self._durations[phrase]
            act = Say((phrase,))
        elif isinstance(act, Press):
            lasts_s = KEY_S * len(act.keys)
        self._gone = isinstance(act, HangUp)
        self._free_at = at_s + lasts_s
        self._robot_from = self._robot_last = None
        return act

"""One person in one call: takes the call as the persona does, then plays the script.

Driven by one thread: `begin`, then `signal` and `tick` with the time (epoch seconds) at which
things happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voicebot.adapters.telephony.leg import SipLeg
from voicebot.conversation.ports import (
    Frame,
    LegAnswered,
    LegEnded,
    LegKey,
    LegPlayed,
    Signal,
)
from voicebot.simulation.clips import seconds
from voicebot.simulation.diary import Diary, What
from voicebot.simulation.persona import Announces, PicksUp, Refuses, Taking
from voicebot.simulation.script import Act, Actor, HangUp, Press, Say, Script

AUDIBLE_RMS = 200.0  # of 32,768: about -44 dBFS, far above line noise, far below speech
GAP_S = 0.45  # a pause this long ends a stretch of the robot's speech; between its sentences 0.35
BETWEEN_ANNOUNCEMENTS_S = 1.0  # and from the last one's end to the refusal


@dataclass(frozen=True, slots=True)
class Role:
    """What a performance needs: the person, and the clip of each phrase."""

    call: str
    number: str
    persona: str
    taking: Taking | None  # None: this person is the caller
    script: Script
    clips: Mapping[str, Path]
    habit: int = 0


class RobotHeard:
    """Cuts what the person hears into stretches of speech."""

    def __init__(self) -> None:
        self._last: float | None = None

    def frame(self, at: float, audible: bool) -> tuple[What, float] | None:
        """`robot_starts` or `robot_stops` with its time, when there is one to tell."""
        if audible:
            started, self._last = self._last is None, at
            return ("robot_starts", at) if started else None
        return self.silence(at) if self._last is not None and at - self._last >= GAP_S else None

    def silence(self, at: float) -> tuple[What, float] | None:
        """The stretch is over, if one was open; `at` is not later than now."""
        last, self._last = self._last, None
        return ("robot_stops", min(last, at)) if last is not None else None


class Performance:
    """A call as the person lives it."""

    def __init__(self, role: Role, leg: SipLeg, diary: Diary) -> None:
        self.over = False
        self._role = role
        self._leg = leg
        self._diary = diary
        durations = {phrase: seconds(path) for phrase, path in role.clips.items()}
        self._actor = Actor(role.script, durations, role.habit)
        self._robot = RobotHeard()
        self._answered: float | None = None
        self._due: tuple[float, What] | None = None  # what to do next before the answer
        self._ends: tuple[float, str] | None = None  # when the phrase being said ends
        self._announcements = 0
        self._put_down = False

    def begin(self, at: float) -> None:
        """The INVITE came (or, for a caller, went out)."""
        taking = self._role.taking
        self._note(at, "invited" if taking is not None else "placed")
        match taking:
            case PicksUp(ring_s):
                self._leg.ring()
                self._due = (at + ring_s, "answered")
            case Refuses(after_s=after_s):
                self._due = (at + after_s, "refused")
            case Announces():
                self._leg.open_early_media()
            case None:
                pass
            case _:
                self._leg.ring()

    def tick(self, at: float) -> None:
        """Do what has become due."""
        if self._ends is not None and at >= self._ends[0]:
            self._note(self._ends[0], "speech_ends", phrase=self._ends[1])
            self._ends = None
        if self._due is None or at < self._due[0] or self.over:
            return
        what, self._due = self._due[1], None
        if what == "answered":
            self._leg.answer(200)
        elif what == "announced":
            self._announce(at)
        else:
            self._refuse(at)

    def signal(self, at: float, signal: Signal) -> None:
        """Something came from the line at that time."""
        match signal:
            case Frame(pcm):
                self._hear(at, pcm)
            case LegAnswered():
                self._answered = at
                self._note(at, "answered")
            case LegPlayed() if isinstance(self._role.taking, Announces):
                again = self._announcements < self._role.taking.times
                self._due = (at + BETWEEN_ANNOUNCEMENTS_S, "announced" if again else "refused")
            case LegKey(key):
                self._note(at, "heard_key", key=key)
            case LegEnded(cause=cause):
                self._end(at, cause.sip_code)
            case _:
                pass

    def _hear(self, at: float, pcm: bytes) -> None:
        audible = loudness(pcm) >= AUDIBLE_RMS
        if told := self._robot.frame(at, audible):
            self._note(told[1], told[0])
        if self._answered is not None:
            act = self._actor.step(at - self._answered, audible)
            if act is not None:
                self._do(at, act)
        elif isinstance(self._role.taking, Announces) and not self._announcements:
            self._announce(at)

    def _do(self, at: float, act: Act) -> None:
        match act:
            case Say(phrases):
                clip = self._role.clips[phrases[0]]
                self._leg.play(clip)
                self._note(at, "speech_starts", phrase=phrases[0])
                self._ends = (at + seconds(clip), phrases[0])
            case Press(keys):
                self._leg.send_keys(keys)
                self._note(at, "pressed", keys=keys)
            case HangUp():
                self._put_down = True
                self._leg.hang_up()

    def _announce(self, at: float) -> None:
        taking = self._role.taking
        assert isinstance(taking, Announces)
        self._announcements += 1
        self._note(at, "announced")
        self._leg.play(self._role.clips[taking.phrase])

    def _refuse(self, at: float) -> None:
        taking = self._role.taking
        assert isinstance(taking, Refuses | Announces)
        self._note(at, "refused", sip_code=taking.sip_code, q850=taking.q850)
        self._put_down = True
        self._leg.reject(taking.sip_code, taking.q850)

    def _end(self, at: float, sip_code: int | None) -> None:
        if told := self._robot.silence(at):
            self._note(told[1], told[0])
        if self._ends is not None:  # the rest of the phrase was never said
            self._note(min(at, self._ends[0]), "speech_ends", phrase=self._ends[1])
        by = "person" if self._put_down else "robot"
        self._note(at, "ended", by=by, sip_code=sip_code)
        self.over = True

    def _note(self, at: float, what: What, **more: object) -> None:
        role = self._role
        who = {"number": role.number, "persona": role.persona}
        self._diary.write(at, role.call, what, **who, **more)


def loudness(pcm: bytes) -> float:
    """Root mean square of 16-bit samples."""
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float32)
    return float(np.sqrt(np.mean(np.square(samples)))) if samples.size else 0.0

"""The network's own tones: it rings, it is busy, it is congested; told by band and cadence.

ITU-T E.180 and its list of national tones: Russia and most of Europe use 425 Hz (ringback 1 s every
5 s; busy 0.35 or 0.5 s on and off; congestion 0.2 s), North America 440+480 Hz (ringback 2 s every
6 s) and 480+620 Hz (busy 0.5 s, congestion 0.25 s), Britain 400+450 Hz (ringback twice 0.4 s) and
400 Hz (busy 0.375 s).
"""

import itertools
from collections import deque
from dataclasses import dataclass
from typing import Final, Literal

from voicebot.conversation.ports import FRAME_MS
from voicebot.conversation.sound import Sound

Progress = Literal["RINGBACK", "BUSY", "CONGESTION"]

FRAME_S: Final = FRAME_MS / 1000
_IN_BAND: Final = 0.9  # share of the power in the band of these tones
_AUDIBLE_DB: Final = -45.0
_STEADY_DB: Final = 3.0  # two frequencies beat against each other by less than this
_BRIDGED_S: Final = 0.05  # a gap no longer than this is inside a tone
_EVEN_S: Final = 0.06  # pulses of one cadence are alike within this
_PULSES: Final = 3  # so many alike make a cadence
_RINGS: Final = (0.75, 2.3)
_BRITISH_PULSE: Final = (0.33, 0.47)
_BRITISH_GAP: Final = (0.14, 0.26)


@dataclass(frozen=True, slots=True)
class Pulse:
    """A stretch of tone, in seconds of the call."""

    began_s: float
    ended_s: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.ended_s - self.began_s


class ProgressListener:
    """Finds pulses of tone between 330 and 690 Hz and what their rhythm means."""

    def __init__(self) -> None:
        self._began_s: float | None = None
        self._last_s = 0.0
        self._before_db = self._quietest_db = self._loudest_db = 0.0
        self._pulses: deque[Pulse] = deque(maxlen=_PULSES)

    @property
    def sounding_s(self) -> float:
        """How long such a tone has sounded; 0 if none does."""
        return 0.0 if self._began_s is None else self._last_s - self._began_s

    def hear(self, sound: Sound, at_s: float) -> Progress | None:
        """Take in 20 ms; what the pulse that ended now completes, usually nothing."""
        if sound.progress_share >= _IN_BAND and sound.level_db >= _AUDIBLE_DB:
            self._sounds(sound.level_db, at_s)
            return None
        if self._began_s is None or at_s + FRAME_S - self._last_s <= _BRIDGED_S:
            return None
        pulse, self._began_s = Pulse(self._began_s, self._last_s), None
        if self._loudest_db - self._quietest_db > _STEADY_DB or pulse.seconds < 0.1:
            self._pulses.clear()
            return None
        self._pulses.append(pulse)
        return _meant(tuple(self._pulses))

    def _sounds(self, level_db: float, at_s: float) -> None:
        if self._began_s is None:
            self._began_s = at_s
            self._quietest_db, self._loudest_db = 0.0, -100.0
        elif at_s - self._began_s > FRAME_S / 2 and self._last_s - self._began_s > FRAME_S:
            # The first frame is cut by the onset; the one before last is whole.
            self._quietest_db = min(self._quietest_db, self._before_db)
            self._loudest_db = max(self._loudest_db, self._before_db)
        self._before_db = level_db
        self._last_s = at_s + FRAME_S


def _meant(pulses: tuple[Pulse, ...]) -> Progress | None:
    last = pulses[-1]
    if _RINGS[0] <= last.seconds <= _RINGS[1]:
        return "RINGBACK"
    if _is_british_ring(pulses[-2:]):
        return "RINGBACK"
    return _engaged(pulses) if len(pulses) == _PULSES else None


def _is_british_ring(pulses: tuple[Pulse, ...]) -> bool:
    """Two short rings; their gap is much shorter than they are."""
    if len(pulses) != 2:
        return False
    gap = pulses[1].began_s - pulses[0].ended_s
    low, high = _BRITISH_PULSE
    return all(low <= pulse.seconds <= high for pulse in pulses) and (
        _BRITISH_GAP[0] <= gap <= _BRITISH_GAP[1]
    )


def _engaged(pulses: tuple[Pulse, ...]) -> Progress | None:
    """Pulses and gaps all of one length: busy if long, congestion if short."""
    lengths = [pulse.seconds for pulse in pulses]
    gaps = [b.began_s - a.ended_s for a, b in itertools.pairwise(pulses)]
    both = lengths + gaps
    if max(both) - min(both) > 2 * _EVEN_S:
        return None
    mean = sum(both) / len(both)
    if 0.13 <= mean < 0.29:
        return "CONGESTION"
    return "BUSY" if 0.29 <= mean <= 0.6 else None

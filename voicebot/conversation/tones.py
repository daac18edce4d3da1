"""Tones on the line, one after the other: beeps, an operator's three rising tones, fax machines."""

from dataclasses import dataclass
from typing import Final

from voicebot.conversation.ports import FRAME_MS
from voicebot.conversation.sound import Sound

FRAME_S: Final = FRAME_MS / 1000
_PURE: Final = 0.92  # share of the power near one frequency that makes a tone
_STEADY_HZ: Final = 25.0  # a tone's frequency stays this close to where it began
_AUDIBLE_DB: Final = -45.0
_GAP_S: Final = 0.06  # tones closer together than this are one signal
_SHORTEST_S: Final = 0.1
_FAX_HZ: Final = ((2085.0, 2115.0), (2210.0, 2240.0))


@dataclass(frozen=True, slots=True)
class ToneHeard:
    """A tone that has ended: frequency in Hz, when it began and ended."""

    hz: float
    began_s: float
    ended_s: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.ended_s - self.began_s


class ToneListener:
    """Finds runs of steady tones; a run is told when 60 ms went by without a tone."""

    def __init__(self) -> None:
        self._run: list[ToneHeard] = []
        self._hz = 0.0
        self._began_s: float | None = None
        self._last_s = 0.0

    @property
    def sounding_s(self) -> float:
        """How long the tone that sounds now has lasted; 0 if none does."""
        return 0.0 if self._began_s is None else self._last_s - self._began_s

    @property
    def so_far(self) -> tuple[ToneHeard, ...]:
        """The run that goes on, with the tone that sounds now."""
        if self._began_s is None:
            return tuple(self._run)
        return (*self._run, ToneHeard(self._hz, self._began_s, self._last_s))

    def hear(self, sound: Sound, at_s: float) -> tuple[ToneHeard, ...]:
        """Take in 20 ms; the run of tones that is over now, usually none."""
        pure = sound.peak_share >= _PURE and sound.level_db >= _AUDIBLE_DB
        if pure and self._began_s is not None and abs(sound.peak_hz - self._hz) <= _STEADY_HZ:
            self._last_s = at_s + FRAME_S
            return ()
        self._end_tone()
        if pure:
            self._began_s, self._last_s, self._hz = at_s, at_s + FRAME_S, sound.peak_hz
        elif self._run and at_s + FRAME_S - self._run[-1].ended_s > _GAP_S:
            run, self._run = tuple(self._run), []
            return run
        return ()

    def _end_tone(self) -> None:
        if self._began_s is not None and self.sounding_s >= _SHORTEST_S:
            self._run.append(ToneHeard(self._hz, self._began_s, self._last_s))
        self._began_s = None


def is_information_tones(run: tuple[ToneHeard, ...]) -> bool:
    """The three rising tones before an operator's announcement (ITU-T E.180: 950, 1400, 1800 Hz,
    each 330 ms; North America varies 914-985, 1371-1429, 1777-1800 Hz and 276 or 380 ms).
    """
    bands = ((890, 1010), (1340, 1460), (1740, 1860))
    return len(run) == len(bands) and all(
        low <= tone.hz <= high for tone, (low, high) in zip(run, bands, strict=True)
    )


def is_fax_call(tone: ToneHeard) -> bool:
    """A calling fax machine's CNG (ITU-T T.30: 1100 Hz, 0.5 s every 3 s)."""
    return 1062 <= tone.hz <= 1138 and 0.4 <= tone.seconds <= 0.6


def is_fax_answer(run: tuple[ToneHeard, ...]) -> bool:
    """An answering fax's CED (ITU-T T.30: 2100 Hz, 2.6 to 4 s) or a modem's (V.25, also 2225 Hz).

    Told after 2.2 s, which no beep lasts. V.8 turns the phase of the tone round every 450 ms, which
    parts it into several here.
    """
    in_band = all(any(low <= tone.hz <= high for low, high in _FAX_HZ) for tone in run)
    return bool(run) and in_band and run[-1].ended_s - run[0].began_s >= 2.2


def is_beep(run: tuple[ToneHeard, ...]) -> bool:
    """An answering machine's beep: one tone of 300 to 2130 Hz, 150 ms to 2 s.

    Up to 20 ms of it lie in frames that are not wholly tone.
    """
    return (
        len(run) == 1 and 300 <= run[0].hz <= 2130 and 0.13 - FRAME_S / 4 <= run[0].seconds <= 2.0
    )

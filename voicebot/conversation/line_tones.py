"""Everything on a line that is tone and no voice, as signals."""

from dataclasses import dataclass
from typing import Final, Literal

from voicebot.conversation.progress_tones import Progress, ProgressListener
from voicebot.conversation.sound import Sound
from voicebot.conversation.tones import (
    FRAME_S,
    ToneHeard,
    ToneListener,
    is_beep,
    is_fax_answer,
    is_fax_call,
    is_information_tones,
)

ToneKind = Literal["SIT", "CNG", "CED", "RINGBACK", "BUSY", "CONGESTION"]

_NETWORKS_HZ: Final = (375.0, 500.0)  # a beep here may be the first pulse of a busy tone
_ANOTHER_PULSE_S: Final = 0.6  # which would be followed by the next within so long


@dataclass(frozen=True, slots=True)
class Beep:
    """An answering machine's tone ended at `ended_s`."""

    ended_s: float


@dataclass(frozen=True, slots=True)
class Tone:
    """SIT: an operator's three rising tones. CNG, CED: a fax machine calls, or answers.

    RINGBACK, BUSY, CONGESTION: the network's own tones.
    """

    kind: ToneKind


class LineTones:
    """Takes in a call's frames in order; one object for each call."""

    def __init__(self) -> None:
        self._single = ToneListener()
        self._progress = ProgressListener()
        self._fax_told = False
        self._doubtful: Beep | None = None  # a beep, unless the tone comes again
        self._networks_until_s = 0.0  # up to here a tone of the network's was told

    @property
    def sounding_s(self) -> float:
        """How long a tone has sounded that is no voice; 0 if none does."""
        return self._single.sounding_s

    def hear(self, sound: Sound, at_s: float) -> tuple[Beep | Tone, ...]:
        """Take in 20 ms that begin at `at_s`; what is known now."""
        run = self._single.hear(sound, at_s)
        progress = self._progress.hear(sound, at_s)
        if not self._fax_told and is_fax_answer(self._single.so_far):
            self._fax_told = True
            return (Tone("CED"),)
        told = self._undoubted(at_s, progress)
        if progress is not None:
            self._networks_until_s = at_s + FRAME_S
            return (*told, Tone(progress))
        return (*told, *self._run_over(run)) if run else told

    def _run_over(self, run: tuple[ToneHeard, ...]) -> tuple[Beep | Tone, ...]:
        if is_information_tones(run):
            return (Tone("SIT"),)
        if len(run) == 1 and is_fax_call(run[0]):
            return (Tone("CNG"),)
        if not is_beep(run):
            return ()
        beep = Beep(run[0].ended_s)
        low, high = _NETWORKS_HZ
        if not low <= run[0].hz <= high:
            return (beep,)
        if run[0].seconds <= _ANOTHER_PULSE_S and beep.ended_s > self._networks_until_s:
            self._doubtful = beep
        return ()  # a longer one is told as ringback

    def _undoubted(self, at_s: float, progress: Progress | None) -> tuple[Beep, ...]:
        beep = self._doubtful
        if beep is None:
            return ()
        if progress is not None or self._progress.sounding_s > 2 * FRAME_S:
            self._doubtful = None  # it came again
            return ()
        if at_s + FRAME_S - beep.ended_s <= _ANOTHER_PULSE_S:
            return ()
        self._doubtful = None
        return (beep,)

"""Was this text, in the robot's own voice, among the sounds that came to a telephone?

Recognition is sure of sentences and not of single figures; the sound itself is sure of both.
"""

from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import wavfile
from scipy.signal import correlate, oaconvolve

from voicebot.adapters.speech.voices import Voices

SECOND = 8_000  # samples


class RobotsVoice:
    """The voice of an installation."""

    def __init__(self, home: Path) -> None:
        self._voices = Voices(home / "prompts", "pyttsx3")

    def close(self) -> None:
        """No more questions."""
        self._voices.close()

    def likeness(self, heard: bytes, text: str) -> float:
        """How like the text as it is spoken this sound is somewhere: the median of its seconds.

        Through G.711 it is 0.9 and more, though a late packet may cut one second in two; of other
        words it is 0.5 and less.
        """
        rate, spoken = wavfile.read(self._voices.say(text, "en").wav)
        assert rate == SECOND
        sound = np.frombuffer(heard, "<i2").astype(float)
        starts = range(0, len(spoken) - SECOND + 1, SECOND)
        pieces = [spoken[at : at + SECOND].astype(float) for at in starts]
        return float(np.median([_likeness(sound, piece) for piece in pieces]))


def _likeness(sound: Any, piece: Any) -> float:
    """The greatest correlation of a piece with as long a part of a sound, -1 to 1."""
    if len(sound) < len(piece):
        return 0.0
    energy = oaconvolve(sound**2, np.ones(len(piece)), "valid").clip(min=1.0)
    found = correlate(sound, piece, "valid", "fft") / np.sqrt(energy * max(1.0, np.sum(piece**2)))
    return float(found.max())

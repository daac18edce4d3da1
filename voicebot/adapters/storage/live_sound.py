"""Both sides of a call under way, as they are appended to its folder: what a supervisor hears.

The person's audio is in the folder as it was heard, silence where it may not be kept. The robot's
comes from the prompts that the folder names as they begin.
"""

import json
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicebot.adapters.storage.call_folder import AUDIO, SOUND
from voicebot.adapters.storage.call_tail import Appended, Lines
from voicebot.conversation.ports import RATE_HZ

BYTES = 2  # of a sample
LEAD_S = 0.1  # so much of the past is heard first, for the player to begin with
Samples = NDArray[np.int16]


@dataclass(slots=True)
class _Prompt:
    """What the robot says, in seconds of the call; `to_s` is known when it was cut short."""

    samples: Samples
    from_s: float
    to_s: float = float("inf")


class LiveSound:
    """Reads on from the present; used by one thread at a time."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._home = home
        self._notes = Lines(folder / SOUND)
        self._audio = Appended(folder / AUDIO)
        self._rest = b""
        self._place = 0  # the number of the next sample
        self._began_s = 0.0
        self._prompt: _Prompt | None = None
        self._skip_the_past()

    def more(self) -> bytes:
        """What was added since: 8 kHz 16-bit stereo PCM, left the person, right the robot."""
        for line in self._notes.more():
            self._note(json.loads(line))
        person = self._heard()
        both = np.zeros((len(person), 2), np.int16)
        both[:, 0] = person
        self._speak_into(both[:, 1])
        self._place += len(person)
        return both.tobytes()

    def _skip_the_past(self) -> None:
        past = self.more()
        lead = int(LEAD_S * RATE_HZ)
        skipped = max(0, len(past) // (2 * BYTES) - lead)
        self._audio.go_back_to(skipped * BYTES)
        self._place, self._rest = skipped, b""

    def _heard(self) -> Samples:
        data = self._rest + self._audio.more()
        whole = len(data) - len(data) % BYTES
        self._rest = data[whole:]
        return np.frombuffer(data[:whole], np.int16)

    def _speak_into(self, robot: Samples) -> None:
        """Put in the part of the prompt that is said during these samples."""
        prompt = self._prompt
        if prompt is None:
            return
        begins = round((prompt.from_s - self._began_s) * RATE_HZ)
        ends = begins + min(len(prompt.samples), (prompt.to_s - prompt.from_s) * RATE_HZ)
        first, until = max(self._place, begins), round(min(self._place + len(robot), ends))
        if first < until:
            said = prompt.samples[first - begins : until - begins]
            robot[first - self._place : until - self._place] = said

    def _note(self, note: dict[str, object]) -> None:
        match note:
            case {"audio_from_s": float() | int() as began_s}:
                self._began_s = began_s
            case {"begins": str() as prompt, "from_s": float() | int() as from_s}:
                self._prompt = _Prompt(_samples(self._home / prompt), from_s)
            case {"prompt": str(), "to_s": float() | int() as to_s} if self._prompt is not None:
                self._prompt.to_s = to_s


def _samples(wav: Path) -> Samples:
    """A prompt's audio; nothing if it was removed meanwhile."""
    try:
        with wave.open(str(wav)) as audio:
            return np.frombuffer(audio.readframes(audio.getnframes()), np.int16)
    except FileNotFoundError:
        return np.zeros(0, np.int16)

"""A past call's sound: its files by the call's id, and the waveform of both sides."""

import json
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voicebot.adapters.storage.call_archive import Archive
from voicebot.adapters.storage.call_folder import EVIDENCE, RECORDING, SOUND, whole_lines
from voicebot.errors import NotFound

POINTS = 900  # of a waveform: more are not seen


@dataclass(frozen=True, slots=True)
class Waveform:
    """The loudest sample of each of `POINTS` equal parts, 0 to 1, a list for each side."""

    duration_s: float
    peaks: tuple[tuple[float, ...], ...]


class CallSound:
    """Finds the sound of calls in their folders."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def recording(self, attempt_id: str) -> Path:
        """The stereo WAV of both sides. Raises NotFound."""
        return self._file(attempt_id, RECORDING)

    def evidence(self, attempt_id: str) -> Path:
        """The clip that proves the call's opt-out. Raises NotFound."""
        return self._file(attempt_id, EVIDENCE)

    def has(self, attempt_id: str) -> frozenset[str]:
        """Which of the two files there are, by name."""
        folder = self._archive.folder(attempt_id)
        names = (RECORDING, EVIDENCE)
        return frozenset(n for n in names if folder is not None and (folder / n).is_file())

    def began_s(self, attempt_id: str) -> float:
        """When the recording begins, in seconds of the call."""
        folder = self._archive.folder(attempt_id)
        if folder is None:
            return 0.0
        notes = (json.loads(line) for line in whole_lines(folder / SOUND))
        return next((float(note["audio_from_s"]) for note in notes if "audio_from_s" in note), 0.0)

    def waveform(self, attempt_id: str) -> Waveform | None:
        """The recording as one sees it; None where none can be read."""
        try:
            return _waveform(self.recording(attempt_id))
        except (NotFound, OSError, EOFError, wave.Error):
            return None

    def _file(self, attempt_id: str, name: str) -> Path:
        folder = self._archive.folder(attempt_id)
        file = folder / name if folder is not None else None
        if file is None or not file.is_file():
            raise NotFound("no such sound is kept of this call", "it may have been removed by age")
        return file


def _waveform(file: Path) -> Waveform:
    with wave.open(str(file), "rb") as audio:
        sides, rate = audio.getnchannels(), audio.getframerate()
        samples = np.frombuffer(audio.readframes(audio.getnframes()), dtype="<i2")
    frames = samples[: len(samples) // sides * sides].reshape(-1, sides)
    points = min(POINTS, len(frames))
    begins = np.linspace(0, len(frames), points, endpoint=False, dtype=np.int64)
    loud = (
        np.maximum.reduceat(np.abs(frames.astype(np.int32)), begins, axis=0) if points else frames
    )
    shown = np.round(loud.T / 32768, 3).tolist()
    return Waveform(len(frames) / rate, tuple(tuple(side) for side in shown))

"""Vosk (Kaldi): recognises while the person speaks, so that a result costs only what is new."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from voicebot.adapters.speech.engine import LINE_RATE_HZ, Hypothesis
from voicebot.adapters.speech.redecoding import MODEL_RATE_HZ, joined

PARTIAL_EVERY_S = 0.3
PARTIAL_CONFIDENCE = 0.5  # Vosk gives none before an utterance is over
QUIET = -1


class VoskEngine:
    """One loaded model; `folder` holds am/, conf/, graph/, ivector/."""

    partial_every_s = PARTIAL_EVERY_S

    def __init__(self, name: str, folder: Path) -> None:
        import vosk

        vosk.SetLogLevel(QUIET)
        self.name = name
        self._recogniser = vosk.KaldiRecognizer
        self._model = vosk.Model(str(folder))

    def open(self, language: str) -> "VoskStream":  # noqa: ARG002 - a model knows one language
        """Begin an utterance."""
        recogniser = self._recogniser(self._model, MODEL_RATE_HZ)
        recogniser.SetWords(True)
        return VoskStream(recogniser)


class VoskStream:
    """One utterance; Vosk may end it at pauses of its own, whose pieces are joined here."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._upsampler = soxr.ResampleStream(LINE_RATE_HZ, MODEL_RATE_HZ, 1, dtype="int16")
        self._settled: list[Hypothesis] = []

    def feed(self, pcm: bytes) -> None:
        """Recognise this audio now."""
        self._accept(pcm, last=False)

    def partial(self) -> Hypothesis | None:
        """The words so far."""
        text = json.loads(self._recogniser.PartialResult()).get("partial", "")
        heard = joined([*self._settled, Hypothesis(text, PARTIAL_CONFIDENCE)])
        return heard if heard.text else None

    def glimpse(self) -> Hypothesis | None:
        """As a partial: it is up to date at any time."""
        return self.partial()

    def final(self) -> Hypothesis:
        """The words of the whole utterance, with the mean of their confidences."""
        self._accept(b"", last=True)
        return joined([*self._settled, _heard(self._recogniser.FinalResult())])

    def _accept(self, pcm: bytes, last: bool) -> None:
        samples = self._upsampler.resample_chunk(np.frombuffer(pcm, "<i2"), last=last)
        if samples.size and self._recogniser.AcceptWaveform(samples.tobytes()):
            self._settled.append(_heard(self._recogniser.Result()))


def _heard(result: str) -> Hypothesis:
    told = json.loads(result)
    words = told.get("result", [])
    confidences = [float(word["conf"]) for word in words]
    return Hypothesis(told["text"], sum(confidences) / len(words) if words else 0.0)

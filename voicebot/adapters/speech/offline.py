"""Recognition of audio that is already there: a file, or a recording of a call that broke off."""

import time
from dataclasses import dataclass

from voicebot.adapters.speech.engine import BYTES_PER_S, NOTHING_HEARD, Engine, Hypothesis

LEAST_BYTES = BYTES_PER_S // 10


@dataclass(frozen=True, slots=True)
class Transcription:
    """The words of a whole sound, and what they took.

    `first_word_s` is how long after the sound's beginning the first word would be known in a live
    call: where in the audio it was, and the time recognition took. None where no word was heard.
    `cpu_s` is the time of all cores together.
    """

    heard: Hypothesis
    audio_s: float
    cpu_s: float
    first_word_s: float | None


def hear_again(engine: Engine, pcm: bytes, language: str) -> Hypothesis:
    """The words of a whole sound (8 kHz PCM)."""
    if len(pcm) < LEAST_BYTES:
        return NOTHING_HEARD
    stream = engine.open(language)
    stream.feed(pcm)
    return stream.final()


def transcribe(engine: Engine, pcm: bytes, language: str) -> Transcription:
    """Feed a sound as a live call would, looking for the first word."""
    began = time.process_time()
    stream = engine.open(language)
    step = int(engine.partial_every_s * BYTES_PER_S) // 2 * 2
    first: float | None = None
    for at in range(0, len(pcm), step):
        stream.feed(pcm[at : at + step])
        if first is None:
            asked = time.monotonic()
            if stream.partial() is not None:
                first = min(at + step, len(pcm)) / BYTES_PER_S + time.monotonic() - asked
    heard = stream.final() if pcm else NOTHING_HEARD
    return Transcription(
        heard=heard,
        audio_s=len(pcm) / BYTES_PER_S,
        cpu_s=time.process_time() - began,
        first_word_s=first,
    )

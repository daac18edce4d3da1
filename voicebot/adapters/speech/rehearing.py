"""Hearing again what a call recorded after its process died."""

from collections.abc import Callable, Iterator
from pathlib import Path

from voicebot.adapters.speech.engine import Engine
from voicebot.adapters.speech.offline import hear_again
from voicebot.adapters.speech.voice_activity import SileroDetector
from voicebot.conversation.events import Heard
from voicebot.conversation.ports import FRAME_BYTES, FRAME_MS
from voicebot.conversation.turns import FalseStart, SpeechBegan, TurnOver, Turns

FRAME_S = FRAME_MS / 1000
LEAD_S = 0.4  # audio from before speech was noticed
LAST_SILENCE_S = 1.5  # ends an utterance that the recording breaks off in


class Rehearing:
    """Cuts recorded audio into utterances and recognises each."""

    def __init__(
        self, engine_for: Callable[[str], Engine], audio_of: Callable[[str], Path | None]
    ) -> None:
        """`audio_of` gives the person's raw audio of an attempt, 8 kHz 16-bit mono."""
        self._engine_for = engine_for
        self._audio_of = audio_of

    def hear_again(self, attempt_id: str, language: str, skip_s: float) -> list[Heard]:
        """The words after the first `skip_s` of audio; times count from the audio's beginning."""
        file = self._audio_of(attempt_id)
        if file is None:
            return []
        pcm = file.read_bytes()
        start = round(max(0.0, skip_s) / FRAME_S)
        heard = []
        for began_s, ended_s in _utterances(pcm, start):
            first = max(0, round((began_s - LEAD_S) / FRAME_S)) * FRAME_BYTES
            piece = pcm[first : round(ended_s / FRAME_S + 1) * FRAME_BYTES]
            words = hear_again(self._engine_for(language), piece, language)
            said = (words.text, words.confidence, True)
            heard.append(Heard(ended_s, *said, began_s, ended_s, words.otherwise))
        return heard


def _utterances(pcm: bytes, start: int) -> Iterator[tuple[float, float]]:
    """Where speech begins and ends, in seconds, from frame `start` on."""
    detector, turns = SileroDetector(), Turns()
    whole = pcm + bytes(round(LAST_SILENCE_S / FRAME_S) * FRAME_BYTES)
    began: float | None = None
    for index in range(start, len(whole) // FRAME_BYTES):
        frame = whole[index * FRAME_BYTES : (index + 1) * FRAME_BYTES]
        speech = detector.probability(frame)
        for signal in turns.frame(frame, index * FRAME_S, speech, None):
            match signal:
                case SpeechBegan(_, heard_from_s):
                    began = heard_from_s
                case TurnOver(speech_end_s) if began is not None:
                    yield began, speech_end_s
                    began = None
                case FalseStart():
                    began = None

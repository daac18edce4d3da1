"""The person's audio on one call: frames in, turns and words out as events."""

from collections import deque
from collections.abc import Iterator

from voicebot.conversation.events import (
    BargedIn,
    BeepHeard,
    Event,
    Heard,
    LineTone,
    SpeechEnded,
    SpeechStarted,
    WordsLost,
)
from voicebot.conversation.line_tones import Beep, Tone
from voicebot.conversation.ports import FRAME_MS, Ear, EarGlimpsed, EarHeard, SpeechDetector
from voicebot.conversation.turn_end import TurnEnd
from voicebot.conversation.turns import (
    BargeIn,
    FalseStart,
    Paused,
    SpeechBegan,
    TurnOver,
    Turns,
    TurnSignal,
)

FRAME_S = FRAME_MS / 1000
KEPT_S = 1.4  # audio kept from before speech was noticed, so that no first sound is lost
LEAD_S = 0.2  # of it, recognition hears so much from before the first sound


class Listening:
    """Cuts the audio into utterances and has them recognised."""

    def __init__(self, ear: Ear, detector: SpeechDetector, turns: Turns) -> None:
        self._ear = ear
        self._detector = detector
        self._turns = turns
        self._recent: deque[tuple[float, bytes]] = deque(maxlen=round(KEPT_S / FRAME_S))
        self._spans: dict[int, tuple[float, float]] = {}  # utterances whose final has not come
        self._lost: list[float] = []  # when those began that nothing recognised
        self._utterance = -1
        self._open = False
        self._language = ""
        self._pause = TurnEnd(turns.settings, "")

    def frame(
        self, pcm: bytes, at_s: float, prompt: bytes | None, language: str
    ) -> Iterator[Event]:
        """Hear 20 ms. `prompt` is what the robot says in that time, None if it is silent."""
        speech = self._detector.probability(pcm)
        self._recent.append((at_s, pcm))
        if self._open:
            self._ear.feed(pcm)
        for signal in self._turns.frame(pcm, at_s, speech, prompt):
            yield from self._turn(signal, at_s, language)

    def heard(self, result: EarHeard, at_s: float) -> Heard:
        """A result of recognition as an event, placed where its audio lies."""
        began, ended = self._spans.get(result.utterance, (at_s, at_s))
        if result.final:
            self._spans.pop(result.utterance, None)
        if result.lost:
            self._lost.append(began)
        words = (result.text, result.confidence, result.final)
        return Heard(at_s, *words, began, min(ended, at_s), result.otherwise)

    def glimpsed(self, result: EarGlimpsed) -> None:
        """What a pause sounds like, or its words: the turn ends sooner or later by them."""
        if self._open and result.utterance == self._utterance:
            self._pause.glimpsed(result.text, result.finished)
            self._turns.expect(self._pause.silence_s)

    def finish(self) -> None:
        """The line is dead: whatever was being said is recognised to its end."""
        if self._open:
            self._open = False
            self._ear.finish()

    @property
    def awaits_words(self) -> bool:
        """True while a final result is still to come."""
        return bool(self._spans)

    def give_up(self, at_s: float) -> list[Event]:
        """Wait for no words any more; tells since when they are missing, if any are."""
        missing = [*self._lost, *(began for began, _ in self._spans.values())]
        self._spans.clear()
        return [WordsLost(at_s, min(missing))] if missing else []

    def _turn(self, signal: TurnSignal, at_s: float, language: str) -> Iterator[Event]:
        match signal:
            case SpeechBegan(onset_s, heard_from_s):
                self._begin(onset_s, heard_from_s, language)
                yield SpeechStarted(onset_s)
            case BargeIn(onset_s):
                yield BargedIn(at_s, onset_s)
            case Paused():
                self._ear.glimpse()
                self._pause = TurnEnd(self._turns.settings, self._language)
                self._turns.expect(self._pause.silence_s)
            case TurnOver(speech_end_s):
                self._end(speech_end_s)
                self._ear.finish()
                self._recent.clear()  # it was heard in this turn
                yield SpeechEnded(speech_end_s, noticed_s=at_s)
            case FalseStart():
                yield from self._forget(at_s)
            case Beep(ended_s):
                yield BeepHeard(ended_s)
            case Tone(kind):
                yield LineTone(at_s, kind)

    def _begin(self, onset_s: float, heard_from_s: float, language: str) -> None:
        self._utterance += 1
        self._open = True
        self._spans[self._utterance] = (onset_s, float("inf"))
        self._language = language
        self._ear.begin(self._utterance, language)
        from_s = heard_from_s - LEAD_S
        self._ear.feed(b"".join(pcm for at_s, pcm in self._recent if at_s >= from_s))

    def _end(self, speech_end_s: float) -> None:
        self._open = False
        began, _ = self._spans[self._utterance]
        self._spans[self._utterance] = (began, speech_end_s)

    def _forget(self, at_s: float) -> Iterator[Event]:
        """What began was no speech; the dialogue is told that nothing was said."""
        if not self._open:
            return
        self._open = False
        began, _ = self._spans.pop(self._utterance)
        self._ear.drop()
        yield SpeechEnded(began, noticed_s=at_s)
        yield Heard(at_s, "", 0.0, True, began, at_s)

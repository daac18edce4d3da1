"""Turn taking measured on scenes: interruptions, and turns that end too early, too late, or never.

The real turns and listening hear each scene; recognition is played by an ear that answers a glimpse
after the time that the language's engine takes.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from voicebot.conversation.events import BargedIn
from voicebot.conversation.listening import Listening
from voicebot.conversation.ports import FRAME_MS, EarGlimpsed, SpeechDetector
from voicebot.conversation.turn_settings import TurnSettings
from voicebot.conversation.turns import Turns
from voicebot.learning.share import Share
from voicebot.learning.understanding.turn_scenes import Scene
from voicebot.learning.understanding.turn_sounds import pcm_frames

FRAME_S: Final = FRAME_MS / 1000
WORDS_AFTER_S: Final = {"en": 0.15, "ru": 0.4}  # what a glimpse takes, by language
EARLY_S: Final = 0.3  # a turn that ends so much before the last sound was cut
LATE_S: Final = 0.45  # and so much after the silence that ends it at most, was ended too late
NO_SOUND: Final = np.zeros(0)


@dataclass(slots=True)
class ScriptedEar:
    """Keeps what it is fed. Its words are those of the scene."""

    fed: list[bytes] = field(default_factory=list)  # the audio of each utterance
    finished: int = 0
    dropped: int = 0
    glimpses: int = 0

    def begin(self, utterance: int, language: str) -> None:  # noqa: ARG002
        """Open an utterance."""
        self.fed.append(b"")

    def feed(self, pcm: bytes) -> None:
        """Add audio."""
        self.fed[-1] += pcm

    def glimpse(self) -> None:
        """The listener will be told, by whoever holds this ear."""
        self.glimpses += 1

    def finish(self) -> None:
        """A turn ended."""
        self.finished += 1

    def drop(self) -> None:
        """It was no speech."""
        self.dropped += 1

    def close(self) -> None:
        """Nothing is to be given up."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was told of a scene, in seconds of its audio.

    `barged_in_s`: when the prompt was stopped. `turns`: for each, when its end was noticed.
    `fed`: the audio that recognition got, by utterance.
    """

    barged_in_s: float | None
    turns: tuple[float, ...]
    fed: tuple[bytes, ...]


def take(
    scene: Scene,
    detector: SpeechDetector,
    language: str = "en",
    words_after_s: float | None = None,
    settings: TurnSettings = TurnSettings(),
) -> Taken:
    """Hear a scene. `words_after_s` None: recognition tells nothing at a pause."""
    ear = ScriptedEar()
    stage = _Stage(scene, ear, Listening(ear, detector, Turns(settings)), language, words_after_s)
    for place, frame in enumerate(pcm_frames(scene.line)):
        stage.hear(place, frame)
    return Taken(stage.barged_in_s, tuple(stage.turns), tuple(ear.fed))


@dataclass(slots=True)
class _Stage:
    """A scene while it is heard."""

    scene: Scene
    ear: ScriptedEar
    listening: Listening
    language: str
    words_after_s: float | None
    barged_in_s: float | None = None
    turns: list[float] = field(default_factory=list)
    asked: int = 0
    words_due_s: float = math.inf
    prompt: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.prompt = [] if self.scene.prompt is None else pcm_frames(self.scene.prompt)

    def hear(self, place: int, frame: bytes) -> None:
        now_s = (place + 1) * FRAME_S
        said = self._said(place - round(self.scene.prompt_from_s / FRAME_S))
        for event in self.listening.frame(frame, place * FRAME_S, said, self.language):
            if isinstance(event, BargedIn) and self.barged_in_s is None:
                self.barged_in_s = now_s
        if self.ear.finished > len(self.turns):
            self.turns.append(now_s)
        self._answer_glimpses(now_s)

    def _said(self, place: int) -> bytes | None:
        going_on = self.barged_in_s is None and 0 <= place < len(self.prompt)
        return self.prompt[place] if going_on else None

    def _answer_glimpses(self, now_s: float) -> None:
        if self.ear.glimpses > self.asked and self.words_after_s is not None:
            self.asked, self.words_due_s = self.ear.glimpses, now_s + self.words_after_s
        if now_s >= self.words_due_s:
            self.words_due_s = math.inf
            words = self.scene.words if now_s < self.scene.words_until_s else ""
            self.listening.glimpsed(EarGlimpsed(len(self.ear.fed) - 1, text=words))


def measured(
    scenes: Mapping[str, Iterable[Scene]], detector: Callable[[], SpeechDetector]
) -> dict[str, Any]:
    """Figures by language and kind of scene, for the page and its JSON; times in ms."""
    return {
        language: _by_kind(language, language_scenes, detector)
        for language, language_scenes in scenes.items()
    }


def _by_kind(
    language: str, scenes: Iterable[Scene], detector: Callable[[], SpeechDetector]
) -> dict[str, Any]:
    found: dict[str, list[tuple[Scene, Taken]]] = defaultdict(list)
    alone: dict[str, list[tuple[Scene, Taken]]] = defaultdict(list)
    for scene in scenes:
        mute = replace(scene, line=NO_SOUND)  # hundreds of scenes need not be held at once
        told = take(scene, detector(), language, WORDS_AFTER_S[language])
        found[scene.kind].append((mute, told))
        if scene.words:
            by_silence = take(scene, detector(), language, None, _BY_SILENCE)
            alone[f"{scene.kind}, by silence alone"].append((mute, by_silence))
    return {kind: _figures(pairs) for kind, pairs in (*found.items(), *alone.items())}


_BY_SILENCE: Final = TurnSettings(words_within_s=TurnSettings().turn_end_s)


def _figures(pairs: list[tuple[Scene, Taken]]) -> dict[str, Any]:
    spoken = [(scene, taken) for scene, taken in pairs if scene.said is not None]
    prompted = [(scene, taken) for scene, taken in pairs if scene.prompt is not None]
    figures: dict[str, Any] = {"scenes": len(pairs)}
    if spoken:
        figures |= _ends(spoken)
    if spoken and prompted:
        delays = [t.barged_in_s - s.said[0] for s, t in spoken if s.said and t.barged_in_s]
        figures["not_stopped"] = _share(spoken, lambda _, t: t.barged_in_s is None)
        figures["stopped_after_ms"] = _quantiles([delay for delay in delays if delay > 0])
    if prompted:
        figures["false_interruptions"] = _share(prompted, _falsely_stopped)
    return figures


def _ends(spoken: list[tuple[Scene, Taken]]) -> dict[str, Any]:
    late = [t.turns[-1] - s.said[1] for s, t in spoken if s.said and t.turns]
    return {
        "cut_early": _share(spoken, _cut_early),
        "too_late": _share(spoken, _too_late),
        "lost": _share(spoken, lambda _, t: not t.turns),
        "end_noticed_ms": _quantiles(late),
    }


def _share(pairs: list[tuple[Scene, Taken]], holds: Callable[[Scene, Taken], bool]) -> Any:
    return Share(sum(holds(scene, taken) for scene, taken in pairs), len(pairs)).as_json()


def _falsely_stopped(scene: Scene, taken: Taken) -> bool:
    """The prompt was stopped by something else than the person."""
    stopped_s = taken.barged_in_s
    return stopped_s is not None and (scene.said is None or stopped_s <= scene.said[0])


def _cut_early(scene: Scene, taken: Taken) -> bool:
    """The turn was taken for over while the person still spoke, or was about to go on."""
    assert scene.said is not None
    return any(noticed_s < scene.said[1] - EARLY_S for noticed_s in taken.turns)


def _too_late(scene: Scene, taken: Taken) -> bool:
    assert scene.said is not None
    limit_s = scene.said[1] + TurnSettings().turn_end_s + LATE_S
    return bool(taken.turns) and taken.turns[-1] > limit_s


def _quantiles(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    at = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {"p50": round(float(at[0])), "p95": round(float(at[1]))}

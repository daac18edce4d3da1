"""Turn taking measured on scenes: interruptions, and turns that end too early, too late, or never.

The real turns and listening hear each scene; recognition is played by an ear that answers a glimpse
after the time that the language's engine takes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from voicebot.conversation.events import BargedIn
from voicebot.conversation.listening import Listening
from voicebot.conversation.ports import FRAME_MS, EarGlimpsed, SpeechDetector
from voicebot.conversation.turn_settings import TurnSettings
from voicebot.conversation.turns import Turns
from voicebot.learning.understanding.evaluating import Share
from voicebot.learning.understanding.turn_scenes import Scene
from voicebot.learning.understanding.turn_sounds import pcm_frames

FRAME_S: Final = FRAME_MS / 1000
WORDS_AFTER_S: Final = {"en": 0.15, "ru": 0.4}  # what a glimpse takes, by language
EARLY_S: Final = 0.3  # a turn that ends so much before the last sound was cut
LATE_S: Final = 0.45  # and so much after the silence that ends it at most, was ended too late
ROBOT: Final = "en"


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
    language: str = ROBOT,
    words_after_s: float | None = None,
    settings: TurnSettings = TurnSettings(),
) -> Taken:
    """Hear a scene. `words_after_s` None: recognition tells nothing at a pause."""
    ear = ScriptedEar()
    listening = Listening(ear, detector, Turns(settings))
    prompt = [] if scene.prompt is None else pcm_frames(scene.prompt)
    barged_in_s: float | None = None
    turns: list[float] = []
    asked = 0
    due_s: float | None = None
    for place, frame in enumerate(pcm_frames(scene.line)):
        now_s = (place + 1) * FRAME_S
        at = place - round(scene.prompt_from_s / FRAME_S)
        said = prompt[at] if 0 <= at < len(prompt) and barged_in_s is None else None
        for event in listening.frame(frame, place * FRAME_S, said, language):
            if isinstance(event, BargedIn) and barged_in_s is None:
                barged_in_s = now_s
        if ear.finished > len(turns):
            turns.append(now_s)
        if ear.glimpses > asked and words_after_s is not None:
            asked, due_s = ear.glimpses, now_s + words_after_s
        if due_s is not None and now_s >= due_s:
            due_s = None
            words = scene.words if now_s < scene.words_until_s else ""
            listening.glimpsed(EarGlimpsed(len(ear.fed) - 1, text=words))
    return Taken(barged_in_s, tuple(turns), tuple(ear.fed))


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
        told = take(scene, detector(), language, WORDS_AFTER_S[language])
        found[scene.kind].append((scene, told))
        if scene.words:
            alone[f"{scene.kind}, by silence alone"].append(
                (scene, take(scene, detector(), language, None, _BY_SILENCE))
            )
    return {kind: _figures(pairs) for kind, pairs in (*found.items(), *alone.items())}


_BY_SILENCE: Final = TurnSettings(words_within_s=TurnSettings().turn_end_s)


def _figures(pairs: list[tuple[Scene, Taken]]) -> dict[str, Any]:
    spoken = [(scene, taken) for scene, taken in pairs if scene.said is not None]
    figures: dict[str, Any] = {"scenes": len(pairs)}
    if spoken:
        figures["cut_early"] = Share(
            sum(_cut_early(s, t) for s, t in spoken), len(spoken)
        ).as_json()
        figures["too_late"] = Share(sum(_too_late(s, t) for s, t in spoken), len(spoken)).as_json()
        figures["lost"] = Share(sum(not t.turns for _, t in spoken), len(spoken)).as_json()
        figures["end_noticed_ms"] = _quantiles(
            [t.turns[-1] - s.said[1] for s, t in spoken if s.said and t.turns]
        )
    over = [(s, t) for s, t in spoken if s.prompt is not None]
    if over:
        figures["not_stopped"] = Share(
            sum(t.barged_in_s is None for _, t in over), len(over)
        ).as_json()
        figures["stopped_after_ms"] = _quantiles(
            [
                t.barged_in_s - s.said[0]
                for s, t in over
                if s.said and t.barged_in_s and _stopped_by_person(s, t)
            ]
        )
    prompted = [(s, t) for s, t in pairs if s.prompt is not None]
    if prompted:
        false = sum(t.barged_in_s is not None and not _stopped_by_person(s, t) for s, t in prompted)
        figures["false_interruptions"] = Share(false, len(prompted)).as_json()
    return figures


def _cut_early(scene: Scene, taken: Taken) -> bool:
    """The turn was taken for over while the person still spoke, or was about to go on."""
    assert scene.said is not None
    return any(noticed_s < scene.said[1] - EARLY_S for noticed_s in taken.turns)


def _stopped_by_person(scene: Scene, taken: Taken) -> bool:
    stopped_s = taken.barged_in_s
    return scene.said is not None and stopped_s is not None and stopped_s > scene.said[0]


def _too_late(scene: Scene, taken: Taken) -> bool:
    assert scene.said is not None
    limit_s = scene.said[1] + TurnSettings().turn_end_s + LATE_S
    return bool(taken.turns) and taken.turns[-1] > limit_s


def _quantiles(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    at = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {"p50": round(float(at[0])), "p95": round(float(at[1]))}

"""The robot's own voice on one call: one prompt at a time, and what of it was played."""

import logging
import wave
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from voicebot.conversation.actions import Say
from voicebot.conversation.events import Event, PromptEnded, PromptStarted
from voicebot.conversation.ports import FRAME_BYTES, FRAME_MS, CallFolder, Leg, Prompt, Voice
from voicebot.errors import VoicebotError

log = logging.getLogger(__name__)

FRAME_S = FRAME_MS / 1000
NOTICE_HEARD_S = 0.2
"""Our audio reaches the person's ear this much later, buffers and network included."""

BEFORE_A_TRANSFER = frozenset({"transfer", "emergency"})
"""The engine's own prompts that a person is fetched after."""

Clock = Callable[[], float]  # seconds into the call


@dataclass(slots=True)
class _Playing:
    say: Say
    prompt: Prompt
    play_id: int
    from_s: float
    pcm: bytes


class Speaking:
    """Plays prompts in the order asked for."""

    def __init__(self, leg: Leg, voice: Voice, folder: CallFolder) -> None:
        self._leg = leg
        self._voice = voice
        self._folder = folder
        self._waiting: deque[Say] = deque()
        self._now: _Playing | None = None
        self._told_s: float | None = None

    def say(self, say: Say, now_s: Clock) -> list[Event]:
        """Speak, or queue behind what is being said. Rendering a new text takes its time.

        What cannot be rendered before a transfer ends without having started, as if it had been
        said: the transfer comes all the same.
        """
        self._waiting.append(say)
        return [] if self._now else self._next(now_s)

    def played(self, play_id: int, now_s: Clock) -> list[Event]:
        """The leg has played a file to its end."""
        if self._now is None or self._now.play_id != play_id:
            return []
        return [self._ended(now_s(), completed=True), *self._next(now_s)]

    def stop(self, at_s: float) -> list[Event]:
        """Silence at once, and forget what was waiting to be said."""
        self._waiting.clear()
        if self._now is None:
            return []
        self._leg.stop_playing()
        if self._told_s is not None and at_s < self._told_s:
            self._told_s = None
        return [self._ended(at_s, completed=False)]

    def told(self, at_s: float) -> bool:
        """True once the person has heard that the call is recorded."""
        return self._told_s is not None and at_s >= self._told_s

    @property
    def interruptible(self) -> bool:
        """True if a prompt plays that the person may speak over."""
        return self._now is not None and self._now.say.interruptible

    def frame(self, at_s: float) -> bytes | None:
        """The 20 ms of prompt that leave us at `at_s`; None if we are silent."""
        if self._now is None:
            return None
        first = max(0, round((at_s - self._now.from_s) / FRAME_S)) * FRAME_BYTES
        return self._now.pcm[first : first + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")

    def _next(self, now_s: Clock) -> list[Event]:
        if not self._waiting:
            return []
        say = self._waiting.popleft()
        try:
            prompt, pcm = self._rendered(say)
        except (VoicebotError, OSError):
            if say.interruptible or say.name not in BEFORE_A_TRANSFER:
                raise
            log.exception("a person is fetched unannounced: the words could not be rendered")
            return [PromptEnded(now_s(), say.name, completed=True), *self._next(now_s)]
        return [self._begun(say, prompt, pcm, now_s)]

    def _rendered(self, say: Say) -> tuple[Prompt, bytes]:
        prompt = self._voice.say(say.text, say.language)
        with wave.open(str(prompt.wav)) as audio:
            return prompt, audio.readframes(audio.getnframes())

    def _begun(self, say: Say, prompt: Prompt, pcm: bytes, now_s: Clock) -> PromptStarted:
        play_id, at_s = self._leg.play(prompt.wav), now_s()
        self._folder.speaks(prompt.wav, at_s)
        self._now = _Playing(say, prompt, play_id, at_s, pcm)
        if say.notice and self._told_s is None:
            self._told_s = at_s + say.notice * prompt.seconds + NOTICE_HEARD_S
        return PromptStarted(at_s, say.name, say.text)

    def _ended(self, at_s: float, *, completed: bool) -> PromptEnded:
        assert self._now is not None
        playing, self._now = self._now, None
        self._folder.spoke(playing.prompt.wav, playing.from_s, at_s)
        return PromptEnded(at_s, playing.say.name, completed)

"""The ports of one live call: each remembers what was asked of it."""

import wave
from datetime import datetime
from pathlib import Path

from voicebot.contacts.suppression import OptOut
from voicebot.conversation.events import Event
from voicebot.conversation.ports import Deliver, EarHeard, LegPlayed, Prompt
from voicebot.errors import StorageError


class FakeLeg:
    """Plays nothing; `finish_prompt` says that a prompt was played to its end."""

    def __init__(self, deliver: Deliver) -> None:
        self.deliver = deliver
        self.did: list[str] = []
        self.plays = 0

    def play(self, wav: Path) -> int:
        self.plays += 1
        self.did.append(f"play {wav.stem}")
        return self.plays

    def stop_playing(self) -> None:
        self.did.append("stop")

    def send_keys(self, keys: str) -> None:
        self.did.append(f"keys {keys}")

    def transfer(self, extension: str) -> None:
        self.did.append(f"transfer {extension}")

    def hang_up(self) -> None:
        self.did.append("hang up")

    def finish_prompt(self) -> None:
        self.deliver(LegPlayed(self.plays))


class FakeEar:
    """Hears what the test says: `says` holds the final text of each utterance, in order."""

    def __init__(self, deliver: Deliver, says: list[str]) -> None:
        self.deliver = deliver
        self.says = says
        self.glimpses = 0
        self.closed = False
        self._utterance = -1

    def begin(self, utterance: int, language: str) -> None:
        self._utterance = utterance

    def feed(self, pcm: bytes) -> None:
        assert self._utterance >= 0

    def glimpse(self) -> None:
        self.glimpses += 1

    def finish(self) -> None:
        text = self.says.pop(0) if self.says else ""
        self.deliver(EarHeard(self._utterance, text, 0.9, final=True))

    def drop(self) -> None:
        self._utterance = -1

    def close(self) -> None:
        self.closed = True


class FakeVoice:
    """Every prompt is a tenth of a second of silence, named by its text's length."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def say(self, text: str, language: str) -> Prompt:
        self.said.append(text)
        path = self.folder / f"{len(self.said)}.wav"
        with wave.open(str(path), "wb") as audio:
            audio.setnchannels(1)
            audio.setsampwidth(2)
            audio.setframerate(8000)
            audio.writeframes(bytes(1600))
        return Prompt(path, 0.1)


class FakeFolder:
    """Keeps a call's events in a list."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.heard_bytes = 0
        self.kept: list[bool] = []
        self.nothing_s = 0.0
        self.closed_with: list[float | None] = []

    def record(self, event: Event) -> None:
        self.events.append(event)

    def hear(self, pcm: bytes, *, keep: bool = True) -> None:
        self.heard_bytes += len(pcm)
        self.kept.append(keep)

    def hear_nothing(self, seconds: float) -> None:
        self.nothing_s += seconds

    def speaks(self, prompt: Path, from_s: float) -> None:
        assert from_s >= 0

    def spoke(self, prompt: Path, from_s: float, to_s: float) -> None:
        assert to_s >= from_s

    def evidence_clip(self) -> str:
        return "calls/evidence.wav"

    def close(self, evidence_from_s: float | None) -> None:
        self.closed_with.append(evidence_from_s)


class FakeRegister:
    """Saves into a list, or fails as a full disk does."""

    def __init__(self, broken: bool = False) -> None:
        self.saved: list[OptOut] = []
        self.broken = broken

    def save(self, optout: OptOut) -> str:
        if self.broken:
            raise StorageError("neither the database nor the spool could be written", "free space")
        self.saved.append(optout)
        return "database"


class FakeOffers:
    """Remembers what each caller turned."""

    def __init__(self) -> None:
        self.turned: list[tuple[str, bool]] = []

    def turn(self, number: str, *, on: bool, words: str, attempt_id: str, at: datetime) -> bool:
        self.turned.append((number, on))
        return False


class LoudDetector:
    """Speech wherever the audio is not silence."""

    def probability(self, pcm: bytes) -> float:
        return 0.95 if any(pcm) else 0.01

    def reset(self) -> None:
        """Nothing is remembered."""

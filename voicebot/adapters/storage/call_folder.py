"""One call's folder while the call runs: its events, the person's audio, and at the end the WAVs.

    calls/2026-11-21/ATTEMPT/
      events.jsonl         every event, appended before anything acts on it
      callee.pcm           the person's audio, 8 kHz mono 16-bit, appended as it arrives
      sound.jsonl          when the audio began, and which prompt was heard when
      recording.wav        stereo, made at the end
      evidence.wav         the recording from before an opt-out to the end, and evidence.wav.sha256

Times are seconds of the call, as in its events. What is appended is with the system when the method
returns, so it outlives this process; what proves an opt-out is flushed to the disk as well.
"""

import errno
import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from voicebot.adapters.storage import recording
from voicebot.adapters.storage.recording import Spoken
from voicebot.conversation import events
from voicebot.conversation.events import Event
from voicebot.conversation.ports import RATE_HZ
from voicebot.errors import DiskFull, StorageError, said

EVENTS, AUDIO, SOUND = "events.jsonl", "callee.pcm", "sound.jsonl"
RECORDING, EVIDENCE = "recording.wav", "evidence.wav"


class CallDirectory:
    """The `CallFolder` of the conversation; used by one thread at a time."""

    def __init__(
        self, home: Path, attempt_id: str, day: datetime, *, recorded: bool = True
    ) -> None:
        """Makes `calls/DAY/ATTEMPT` under the data directory `home`. Raises StorageError.

        Of a call that is not `recorded` no sound is kept, only its hash.
        """
        self._home = home
        self._recorded = recorded
        self._digest = hashlib.sha256()
        self.path = home / "calls" / day.strftime("%Y-%m-%d") / attempt_id
        self._last_s = 0.0
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._events = _Appended(self.path / EVENTS)
            self._audio = _Appended(self.path / AUDIO)
            self._sound = _Appended(self.path / SOUND)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._heard = self._audio.size > 0

    def record(self, event: Event) -> None:
        """Append the event; one that proves an opt-out is flushed to disk. Raises StorageError."""
        self._last_s = event.at_s
        self._events.line(events.to_json(event))
        if _proves_optout(event):
            self._events.flush()
            self._audio.flush()

    def hear(self, pcm: bytes, *, keep: bool = True) -> None:
        """Append audio, or silence in its place; its first began at the time of the last event.

        Raises StorageError.
        """
        self._digest.update(pcm)
        if not self._recorded:
            return
        if not self._heard:
            self._heard = True
            self._sound.line(json.dumps({"audio_from_s": self._last_s}))
        self._audio.append(pcm if keep else bytes(len(pcm)))

    def hear_nothing(self, seconds: float) -> None:
        """Append silence where the line sent nothing. Raises StorageError."""
        if self._recorded:
            self._audio.append(bytes(2 * round(seconds * RATE_HZ)))

    def speaks(self, prompt: Path, from_s: float) -> None:
        """Note that the prompt begins at `from_s` of the call."""
        note = {"begins": self._place_of(prompt), "from_s": from_s}
        self._sound.line(json.dumps(note, ensure_ascii=False))

    def spoke(self, prompt: Path, from_s: float, to_s: float) -> None:
        """Note that the prompt was heard from `from_s` to `to_s` of the call."""
        note = {"prompt": self._place_of(prompt), "from_s": from_s, "to_s": to_s}
        self._sound.line(json.dumps(note, ensure_ascii=False))

    def _place_of(self, prompt: Path) -> str:
        """Relative to the data directory where it lies in there."""
        place, home = prompt.resolve(), self._home.resolve()
        return str(place.relative_to(home) if place.is_relative_to(home) else place)

    def evidence_clip(self) -> str:
        """Where the evidence will be, relative to the data directory.

        Of a call that may not be recorded: the hash of the person's sound so far.
        """
        if not self._recorded:
            return f"sha256:{self._digest.hexdigest()}"
        return str((self.path / EVIDENCE).relative_to(self._home))

    def close(self, evidence_from_s: float | None) -> None:
        """Write recording.wav, and from that time of the call on evidence.wav with its hash."""
        for file in (self._events, self._audio, self._sound):
            file.close()
        if self._recorded:
            write_sound(self._home, self.path, evidence_from_s)


def write_sound(home: Path, folder: Path, evidence_from_s: float | None) -> None:
    """Make a call's WAVs out of what was appended. Raises StorageError."""
    if not folder.joinpath(AUDIO).exists():
        return
    began_s, spoken = _sound_of(home, folder)
    try:
        stereo = recording.assemble(folder.joinpath(AUDIO).read_bytes(), spoken)
        if len(stereo) == 0:
            return
        recording.write(folder / RECORDING, stereo)
        if evidence_from_s is not None:
            clip = recording.part_from(stereo, evidence_from_s - began_s)
            digest = recording.write(folder / EVIDENCE, clip)
            folder.joinpath(f"{EVIDENCE}.sha256").write_text(f"{digest}  {EVIDENCE}\n")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _sound_of(home: Path, folder: Path) -> tuple[float, list[Spoken]]:
    """When the audio began, and the prompts in the recording's own time."""
    notes = [json.loads(line) for line in whole_lines(folder / SOUND)]
    began_s = next((note["audio_from_s"] for note in notes if "audio_from_s" in note), 0.0)
    spoken = [
        Spoken(home / note["prompt"], note["from_s"] - began_s, note["to_s"] - began_s)
        for note in notes
        if "prompt" in note
    ]
    return began_s, spoken


def whole_lines(file: Path) -> list[str]:
    """The lines of a JSON-lines file that were written whole; a kill may tear one."""
    if not file.exists():
        return []
    lines = file.read_bytes().decode("utf-8", errors="replace").splitlines()
    return [line for line in lines if _is_whole(line)]


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _proves_optout(event: Event) -> bool:
    if isinstance(event, events.Understood):
        return event.opt_out
    return isinstance(event, events.OptOutSaved | events.OptOutAcknowledged)


class _Appended:
    """A file that only grows, written without a buffer of ours."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._fd = os.open(file, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        self.size = os.fstat(self._fd).st_size
        self._torn = self.size > 0 and os.pread(self._fd, 1, self.size - 1) != b"\n"

    def line(self, text: str) -> None:
        """Append one line, on a new line if the last one was torn."""
        self.append((("\n" if self._torn else "") + text + "\n").encode())
        self._torn = False

    def append(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            self._torn = True
            raise _unwritable(self._file, error) from error

    def flush(self) -> None:
        os.fsync(self._fd)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _unwritable(path: Path, error: OSError) -> StorageError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    kind = DiskFull if full else StorageError
    return kind(
        said(
            "the call's folder {path} cannot be written ({reason})",
            path=path,
            reason=error.strerror,
        ),
        said("free some space") if full else said("mend the rights of the data directory"),
    )

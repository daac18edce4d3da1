"""The folder of a call: what was appended survives, torn or not; the WAVs hold what was heard."""

import hashlib
import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.clock import NOON
from voicebot.adapters.storage.call_archive import Archive
from voicebot.adapters.storage.call_folder import CallDirectory
from voicebot.conversation import events
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.errors import StorageError
from voicebot.understanding.intents import Intent, RefusalKind

RATE = 8000
BEGAN = events.Began(0.0, "a-1", "outbound", "+12025550123", "reminder", "en", NOON)
OPTED_OUT = events.Understood(
    14.0, "stop calling", Intent.OPT_OUT, 0.9, RefusalKind.EXPLICIT_OPT_OUT, opt_out=True
)
ENDED = events.HungUp(20.0, "robot", Cause(NetworkResult.ANSWERED, 200, 16))


def tone(seconds: float, level: int) -> bytes:
    return np.full(round(seconds * RATE), level, dtype="<i2").tobytes()


def prompt(folder: Path, seconds: float, level: int) -> Path:
    file = folder / f"prompt-{level}.wav"
    with wave.open(str(file), "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(RATE)
        audio.writeframes(tone(seconds, level))
    return file


def samples(file: Path) -> NDArray[np.int16]:
    with wave.open(str(file)) as audio:
        assert (audio.getframerate(), audio.getnchannels(), audio.getsampwidth()) == (RATE, 2, 2)
        return np.frombuffer(audio.readframes(audio.getnframes()), dtype="<i2").reshape(-1, 2)


def at(stereo: NDArray[np.int16], seconds: float) -> tuple[int, int]:
    left, right = stereo[round(seconds * RATE)]
    return int(left), int(right)


def held(home: Path) -> CallDirectory:
    """A call that rang for 5 s; the person is heard from then on for 15 s."""
    folder = Archive(home).open("a-1", NOON)
    folder.record(BEGAN)
    folder.record(events.Answered(5.0))
    for second in range(15):
        folder.hear(tone(1.0, 100 + second))
    folder.spoke(prompt(home, 3.0, 7), 6.0, 8.0)
    folder.spoke(prompt(home, 1.0, 9), 10.0, 11.0)
    folder.record(events.Heard(14.0, "stop calling", 0.9, True, 12.5, 13.5))
    folder.record(OPTED_OUT)
    folder.record(ENDED)
    return folder


def test_the_log_reads_back_as_it_was_written(tmp_path: Path) -> None:
    held(tmp_path).close(None)
    read = Archive(tmp_path).read("a-1").events
    assert read[0] == BEGAN
    assert read[-2:] == (OPTED_OUT, ENDED)
    assert len(read) == 5


def test_the_recording_has_the_person_left_and_the_robot_right(tmp_path: Path) -> None:
    held(tmp_path).close(None)
    call = Archive(tmp_path).read("a-1")
    assert call.recording == "calls/2026-11-18/a-1/recording.wav"
    assert call.evidence is None
    stereo = samples(tmp_path / call.recording)
    assert len(stereo) == 15 * RATE
    assert at(stereo, 0.5) == (100, 0)
    assert at(stereo, 1.5) == (101, 7)
    assert at(stereo, 3.5) == (103, 0)  # the prompt was stopped after 2 of its 3 s
    assert at(stereo, 5.5) == (105, 9)


def test_the_evidence_begins_at_its_time_and_has_its_hash_beside_it(tmp_path: Path) -> None:
    folder = held(tmp_path)
    named = folder.evidence_clip()
    folder.close(evidence_from_s=8.0)
    assert Archive(tmp_path).read("a-1").evidence == named
    clip = tmp_path / named
    stereo = samples(clip)
    assert len(stereo) == 12 * RATE
    assert at(stereo, 0.5) == (103, 0)
    digest = hashlib.sha256(clip.read_bytes()).hexdigest()
    assert clip.with_name("evidence.wav.sha256").read_text() == f"{digest}  evidence.wav\n"


def test_a_call_without_audio_has_no_recording(tmp_path: Path) -> None:
    folder = Archive(tmp_path).open("a-1", NOON)
    folder.record(BEGAN)
    folder.close(None)
    call = Archive(tmp_path).read("a-1")
    assert (call.events, call.recording, call.evidence) == ((BEGAN,), None, None)
    assert Archive(tmp_path).audio("a-1") is None


def test_a_call_that_never_began_reads_as_empty(tmp_path: Path) -> None:
    assert Archive(tmp_path).read("unknown").events == ()
    assert Archive(tmp_path).audio("unknown") is None
    assert Archive(tmp_path).repair("unknown").events == ()


@pytest.mark.parametrize("name", ["../a-1", "", ".", "..", "a/b"])
def test_no_name_leads_out_of_the_folder_of_calls(tmp_path: Path, name: str) -> None:
    (tmp_path / "calls" / "2026-11-18").mkdir(parents=True)
    assert Archive(tmp_path).folder(name) is None


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_torn_last_line_costs_that_line_only(tmp_path: Path, cut: int) -> None:
    held(tmp_path)
    log = tmp_path / "calls" / "2026-11-18" / "a-1" / "events.jsonl"
    log.write_bytes(log.read_bytes()[:-cut] if cut > 1 else log.read_bytes()[:-2])
    assert Archive(tmp_path).read("a-1").events[-1] == OPTED_OUT


def test_a_log_goes_on_after_a_torn_line(tmp_path: Path) -> None:
    held(tmp_path)
    log = tmp_path / "calls" / "2026-11-18" / "a-1" / "events.jsonl"
    log.write_bytes(log.read_bytes()[:-4])
    again = Archive(tmp_path).open("a-1", NOON.replace(day=25))
    again.record(ENDED)
    assert Archive(tmp_path).read("a-1").events[-2:] == (OPTED_OUT, ENDED)
    assert again.path == log.parent


HOLDS = """
import sys
from pathlib import Path
from tests.unit.adapters.storage.test_call_folder import held
folder = held(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_killed_call_can_be_repaired_with_its_evidence(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    archive = Archive(tmp_path)
    torn = archive.read("a-1")
    assert torn.events[-1] == ENDED
    assert torn.recording is None
    audio = archive.audio("a-1")
    assert audio is not None and audio.stat().st_size == 15 * RATE * 2
    call = archive.repair("a-1")
    assert call.recording is not None
    assert call.evidence is not None
    assert len(samples(tmp_path / call.recording)) == 15 * RATE
    # the words began at 12.5 s of the call, so the evidence begins at 2.5 s, before the audio
    assert len(samples(tmp_path / call.evidence)) == 15 * RATE
    assert archive.repair("a-1", evidence_from_s=8.0) == call


def test_a_repaired_call_without_an_optout_has_no_evidence(tmp_path: Path) -> None:
    folder = Archive(tmp_path).open("a-1", NOON)
    folder.record(BEGAN)
    folder.hear(tone(1.0, 5))
    call = Archive(tmp_path).repair("a-1")
    assert call.recording is not None
    assert call.evidence is None


def test_a_prompt_that_was_cleared_away_is_silence(tmp_path: Path) -> None:
    folder = held(tmp_path)
    (tmp_path / "prompt-7.wav").unlink()
    folder.close(None)
    stereo = samples(tmp_path / "calls/2026-11-18/a-1/recording.wav")
    assert at(stereo, 1.5) == (101, 0)
    assert at(stereo, 5.5) == (105, 9)


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "calls").write_text("not a folder")
    with pytest.raises(StorageError, match="cannot be written"):
        Archive(tmp_path).open("a-1", NOON)

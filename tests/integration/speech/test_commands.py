"""`voicebot models` and `voicebot transcribe`, as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models_fixture import REPOSITORY, SpeechModels

CLIPS = Path(__file__).resolve().parents[2] / "speech"
ENTRY = "from voicebot.cli import main; main()"

pytestmark = pytest.mark.models


def voicebot(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "VOICEBOT_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_file_is_transcribed_as_json(speech_models: SpeechModels) -> None:
    speech_models.folder("moonshine-tiny-en")
    file = CLIPS / "please_remove_my_number_from_your_list.wav"
    done = voicebot(
        *("transcribe", str(file), "--lang", "en", "--engine", "moonshine", "--json"),
        home=speech_models.settings.home,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["text"] == "Please remove my number from your list."
    assert told["engine"] == "moonshine"
    assert told["audio_s"] == pytest.approx(3.32, abs=0.01)
    assert told["cpu_s"] > 0
    assert told["first_word_s"] > 0


def test_a_file_that_is_no_wav_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    file = tmp_path / "song.mp3"
    file.write_bytes(b"ID3 and so on")
    done = voicebot("transcribe", str(file), home=tmp_path)
    assert done.returncode == 2
    assert "is not a WAV file" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_a_model_transcribing_names_the_command_that_fetches_it(tmp_path: Path) -> None:
    done = voicebot("transcribe", str(CLIPS / "yes.wav"), "--lang", "en", home=tmp_path)
    assert done.returncode == 1
    assert "voicebot models pull --lang en" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_list_names_every_model_of_a_language(speech_models: SpeechModels) -> None:
    speech_models.folder("whisper-base")
    done = voicebot("models", "list", "--lang", "ru", "--json", home=speech_models.settings.home)
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert set(rows) == {"whisper-base", "vosk-small-ru", "smart-turn-v3"}
    assert set(rows["whisper-base"]) == {"name", "engine", "lang", "present", "sha256", "licence"}
    assert rows["whisper-base"]["present"] is True


def test_pulling_says_which_engine_will_serve_the_language(speech_models: SpeechModels) -> None:
    speech_models.engines("moonshine-tiny-en", "whisper-base")
    done = voicebot("models", "pull", "--lang", "ru", home=speech_models.settings.home)
    assert done.returncode == 0, done.stderr
    assert "ru: " in done.stdout
    assert "will recognise it" in done.stdout

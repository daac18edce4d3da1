"""`voicebot serve` on real processes: agents, recogniser and web, and an end in order."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from tests.models_fixture import SpeechModels
from voicebot import bootstrap
from voicebot.contacts.number import PhoneNumber
from voicebot.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE_S = 180


@pytest.fixture
def home(tmp_path: Path, speech_models: SpeechModels) -> Path:
    for name in ("moonshine-tiny-en", "whisper-base"):
        speech_models.folder(name)
    return tmp_path


@pytest.fixture
def serving(home: Path) -> Iterator[subprocess.Popen[str]]:
    chosen = {
        "VOICEBOT_HOME": str(home),
        "VOICEBOT_ASR_FETCHED": str(ROOT / "var" / "asr_models"),
        "VOICEBOT_PBX": "direct",
        "VOICEBOT_VOICE": "pyttsx3",
    }
    command = [str(Path(sys.executable).with_name("voicebot")), "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | chosen, text=True, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    told = ""
    for line in process.stdout:
        told += line
        found = re.search(r"http://127\.0\.0\.1:\d+", told)
        if found:
            return found.group()
    raise AssertionError(f"serve ended: {told}")


@pytest.mark.models
@pytest.mark.sip
def test_serve_answers_programs_beside_its_lines_and_ends_in_order(
    serving: subprocess.Popen[str], home: Path
) -> None:
    address = address_of(serving)
    with bootstrap.office(Settings.load(home=home)) as office:
        scopes = frozenset({"opt-outs:write"})
        _, secret = office.storage.tokens.make("a test", scopes, timedelta(hours=1), "a test")
        asked = {"number": "+12025550123", "words": "stop calling me"}
        answer = httpx2.post(
            f"{address}/api/v1/opt-outs", json=asked, headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status_code == 201
        assert len(office.storage.optouts.find(PhoneNumber("+12025550123"))) == 1
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(PATIENCE_S) == 0

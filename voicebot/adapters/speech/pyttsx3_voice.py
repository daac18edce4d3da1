"""The voice that is always there: pyttsx3 with espeak-ng, English and Russian.

Run as a module, this is the rendering process.
"""

import ctypes
import sys
import wave
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from voicebot.adapters.speech.rendering import RenderingProcess, Request, serve
from voicebot.errors import SpeechError, VoiceMissing

WORDS_PER_MINUTE: Final = 170
_VOICES: Final = {"en": "gmw/en-us", "ru": "zle/ru"}


class Pyttsx3Voice:
    """Renders texts with espeak-ng."""

    def __init__(self) -> None:
        self._process = RenderingProcess(__name__)

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for the language."""
        return language in _VOICES

    def identity(self, language: str) -> str:
        """What a rendering depends on besides its text."""
        return f"pyttsx3 {version('pyttsx3')} {_VOICES[language]} {WORDS_PER_MINUTE}"

    def render(self, text: str, language: str, wav: Path) -> None:
        """Write the text as a WAV. Raises VoiceMissing without espeak-ng, or SpeechError."""
        self._process.render({"text": text, "voice": _VOICES[language], "path": str(wav)})

    def close(self) -> None:
        """End its process."""
        self._process.close()


class _Engine:
    """The child's side: pyttsx3's binding of espeak-ng, which here speaks within the call.

    pyttsx3's own loop has espeak-ng speak in a thread, and cancels now and then what that thread
    has not begun: a prompt then comes out silent, or at another pace.
    """

    def __init__(self) -> None:
        self._espeak: Any = None
        self._rate_hz = 0
        self._pcm = bytearray()

    def render(self, request: Request) -> None:
        espeak = self._espeak = self._espeak or self._start()
        self._pcm.clear()
        done = espeak.EE_OK
        for result in (
            espeak.SetVoiceByName(request["voice"].encode()),
            espeak.SetParameter(espeak.RATE, WORDS_PER_MINUTE, 0),
            espeak.Synth(request["text"], flags=espeak.CHARS_UTF8 | espeak.ENDPAUSE),
        ):
            if result != done:
                raise SpeechError(f"espeak-ng refused a text (error {result})", "install it anew")
        if not self._pcm:
            raise SpeechError("espeak-ng spoke nothing", "change the text")
        with wave.open(request["path"], "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(self._rate_hz)
            wav.writeframes(bytes(self._pcm))

    def _start(self) -> Any:
        espeak = _binding()
        self._rate_hz = espeak.Initialize(espeak.AUDIO_OUTPUT_SYNCHRONOUS)
        if self._rate_hz <= 0:
            raise _missing()
        espeak.SetSynthCallback(self._take)
        return espeak

    def _take(self, samples: Any, count: int, events: Any) -> int:  # noqa: ARG002
        if count > 0:
            self._pcm += ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short))
        return 0


def _binding() -> Any:
    try:
        from pyttsx3.drivers import _espeak
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise _missing() from error
    return _espeak


def _missing() -> VoiceMissing:
    install = "brew install" if sys.platform == "darwin" else "sudo apt-get install -y"
    return VoiceMissing("espeak-ng is not installed", f"run: {install} espeak-ng")


if __name__ == "__main__":
    serve(_Engine().render)

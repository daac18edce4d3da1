"""The voice that is always there: pyttsx3 with espeak-ng, English and Russian.

Run as a module, this is the rendering process.
"""

import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from voicebot.adapters.speech.rendering import RenderingProcess, Request, serve
from voicebot.errors import SpeechError, VoiceMissing

WORDS_PER_MINUTE: Final = 170
_VOICES: Final = {"en": "gmw/en-us", "ru": "zle/ru"}
_TRIES: Final = 5
_MOMENTS: Final = 100
_MOMENT_S: Final = 0.002


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
    """The child's side; pyttsx3 is imported here alone."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._finished = False

    def render(self, request: Request) -> None:
        engine = self._engine = self._engine or self._start()
        self._take_on(engine, request["voice"])
        self._finished = False
        engine.save_to_file(request["text"], request["path"])
        engine.runAndWait()
        while not self._finished:
            time.sleep(_MOMENT_S)

    def _start(self) -> Any:
        engine = _open()
        engine.connect("finished-utterance", self._on_finished)
        engine.runAndWait()  # until its loop ran once, pyttsx3 only queues what it is told
        return engine

    def _on_finished(self, name: str, completed: bool) -> None:  # noqa: ARG002
        self._finished = True

    def _take_on(self, engine: Any, voice: str) -> None:
        """Set voice and rate, and wait for them: the end of pyttsx3's loop cancels whatever
        espeak-ng has not taken in by then, and it takes the rate in a thread of its own.
        """
        wanted = (voice, WORDS_PER_MINUTE)
        for _ in range(_TRIES):
            engine.setProperty("voice", voice)
            engine.setProperty("rate", WORDS_PER_MINUTE)
            for _ in range(_MOMENTS):
                if (engine.getProperty("voice"), engine.getProperty("rate")) == wanted:
                    return
                time.sleep(_MOMENT_S)
        raise SpeechError(f"espeak-ng does not take the voice {voice}", "install it anew")


def _open() -> Any:
    import pyttsx3

    try:
        return pyttsx3.init("espeak")
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        install = "brew install" if sys.platform == "darwin" else "sudo apt-get install -y"
        raise VoiceMissing("espeak-ng is not installed", f"run: {install} espeak-ng") from error


if __name__ == "__main__":
    serve(_Engine().render)

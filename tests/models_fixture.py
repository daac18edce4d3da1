"""Speech models for the tests: fetched once into the repository's own `var/`, as a user would."""

from pathlib import Path

import pytest

from voicebot.adapters.speech.catalogue import load_catalogue
from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.speech.fetch import pull
from voicebot.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent


class SpeechModels:
    """Real engines by model name; a model is fetched when a test first asks for it."""

    def __init__(self) -> None:
        self.settings = Settings(home=REPOSITORY / "var", asr_models=REPOSITORY / "asr_models")
        self._catalogue = load_catalogue(self.settings)
        self._engines = Engines(self.settings)

    def folder(self, name: str) -> Path:
        """The installed model's folder."""
        return pull(self._catalogue, self._catalogue.named(name), lambda *_: None)

    def engines(self, *names: str) -> Engines:
        """Engines with at least these models installed."""
        for name in names:
            self.folder(name)
        return self._engines


@pytest.fixture(scope="session")
def speech_models() -> SpeechModels:
    """Recognition as it runs in production."""
    return SpeechModels()

"""Which engine serves which language, loaded once and shared by every call of the process."""

import threading
from pathlib import Path

from voicebot.adapters.speech.catalogue import Catalogue, ModelEntry, load_catalogue
from voicebot.adapters.speech.engine import Engine
from voicebot.adapters.speech.hearing import Hearing
from voicebot.adapters.speech.manifest import check_installed
from voicebot.adapters.speech.second_opinion import SecondOpinion
from voicebot.adapters.speech.turn_model import turn_model_for
from voicebot.errors import ModelCorrupt, ModelMissing
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.likely import likely_words
from voicebot.settings import Settings
from voicebot.understanding.likely_words import LikelyWords


class Engines:
    """The engines of this installation. `at_once` streams may be decoded at the same time."""

    def __init__(self, settings: Settings, at_once: int = 2) -> None:
        self._wished = {"en": settings.engine_en, "ru": settings.engine_ru}
        self._catalogue: Catalogue = load_catalogue(settings)
        self._shelf = Shelf(settings.models)
        self._at_once = at_once
        self._lock = threading.Lock()
        self._loaded: dict[str, Engine] = {}  # by model
        self._ready: dict[tuple[str, str], Engine] = {}  # by language and wish

    def chosen(self, language: str, wished: str = "") -> ModelEntry:
        """The model that will serve a language: the one wished for, else the best one here.

        `wished` names an engine or a model; empty: what the settings say. Raises ModelMissing.
        """
        wish = wished or self._wished.get(language, "")
        able = self._catalogue.serving(language)
        fitting = [model for model in able if not wish or wish in (model.engine, model.name)]
        for model in fitting:
            if self._catalogue.present(model):
                return model
        raise _missing(language, wish, able, fitting)

    def second(self, language: str, wished: str = "") -> ModelEntry | None:
        """The model asked where the chosen one is unsure; None if one was wished for by name."""
        wish = wished or self._wished.get(language, "")
        if wish or self.chosen(language).engine != "moonshine":
            return None
        able = self._catalogue.serving(language)
        whispers = [model for model in able if model.engine == "whisper"]
        return next(filter(self._catalogue.present, whispers), None)

    def engine_for(self, language: str, wished: str = "") -> Engine:
        """The engine of a language, loaded once. Raises ModelMissing, ModelCorrupt."""
        with self._lock:
            if (language, wished) not in self._ready:
                self._ready[language, wished] = self._assembled(language, wished)
            return self._ready[language, wished]

    def _assembled(self, language: str, wished: str) -> Engine:
        first = self._loaded_once(self.chosen(language, wished))
        second = self.second(language, wished)
        if second is None:
            return first
        return SecondOpinion(first, self._loaded_once(second), self.likely(language))

    def likely(self, language: str) -> LikelyWords | None:
        """Which words people say in a language, where that was counted. Raises ModelDamaged."""
        return likely_words(self._shelf, language)

    def _loaded_once(self, model: ModelEntry) -> Engine:
        if model.name not in self._loaded:
            check_installed(self._catalogue, model)
            folder = self._catalogue.folder(model)
            self._loaded[model.name] = _load(model, folder, self._at_once)
        return self._loaded[model.name]


def hearing_for(settings: Settings) -> Hearing:
    """Recognition for the agents of this machine. Raises ModelCorrupt for a bad turn model."""
    return Hearing(Engines(settings).engine_for, turn_model=turn_model_for(settings))


def _missing(
    language: str, wish: str, able: list[ModelEntry], fitting: list[ModelEntry]
) -> ModelMissing:
    if not able:
        return ModelMissing(f"no speech model knows the language {language!r}", "choose another")
    if not fitting:
        known = ", ".join(model.name for model in able)
        return ModelMissing(f"{wish!r} does not recognise {language!r}", f"choose one of {known}")
    what = f"the speech model {wish!r}" if wish else "a speech model"
    return ModelMissing(
        f"{what} for {language!r} is not here", f"run: voicebot models pull --lang {language}"
    )


def _load(model: ModelEntry, folder: Path, at_once: int) -> Engine:
    try:
        return _open(model, folder, at_once)
    except Exception as error:
        raise ModelCorrupt(
            f"the speech model {model.name} in {folder} cannot be loaded",
            f"remove that folder and run: voicebot models pull --lang {model.languages[0]}",
        ) from error


def _open(model: ModelEntry, folder: Path, at_once: int) -> Engine:
    """Import the engine's library only when it is wanted: each takes a second or so."""
    if model.engine == "vosk":
        from voicebot.adapters.speech.vosk_engine import VoskEngine

        return VoskEngine(model.name, folder)
    if model.engine == "moonshine":
        from voicebot.adapters.speech.moonshine_engine import MoonshineEngine

        return MoonshineEngine(model.name, folder)
    from voicebot.adapters.speech.whisper_engine import WhisperEngine

    return WhisperEngine(model.name, folder, at_once)

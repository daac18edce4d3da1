"""Which speech models there are, and which of them are here. Reads asr_models/catalogue.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from voicebot.errors import BadSettings, NotFound
from voicebot.settings import Settings

CATALOGUE = "catalogue.toml"
EngineKind = Literal["vosk", "moonshine", "whisper", "smart-turn"]
PREFERENCE: tuple[EngineKind, ...] = ("vosk", "moonshine", "whisper")
TURN_ENGINE: EngineKind = "smart-turn"  # recognises no words: it judges whether a turn is over


class Source(BaseModel):
    """Where a model can be fetched: exactly one of `pypi`, `https`, `hub` is set.

    `members` maps a path in the source (a folder ends in /) to its place in the model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pypi: tuple[str, ...] = ()
    https: str = ""
    hub: str = ""
    platform: str = ""
    inside: str = ""
    sha256: str = ""
    members: dict[str, str] = Field(default_factory=dict)
    joined: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def __str__(self) -> str:
        """As an error message names it."""
        return ", ".join(self.pypi) or self.https or self.hub


class ModelEntry(BaseModel):
    """One model of the catalogue; `size` in bytes once installed, `sample_rate` in Hz."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    engine: EngineKind
    languages: tuple[str, ...]
    sample_rate: int
    licence: str
    size: int
    sha256: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every model known, in order of preference for a language, and where each one lies."""

    models: tuple[ModelEntry, ...]
    here: Path
    fetched: Path

    def folder(self, model: ModelEntry) -> Path:
        """Its folder beside the catalogue if one is there, else under the data directory."""
        beside = self.here / model.name
        return beside if beside.is_dir() else self.fetched / model.name

    def present(self, model: ModelEntry) -> bool:
        """Whether the model was installed. An installation is atomic: the folder is whole."""
        return self.folder(model).is_dir()

    def serving(self, language: str) -> list[ModelEntry]:
        """The models that know a language, the preferred one first."""
        able = [m for m in self.models if language in m.languages and m.engine != TURN_ENGINE]
        return sorted(able, key=lambda model: PREFERENCE.index(model.engine))

    def named(self, name: str) -> ModelEntry:
        """A model by its name. Raises NotFound."""
        for model in self.models:
            if model.name == name:
                return model
        known = ", ".join(model.name for model in self.models)
        raise NotFound(f"there is no speech model named {name!r}", f"choose one of {known}")


def load_catalogue(settings: Settings) -> Catalogue:
    """Read the catalogue. Raises BadSettings where it cannot be read."""
    file = settings.asr_models / CATALOGUE
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
        models = TypeAdapter(tuple[ModelEntry, ...]).validate_python(
            [{"name": name, **table} for name, table in tables.items()]
        )
    except OSError as error:
        raise BadSettings(
            f"the model catalogue {file} cannot be read ({error.strerror})",
            "let the setting asr_models name the folder that holds it",
        ) from error
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadSettings(f"the model catalogue {file} is wrong: {error}", "mend it") from error
    fetched = Path(settings.asr_fetched) if settings.asr_fetched else settings.home / "asr_models"
    return Catalogue(models, settings.asr_models, fetched)

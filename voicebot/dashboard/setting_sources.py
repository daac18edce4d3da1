"""Where each setting's value comes from: the defaults, the file, the environment, this start."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.storage.settings_book import HIDDEN
from voicebot.dashboard.languages import mark
from voicebot.settings import Settings

DEFAULT, FILE, ENVIRONMENT, START = (
    mark("default"),
    mark("file"),
    mark("environment"),
    mark("this start"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One setting; `value` is empty where it is a secret, and `hidden` says so."""

    name: str
    value: str
    meaning: str
    source: str
    hidden: bool


def told(settings: Settings, environment: Mapping[str, str] | None = None) -> list[Told]:
    """Every setting in the order of the settings page."""
    variables = os.environ if environment is None else environment
    in_file = _in_file(Path(variables.get("VOICEBOT_CONFIG", "voicebot.toml")))
    by_default = Settings.model_construct()
    sources = (
        _source(name, getattr(settings, name) == getattr(by_default, name), variables, in_file)
        for name in Settings.model_fields
    )
    return [
        _one(settings, name, source)
        for name, source in zip(Settings.model_fields, sources, strict=True)
    ]


def _one(settings: Settings, name: str, source: str) -> Told:
    value, secret = getattr(settings, name), _is_secret(name)
    shown = "" if secret else _written(value)
    meaning = Settings.model_fields[name].description or ""
    return Told(name, shown, meaning, source, secret and bool(value))


def _source(
    name: str, is_default: bool, variables: Mapping[str, str], in_file: Mapping[str, object]
) -> str:
    if f"VOICEBOT_{name.upper()}" in {each.upper() for each in variables}:
        return ENVIRONMENT
    if name in in_file:
        return FILE
    return DEFAULT if is_default else START


def _is_secret(name: str) -> bool:
    return any(word in name.split("_") for word in HIDDEN)


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} → {each}" for key, each in value.items())
    return str(value)


def _in_file(file: Path) -> dict[str, object]:
    """What the file says; the settings were read from it at the start, so it can be read."""
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}

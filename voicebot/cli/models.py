"""`voicebot models list|pull`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

from voicebot.adapters.speech.catalogue import (
    TURN_ENGINE,
    Catalogue,
    ModelEntry,
    load_catalogue,
)
from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.speech.downloads import Watch
from voicebot.adapters.speech.fetch import pull as fetch
from voicebot.adapters.speech.manifest import expected
from voicebot.cli.output import JsonFlag, complaints, console, print_json, print_table
from voicebot.errors import DownloadFailed, ModelMissing
from voicebot.settings import Settings

app = typer.Typer(help="Speech recognition models.", no_args_is_help=True)

SPOKEN = ("en", "ru")  # the languages that this program's dialogues are in

Language = Annotated[str, typer.Option("--lang", help="Only this language: en, ru, ko, …")]


@app.command("list", epilog="Example: voicebot models list --lang ru")
def list_models(lang: Language = "", json_: JsonFlag = False) -> None:
    """What is known, and what is here."""
    catalogue = load_catalogue(Settings.load())
    if json_:
        print_json(_rows(catalogue, lang))
        return
    models = [model for model in catalogue.models if not lang or lang in model.languages]
    print_table(
        "Speech models",
        ["Model", "Engine", "Languages", "Here", "MB", "Licence"],
        [_cells(catalogue, model) for model in models],
    )


@app.command(epilog="Example: voicebot models pull --lang en")
def pull(
    lang: Language = "",
    engine: Annotated[str, typer.Option(help="This engine's model: vosk, whisper, …")] = "",
    json_: JsonFlag = False,
) -> None:
    """Fetch a model for each language: the first one whose sources answer, checked by its hash.

    Also the network that hears whether a turn is over, unless the setting turn_model is off.
    """
    settings = Settings.load()
    catalogue = load_catalogue(settings)
    for language in (lang,) if lang else SPOKEN:
        _pull_one(catalogue, language, engine)
    if settings.turn_model != "off" and not engine:
        _pull_turn_model(catalogue)
    recognised = () if engine == TURN_ENGINE else (lang,) if lang else SPOKEN
    served = [_served(settings, language) for language in recognised]
    if json_:
        print_json(_rows(catalogue, lang))
        return
    for line in served:
        console.print(line, highlight=False, soft_wrap=True)


def _pull_one(catalogue: Catalogue, language: str, engine: str) -> None:
    """Try the models of a language in the catalogue's order. Raises what the last one raised."""
    able = [
        model
        for model in catalogue.models
        if language in model.languages and (model.engine != TURN_ENGINE or engine == TURN_ENGINE)
    ]
    wished = [model for model in able if engine in ("", model.engine, model.name)]
    if not wished:
        known = ", ".join(model.engine for model in able) or "another language"
        raise ModelMissing(
            f"the catalogue has no {engine or 'speech'} model for {language!r}", f"choose {known}"
        )
    for model in wished:
        try:
            with _progress() as watch:
                fetch(catalogue, model, watch)
            return
        except DownloadFailed as error:
            if model is wished[-1]:
                raise
            complaints.print(f"voicebot: {error.happened}.", highlight=False, soft_wrap=True)


def _pull_turn_model(catalogue: Catalogue) -> None:
    """Turns end by words and silence without it, so that it cannot be had is no failure."""
    for model in catalogue.models:
        if model.engine == TURN_ENGINE:
            try:
                with _progress() as watch:
                    fetch(catalogue, model, watch)
            except DownloadFailed as error:
                complaints.print(f"voicebot: {error.happened}.", highlight=False, soft_wrap=True)


def _served(settings: Settings, language: str) -> str:
    engines = Engines(settings)
    model, second = engines.chosen(language), engines.second(language)
    asked = f"; {second.engine.capitalize()} is asked where it is unsure" if second else ""
    return f"{language}: {model.engine.capitalize()} will recognise it (model {model.name}){asked}."


def _rows(catalogue: Catalogue, lang: str) -> list[dict[str, Any]]:
    """One row for each model and language it serves."""
    return [
        {
            "name": model.name,
            "engine": model.engine,
            "lang": language,
            "present": catalogue.present(model),
            "sha256": expected(catalogue, model) or None,
            "licence": model.licence,
        }
        for model in catalogue.models
        for language in model.languages
        if lang in ("", language)
    ]


def _cells(catalogue: Catalogue, model: ModelEntry) -> list[object]:
    here = "yes" if catalogue.present(model) else "no"
    size = model.size // 1_000_000
    return [model.name, model.engine, " ".join(model.languages), here, size, model.licence]


@contextmanager
def _progress() -> Iterator[Watch]:
    """Bars on a terminal, one line a download elsewhere."""
    if not sys.stderr.isatty():
        yield _Lines().watch
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=complaints, transient=True) as bars:
        yield _Bars(bars).watch


class _Bars:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def watch(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total or None)
        self._progress.update(self._tasks[what], completed=done, total=total or None)


class _Lines:
    def __init__(self) -> None:
        self._told: set[str] = set()

    def watch(self, what: str, done: int, total: int) -> None:  # noqa: ARG002
        if what not in self._told:
            self._told.add(what)
            complaints.print(f"fetching {what}", highlight=False)

"""`voicebot learn train-reader`: a sentence reader out of an encoder and the corpus."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from voicebot.cli.learn_trained import show_trained
from voicebot.cli.learn_understanding import corpus_of, language_of_corpus
from voicebot.cli.output import JsonFlag, complaints
from voicebot.errors import NotFound
from voicebot.learning.shelf import Card, Shelf
from voicebot.learning.understanding.corpus import read_corpus
from voicebot.learning.understanding.loading import READERS
from voicebot.settings import Settings

EPILOG = "Example: voicebot learn train-reader --lang en --start all-MiniLM-L6-v2.zip --promote"

Start = Annotated[
    Path,
    typer.Option(
        help="An encoder: a folder or zip with model.safetensors, tokenizer.json and config.json, "
        "or with weights.npz and sp.model."
    ),
]
Rounds = Annotated[
    float | None,
    typer.Option(min=0.001, help="Times through the corpus; as the encoder learns best if none."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("train-reader", epilog=EPILOG)(train_reader)


def train_reader(
    lang: Annotated[str, typer.Option(help="The language that it reads: en or ru.")],
    start: Start,
    rounds: Rounds = None,
    promote: Annotated[bool, typer.Option(help="Put it in force at once.")] = False,
    json_: JsonFlag = False,
) -> None:
    """Teach a small encoder what people mean, and put it on the shelf.

    Afterwards `voicebot learn train understanding` settles how much its opinion counts. Readers of
    other languages are taken over from the version in force.
    """
    settings = Settings.load()
    shelf = Shelf(settings.models)
    version = _trained(settings, shelf, language_of_corpus(lang), start, rounds)
    if promote:
        shelf.promote(READERS, version)
    show_trained(settings, READERS, version, promote, json_)


def _trained(settings: Settings, shelf: Shelf, lang: str, start: Path, rounds: float | None) -> str:
    try:
        from voicebot.learning.understanding.reader.starting import start_from
        from voicebot.learning.understanding.reader.teaching import card_page, teach_reader
    except ModuleNotFoundError as error:
        raise NotFound(
            f"{error.name}, which a reader learns with, is not installed",
            'pip install "voicebot[reader]"',
        ) from error
    corpus, begun = read_corpus(corpus_of(settings), lang), start_from(start, lang)
    schedule = replace(begun.schedule, rounds=rounds) if rounds else begun.schedule
    with _progress() as told:
        taught = teach_reader(corpus, begun, schedule, told)
    parts, cards = {lang: taught.parts}, {lang: taught.card}
    in_force = shelf.in_force(READERS)
    for kept in set(shelf.names(READERS, in_force)) - {lang} if in_force else ():
        parts[kept] = shelf.take(READERS, kept, in_force)
        cards[kept] = shelf.card(READERS, in_force)["languages"][kept]
    card: Card = {"task": READERS, "languages": cards}
    return shelf.put(READERS, parts, card, card_page(card))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("learning"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True) as bars:
        task = bars.add_task("learning", total=None)
        yield lambda done, steps: bars.update(task, completed=done, total=steps)

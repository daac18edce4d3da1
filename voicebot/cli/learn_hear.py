"""`voicebot learn hear`: what recognition makes of the corpus over telephones."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.speech.engine import Engine
from voicebot.adapters.speech.second_opinion import SecondOpinion
from voicebot.cli.output import JsonFlag, complaints, console, print_json
from voicebot.errors import BadInput, SpeechError, VoiceMissing
from voicebot.learning.understanding.corpus import Corpus, Row, read_corpus
from voicebot.learning.understanding.heard import (
    COLUMNS,
    STRANGERS_COLUMNS,
    HeardTable,
)
from voicebot.settings import Settings
from voicebot.simulation.auditions import (
    LAWS,
    Audition,
    auditions,
    heard_by,
    of_strangers,
    of_test,
    of_training,
)
from voicebot.simulation.remembering import Remembering
from voicebot.understanding.intents import Intent


class Part(StrEnum):
    """Which utterances are spoken."""

    TEST = "test"
    TRAINING = "training"
    STRANGERS = "strangers"


CHOSEN: dict[Part, Callable[[Corpus], list[Row]]] = {
    Part.TEST: of_test,
    Part.TRAINING: of_training,
    Part.STRANGERS: of_strangers,
}


NEAR = "near"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is done in one run; 0: no bound."""

    utterances: int
    seconds: float


def register(app: typer.Typer) -> None:
    """Add the command to `voicebot learn`."""
    app.command("hear", epilog="Example: voicebot learn hear --lang en --part test --limit 50")(
        hear
    )


def hear(
    lang: Annotated[str, typer.Option(help="The language that is spoken: en or ru.")],
    part: Annotated[Part, typer.Option(help="Which utterances.")] = Part.TRAINING,
    only: Annotated[str, typer.Option(help="Only what means this intent; or near.")] = "",
    rounds: Annotated[int, typer.Option(min=1, help="Say each so often, by other voices.")] = 1,
    limit: Annotated[int, typer.Option(min=0, help="Stop after so many; 0: say all.")] = 0,
    seconds: Annotated[float, typer.Option(min=0, help="Stop after so long; 0: never.")] = 0,
    json_: JsonFlag = False,
) -> None:
    """Have synthetic people say the corpus over telephones, and note what recognition hears.

    What has been noted is not made again; Ctrl-C stops between two utterances. Demands that are
    measured on are heard by every engine, all else by those that a call has.
    """
    if lang not in LAWS:
        raise BadInput(f"nobody speaks the language {lang!r} here", "use --lang en or ru")
    if only not in ("", NEAR, *Intent):
        raise BadInput(f"nothing means {only!r}", "use an intent of docs/intents.md, or near")
    settings = Settings.load()
    corpus = read_corpus(settings.corpora / "understanding", lang)
    rows = [row for row in CHOSEN[part](corpus) if not only or only in _means(row)]
    wanted = auditions(lang, rows, rounds)
    engines = _engines(Engines(settings), lang, alone=part is not Part.TRAINING)
    with _table(settings.corpora / "understanding", lang, part) as table:
        counts = _heard(list(wanted), engines, lang, table, Bounds(limit, seconds))
    if json_:
        print_json({"language": lang, "part": part, **counts})
    else:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        console.print(f"{told}.", highlight=False)


def _means(row: Row) -> tuple[str, ...]:
    """A hard negative goes by the name `near`, whatever it means."""
    return (NEAR,) if row.near else (row.label.intent,)


def _engines(engines: Engines, lang: str, alone: bool) -> dict[str, Engine]:
    """By the names that go into the table: as in a call, and, if `alone`, each by itself."""
    second = engines.second(lang)
    if second is None:
        return {engines.chosen(lang).engine: engines.engine_for(lang)}
    models = (engines.chosen(lang), second)
    single = {model.engine: Remembering(engines.engine_for(lang, model.name)) for model in models}
    pair: dict[str, Engine] = {"+".join(single): SecondOpinion(*single.values())}
    return pair | (single if alone else {})


def _table(folder: Path, lang: str, part: Part) -> HeardTable:
    if part is Part.STRANGERS:
        return HeardTable(folder / "strangers" / f"heard_{lang}.tsv", STRANGERS_COLUMNS)
    return HeardTable(folder / "heard" / f"{lang}.tsv", COLUMNS)


def _heard(
    wanted: list[Audition],
    engines: Mapping[str, Engine],
    lang: str,
    table: HeardTable,
    bounds: Bounds,
) -> dict[str, int]:
    """Make what is missing; how many rows were made, and what could not be spoken."""
    counts: Counter[str] = Counter({"rows": 0, "utterances": 0, "not spoken": 0})
    ends = time.monotonic() + bounds.seconds if bounds.seconds else float("inf")
    with _progress(len(wanted)) as advance:
        for audition in wanted:
            missing = dict(_missing(audition, engines, table))
            if missing:
                if time.monotonic() > ends or counts["utterances"] >= (bounds.utterances or 1e9):
                    break
                counts.update(_one(audition, missing, lang, table))
            advance()
    return dict(counts)


def _missing(
    audition: Audition, engines: Mapping[str, Engine], table: HeardTable
) -> Iterator[tuple[str, Engine]]:
    """The engines whose row is not there; the first one is a call's, the others come alone."""
    for place, (name, engine) in enumerate(engines.items()):
        wanted = place == 0 or audition.demand
        if wanted and audition.as_heard(name, "").made not in table.made:
            yield name, engine


def _one(
    audition: Audition, engines: Mapping[str, Engine], lang: str, table: HeardTable
) -> dict[str, int]:
    try:
        rows = list(heard_by(audition, engines, lang))
    except VoiceMissing:
        raise
    except SpeechError:
        return {"utterances": 1, "not spoken": 1}
    for row in rows:
        table.add(row)
    return {"utterances": 1, "rows": len(rows)}


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("heard"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True) as bars:
        task = bars.add_task("heard", total=total)
        yield lambda: bars.advance(task)

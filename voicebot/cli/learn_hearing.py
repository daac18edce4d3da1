"""The work behind `voicebot learn hear`."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.speech.engine import Engine
from voicebot.adapters.speech.second_opinion import SecondOpinion
from voicebot.cli.output import complaints
from voicebot.errors import SpeechError, VoiceMissing
from voicebot.learning.understanding.corpus import Row, read_corpus
from voicebot.learning.understanding.heard import COLUMNS, STRANGERS_COLUMNS, HeardTable
from voicebot.settings import Settings
from voicebot.simulation.auditions import (
    Audition,
    auditions,
    heard_by,
    of_strangers,
    of_test,
    of_training,
)
from voicebot.simulation.remembering import Remembering

NEAR = "near"
STRANGERS, TRAINING = "strangers", "training"
CHOSEN = {"test": of_test, TRAINING: of_training, STRANGERS: of_strangers}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be heard, and how much of it in one run (0: no bound)."""

    lang: str
    part: str
    only: str
    rounds: int
    utterances: int
    seconds: float


def hear_all(settings: Settings, wanted: Wanted) -> dict[str, int]:
    """Make the rows that are missing; how many were made, and what could not be spoken."""
    folder = settings.corpora / "understanding"
    corpus = read_corpus(folder, wanted.lang)
    rows = [r for r in CHOSEN[wanted.part](corpus) if wanted.only in ("", *_means(r))]
    said = list(auditions(wanted.lang, rows, wanted.rounds))
    engines = _engines(Engines(settings), wanted.lang, alone=wanted.part != TRAINING)
    with _table(folder, wanted) as table:
        return _heard(said, engines, table, wanted)


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
    first, other = single.values()
    both = SecondOpinion(first, other, engines.likely(lang))
    pair: dict[str, Engine] = {"+".join(single): both}
    return pair | (single if alone else {})


def _table(folder: Path, wanted: Wanted) -> HeardTable:
    if wanted.part == STRANGERS:
        return HeardTable(folder / "strangers" / f"heard_{wanted.lang}.tsv", STRANGERS_COLUMNS)
    return HeardTable(folder / "heard" / f"{wanted.lang}.tsv", COLUMNS)


def _heard(
    said: list[Audition], engines: Mapping[str, Engine], table: HeardTable, wanted: Wanted
) -> dict[str, int]:
    counts: Counter[str] = Counter({"rows": 0, "utterances": 0, "not spoken": 0})
    ends = time.monotonic() + (wanted.seconds or float("inf"))
    most = wanted.utterances or len(said)
    with _progress(len(said)) as advance:
        for audition in said:
            missing = dict(_missing(audition, engines, table))
            if missing:
                if time.monotonic() > ends or counts["utterances"] >= most:
                    break
                counts.update(_one(audition, missing, wanted.lang, table))
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

"""The work behind `voicebot learn … understanding`."""

import json
from pathlib import Path
from typing import Any

from voicebot.cli.learn_turns import turn_figures
from voicebot.errors import BadInput
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.card_page import card_page
from voicebot.learning.understanding.corpus import read_corpus
from voicebot.learning.understanding.loading import READERS, TASK, understanding_from
from voicebot.learning.understanding.measuring import measure
from voicebot.learning.understanding.reader.reader_file import from_parts
from voicebot.learning.understanding.report import page_of
from voicebot.learning.understanding.teaching import Taught, card_of, parts_of, teach
from voicebot.settings import Settings
from voicebot.understanding.phrasebook import LANGUAGES


def trained(settings: Settings, shelf: Shelf, lang: str) -> str:
    """Train, each language with the sentence reader in force that it has; the version's number."""
    taught = [_taught(settings, shelf, one) for one in _languages(lang)]
    card, parts = card_of(taught), parts_of(taught)
    in_force = shelf.in_force(TASK)
    for kept in set(LANGUAGES) - set(parts):
        if in_force is not None:
            parts[kept] = shelf.take(TASK, kept, in_force)
            card["languages"][kept] = shelf.card(TASK, in_force)["languages"][kept]
    return shelf.put(TASK, parts, card, card_page(card))


def _taught(settings: Settings, shelf: Shelf, language: str) -> Taught:
    corpus = read_corpus(corpus_of(settings), language)
    version = shelf.in_force(READERS)
    if version is None or language not in shelf.names(READERS, version):
        return teach(corpus)
    return teach(corpus, from_parts(shelf.take(READERS, language, version)), version)


def measured(settings: Settings, lang: str, version: str) -> dict[str, Any]:
    """The figures of a version, of the one in force where none is named."""
    shelf = Shelf(settings.models)
    version = version or shelf.in_force(TASK) or ""
    understanding = understanding_from(shelf, _languages(lang), version or None)
    corpora = [read_corpus(corpus_of(settings), one) for one in _languages(lang)]
    openings = settings.corpora / "who_answered"
    return measure(understanding, corpora, openings, version or "none: phrases alone")


def written(figures: dict[str, Any], settings: Settings, folder: Path) -> None:
    """Write the page and its figures, those of turn taking besides, which take half a minute."""
    figures = figures | {"turns": turn_figures(settings.corpora, tuple(figures["languages"]))}
    text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    (folder / "understanding-evaluation.json").write_text(text, encoding="utf-8")
    (folder / "understanding-evaluation.md").write_text(page_of(figures), encoding="utf-8")


def corpus_of(settings: Settings) -> Path:
    """Where the corpus of utterances lies."""
    return settings.corpora / TASK


def language_of_corpus(lang: str) -> str:
    """The language, if there is a corpus of it. Raises BadInput."""
    if lang not in LANGUAGES:
        raise BadInput(f"there is no corpus for the language {lang!r}", "use --lang en or ru")
    return lang


def _languages(lang: str) -> tuple[str, ...]:
    return (language_of_corpus(lang),) if lang else LANGUAGES

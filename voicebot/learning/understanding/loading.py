"""The understanding in force: phrases, classifiers and sentence readers from the shelf."""

import logging
from collections.abc import Iterable
from dataclasses import replace

from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.model_file import from_parts
from voicebot.learning.understanding.reader import reader_file
from voicebot.understanding.classifier import TextClassifier
from voicebot.understanding.meaning import Understanding
from voicebot.understanding.phrasebook import LANGUAGES

TASK = "understanding"
READERS = "reader"
log = logging.getLogger(__name__)


def understanding_from(
    shelf: Shelf, languages: Iterable[str] = LANGUAGES, version: str | None = None
) -> Understanding:
    """Understanding with the classifiers of a version, of the one in force unless one is named.

    Where none was ever promoted, the phrases stand alone. Raises ModelDamaged, NotFound.
    """
    version = version or shelf.in_force(TASK)
    if version is None:
        log.warning("no text classifier is in force; phrases alone are understood")
        return Understanding()
    there = set(shelf.names(TASK, version)) & set(languages)
    return Understanding({name: _classifier(shelf, name, version) for name in sorted(there)})


def _classifier(shelf: Shelf, language: str, version: str) -> TextClassifier:
    """With the sentence reader that it was put together with, if any."""
    parts = shelf.take(TASK, language, version)
    classifier, read_by = from_parts(parts), parts.get("reader")
    if read_by is None:
        return classifier
    reader = reader_file.from_parts(shelf.take(READERS, language, read_by))
    return replace(classifier, reader=reader)

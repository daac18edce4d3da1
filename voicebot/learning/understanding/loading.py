"""The understanding in force: phrases, and the classifiers from the shelf."""

import logging
from collections.abc import Iterable

from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.model_file import from_parts
from voicebot.understanding.meaning import Understanding
from voicebot.understanding.phrasebook import LANGUAGES

TASK = "understanding"
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
    return Understanding(
        {name: from_parts(shelf.take(TASK, name, version)) for name in sorted(there)}
    )

"""A dossier as one HTML page that prints on A4: no scripts, and nothing fetched from elsewhere."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from voicebot.evidence.dossier import telling
from voicebot.evidence.dossier.dossier import Dossier
from voicebot.evidence.dossier.findings import (
    answer,
    besides,
    grounds_sentence,
    has_grounds,
    learned,
)
from voicebot.evidence.dossier.found import ConsentFound
from voicebot.evidence.dossier.words import Words


def page(dossier: Dossier, words: Words, *, made_at: datetime, audio: Callable[[str], str]) -> str:
    """The whole dossier. `audio` gives the address of a file of the data directory."""
    environment = Environment(
        loader=PackageLoader("voicebot.evidence.dossier", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "grounds": lambda entry: grounds_sentence(entry, dossier),
        "followed": lambda one: telling.followed(one, words),
        "later": lambda one: telling.later(one, words),
        "term": lambda name, kind: words.term(kind, name),
        "input": telling.fact,
        "audio": audio,
    }
    environment.tests |= {"groundless": lambda entry: not has_grounds(entry), "shown": _shown}
    return environment.get_template("page.html.jinja").render(
        dossier=dossier, words=words, label=words.label, made_at=made_at, **_told(dossier, words)
    )


def _told(dossier: Dossier, words: Words) -> dict[str, Any]:
    return {
        "findings": answer(dossier),
        "besides": besides(dossier),
        "later_findings": learned(dossier),
        "without": not all(map(has_grounds, dossier.entries)),
        "before": telling.before(dossier, words),
    }


def _shown(consent: ConsentFound) -> bool:
    """True if the wording is the one whose hash was written down."""
    return hashlib.sha256(consent.wording.encode()).hexdigest() == consent.wording_hash

"""What of the pages is to be translated; prints what Russian still lacks: python -m tests.messages

With a name after it, only what stands in files with that name: `python -m tests.messages calls`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from tests.error_messages import sentences
from voicebot.dashboard import languages
from voicebot.evidence.retention import RULES

FOLDER = Path(languages.__file__).parent
METHODS = [("templates/**", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"templates/**": {"extensions": "jinja2.ext.do", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "ngettext": (1, 2), "mark": None,
}  # fmt: skip


def wanted() -> Catalog:
    """Every message of templates and modules, and of errors, with where it stands."""
    found = Catalog()
    for file, line, message, _, _ in _extracted():
        if message and (isinstance(message, tuple) or message.strip()):
            found.add(message, locations=[(file, line)])
    for file, line, sentence in sentences():
        found.add(sentence, locations=[(file, line)])
    for rule in RULES:
        for text in (rule.since, rule.then, rule.source):
            found.add(text, locations=[("retention", 1)])
    return found


def missing(language: str, where: str = "") -> Catalog:
    """What has no translation."""
    known, lacking = languages.catalog(language), Catalog(locale=language)
    for message in wanted():
        stands = any(where in file for file, _ in message.locations)
        if message.id and stands and not translated(known, message.id):
            lacking.add(message.id, locations=message.locations)
    return lacking


def translated(known: Catalog, id_: str | tuple[str, ...]) -> bool:
    """True if every form of it has words."""
    found = known.get(id_ if isinstance(id_, str) else id_[0])
    if found is None:
        return False
    forms = (found.string,) if isinstance(found.string, str) else found.string
    return all(forms) and (isinstance(id_, str) or len(forms) == known.num_plurals)


def _extracted() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    yield from extract_from_dir(
        FOLDER, METHODS, options_map=OPTIONS, keywords=KEYWORDS, strip_comment_tags=False
    )


if __name__ == "__main__":
    write_po(sys.stdout.buffer, missing("ru", sys.argv[1] if len(sys.argv) > 1 else ""),
             omit_header=True, width=100)  # fmt: skip

"""The corpus of utterances: families to learn from, and what strangers wrote to measure on."""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from voicebot.errors import BadCorpus
from voicebot.learning.understanding.heard import Heard, read_heard
from voicebot.understanding.label import LABELS, Label
from voicebot.understanding.phrasebook import phrasebook
from voicebot.understanding.words import words_of


@dataclass(frozen=True, slots=True)
class Family:
    """One idea said in several ways. `near` is the intent that a hard negative's words suggest."""

    name: str
    label: Label
    near: str
    say: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance with its true label. `group` is the family's name, or the strangers' group.

    Where `text` is what recognition made of it, `through` says by which engine, voice and channel,
    and `said` what was said; both are empty where it is taken as written.
    """

    text: str
    label: Label
    group: str
    near: str = ""
    through: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that is known of one language."""

    language: str
    families: tuple[Family, ...]
    strangers: tuple[Row, ...]
    heard: tuple[Row, ...]
    strangers_heard: tuple[Row, ...]
    digest: str  # SHA-256 of the families and of what was heard of them

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every utterance of every family, as written."""
        return tuple(
            Row(text, family.label, family.name, family.near)
            for family in self.families
            for text in family.say
        )


def read_corpus(folder: Path, language: str) -> Corpus:
    """Read `<folder>/<language>/*.toml` and what lies beside. Raises BadCorpus."""
    files = sorted((folder / language).glob("*.toml"))
    if not files:
        raise BadCorpus(f"there are no families in {folder / language}", "write some, see README")
    families = tuple(family for file in files for family in _families(file))
    _check(families, language)
    heard = folder / "heard" / f"{language}.tsv"
    by_name = {family.name: family for family in families}
    strangers = tuple(_strangers(folder / "strangers" / f"{language}.tsv"))
    theirs = folder / "strangers" / f"heard_{language}.tsv"
    return Corpus(
        language,
        families,
        strangers=strangers,
        heard=tuple(_heard(read_heard(heard), by_name)),
        strangers_heard=tuple(_strangers_heard(read_heard(theirs), strangers)),
        digest=_digest((*files, heard)),
    )


def _digest(files: Sequence[Path]) -> str:
    total = sha256()
    for file in files:
        if file.exists():
            total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def _families(file: Path) -> Iterator[Family]:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadCorpus(f"{file.name} cannot be read: {error}", "mend the file") from error
    for entry in data.get("family", ()):
        yield _family(entry, file)


def _family(entry: Mapping[str, Any], file: Path) -> Family:
    try:
        label = label_of(entry["means"], entry.get("kind", ""))
        return Family(entry["name"], label, entry.get("near", ""), tuple(entry["say"]))
    except (KeyError, ValueError) as error:
        name = entry.get("name", "without a name")
        raise BadCorpus(f"{file.name}: family {name}: {error}", "see docs/intents.md") from error


def label_of(intent: str, kind: str) -> Label:
    """The label with these names; ValueError if there is none such."""
    label = Label.named(f"{intent} {kind}".strip())
    if label not in LABELS:
        raise ValueError(f"{intent} goes not with {kind or 'no kind'}")
    return label


def _check(families: Sequence[Family], language: str) -> None:
    """No name twice, and no utterance in two families, capitals and commas aside."""
    spellings = phrasebook(language).spellings
    names: set[str] = set()
    said: dict[tuple[str, ...], str] = {}
    for family in families:
        if family.name in names:
            raise BadCorpus(f"two families are named {family.name}", "rename one")
        names.add(family.name)
        for text in family.say:
            words = words_of(text, spellings)
            if said.setdefault(words, family.name) != family.name:
                both = f"{said[words]} and {family.name}"
                raise BadCorpus(f"{both} both say {text!r}", "leave it in one of them")


def _table(file: Path) -> Iterator[dict[str, str]]:
    if file.exists():
        with file.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _strangers(file: Path) -> Iterator[Row]:
    for entry in _table(file):
        try:
            label = label_of(entry["intent"], entry["kind"] or "")
        except (KeyError, ValueError) as error:
            raise BadCorpus(f"{file.name}: {error}", "see docs/intents.md") from error
        near = "opt_out" if entry["group"] == "near" else ""
        yield Row(entry["text"], label, entry["group"], near)


def _heard(rows: Iterable[Heard], families: Mapping[str, Family]) -> Iterator[Row]:
    """Where nothing was heard there is nothing to understand."""
    for row in rows:
        family = families.get(row.family)
        if family is None:
            raise BadCorpus(f"no family is named {row.family}", "remove what was heard of it")
        if row.heard:
            yield Row(row.heard, family.label, family.name, family.near, row.through, row.text)


def _strangers_heard(rows: Iterable[Heard], strangers: Iterable[Row]) -> Iterator[Row]:
    by_text = {" ".join(row.text.split()): row for row in strangers}
    for row in rows:
        meant = by_text.get(row.text)
        if meant is not None:
            yield replace(meant, text=row.heard, through=row.through, said=row.text)

"""Rows of a file whose first row names the columns, in English or Russian."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicebot.contacts.list_file import ListFile, Torn
from voicebot.contacts.listed import Rejected
from voicebot.errors import BadList, said

Names = Mapping[str, tuple[str, ...]]

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class TitledRow:
    """A row's cells by their meaning, without the empty ones; `also` are columns of no meaning."""

    row: int
    cells: dict[str, str]
    also: tuple[tuple[str, str], ...]


def read_titled(
    file: Path, names: Names, required: Collection[str]
) -> Iterator[TitledRow | Rejected]:
    """The rows of a file, in order, in constant memory. Row 1 is the header.

    `names` gives each meaning the titles it may have, in lower case. Raises BadList, at once, where
    the file cannot be read, two columns mean the same, or a required one is missing.
    """
    rows = ListFile.look(file).rows()
    _, header = next(rows, (1, [""]))
    titles = [] if isinstance(header, Torn) else [title.strip() for title in header]
    places = _places(titles, names, str(file))
    for name in required:
        if name not in places.values():
            raise BadList(
                said(
                    "the list {file} has no column {name!r} (its first row is: {titles})",
                    file=file,
                    name=name,
                    titles=", ".join(title[:30] for title in titles[:8]),
                ),
                said("name the column {name!r} in the first row", name=name),
            )
    return _rows(rows, titles, places)


def _places(titles: Sequence[str], names: Names, file: str) -> dict[int, str]:
    meaning = {title: name for name, known in names.items() for title in (_plain(name), *known)}
    places: dict[int, str] = {}
    for place, title in enumerate(titles):
        name = meaning.get(_plain(title))
        if name is None:
            continue
        if name in places.values():
            raise BadList(
                said("two columns of the list {file} both mean {name!r}", file=file, name=name),
                "rename one of them",
            )
        places[place] = name
    return places


def _rows(
    rows: Iterator[tuple[int, list[str] | Torn]], titles: Sequence[str], places: dict[int, str]
) -> Iterator[TitledRow | Rejected]:
    others = [place for place in range(len(titles)) if place not in places and titles[place]]
    for row, cells in rows:
        if isinstance(cells, Torn):
            for more in range(cells.rows):
                yield Rejected(row + more, "its quotation marks do not match")
        elif len(cells) > len(titles) and any(cell.strip() for cell in cells[len(titles) :]):
            yield Rejected(row, f"it has {len(cells)} values for {len(titles)} columns")
        elif _NO_TEXT.search("\n".join(cells)):
            yield Rejected(row, "it holds a character that is not text in the list's encoding")
        else:
            yield _titled(row, cells, titles, places, others)


def _titled(
    row: int, cells: list[str], titles: Sequence[str], places: dict[int, str], others: list[int]
) -> TitledRow:
    width = len(cells)
    named = {
        name: text
        for place, name in places.items()
        if place < width and (text := cells[place].strip())
    }
    also = tuple(
        (titles[place], text)
        for place in others
        if place < width and (text := cells[place].strip())
    )
    return TitledRow(row, named, also)


def _plain(title: str) -> str:
    words = title.replace("_", " ").replace("-", " ").replace(".", "").lower().replace("ё", "е")
    return " ".join(words.split())

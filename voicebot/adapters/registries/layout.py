"""How a list is laid out, told from its beginning: encoding, separator, header, number column."""

import codecs
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import polars as pl

from voicebot.adapters.registries.numbering import read_carefully, tidied
from voicebot.contacts.columns import names_number
from voicebot.errors import BadList, said

HEAD = 1 << 16  # bytes that are looked at
_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 100  # rows
_MOST = 0.5  # share of a column's cells that are numbers, from which it is the number column
_UTF16_ZEROS = 0.1
_LEGACY = ("cp1251", "koi8_r", "cp866")  # in which a header may be written
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns` are one place, or two whose cells are joined: area code and the rest.

    A list of one column has no separator (empty).
    """

    encoding: str
    separator: str
    header: bool
    columns: tuple[int, ...]

    @classmethod
    def tell(cls, head: bytes, name: str, country: str | None, column: str = "") -> "Layout":
        """Look at a list's first bytes. `column` is its title, or its place counted from 1.

        Raises BadList: not a text, or no column of numbers can be told.
        """
        encoding = _encoding(head, name)
        whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1] or head
        text = whole.decode(encoding, errors="replace")
        lines = [line for line in text.splitlines() if not is_blank(line)][: _SAMPLE + 1]
        if not lines:
            raise BadList(said("the list {name} is empty", name=name), "fetch it again")
        separator = max(_SEPARATORS, key=lines[0].count)
        separator = separator if separator in lines[0] else ""
        rows = [cells_of(line, separator) for line in lines]
        return _Columns(name, rows, country, column).layout(encoding, separator)


@dataclass(frozen=True, slots=True)
class _Columns:
    name: str
    rows: list[list[str]]
    country: str | None
    wanted: str

    def layout(self, encoding: str, separator: str) -> Layout:
        header = not any(map(_has_digits, self.rows[0]))
        named = self._wanted() if self.wanted else self._titled(encoding)
        if named is not None:
            places: tuple[int, ...] = (named,)
            header = header or not _has_digits(_cell(self.rows[0], named))
        else:
            places = self._told(self.rows[1:] if header else self.rows)
        return Layout(encoding, separator, header, places)

    def _wanted(self) -> int:
        titles = [title.strip().casefold() for title in self.rows[0]]
        if self.wanted.strip().casefold() in titles:
            return titles.index(self.wanted.strip().casefold())
        if self.wanted.isdecimal() and 0 < int(self.wanted) <= len(titles):
            return int(self.wanted) - 1
        raise BadList(
            said("the list {name} has no column {wanted!r}", name=self.name, wanted=self.wanted),
            "name another one",
        )

    def _titled(self, encoding: str) -> int | None:
        """By its title, which may be Russian in an encoding of its time."""
        for other in (encoding, *_LEGACY):
            titles = self.rows[0]
            if other != encoding and encoding == "latin-1":
                titles = [title.encode("latin-1").decode(other, "replace") for title in titles]
            named = [place for place, title in enumerate(titles) if names_number(title)]
            if len(named) > 1:
                raise self._unclear(said("has several columns of telephone numbers"))
            if named:
                return named[0]
        return None

    def _told(self, rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
        """By what stands in the columns."""
        columns = list(zip_longest(*rows, fillvalue=""))
        if len(columns) == 1:
            return (0,)
        for place in range(len(columns) - 1):
            if _digits_of(columns[place], 3) and _digits_of(columns[place + 1], 7):
                return place, place + 1
        full = [place for place, cells in enumerate(columns) if self._are_numbers(cells)]
        if len(full) != 1:
            raise self._unclear(
                said("has several columns of telephone numbers")
                if full
                else said("has no column of telephone numbers")
            )
        return (full[0],)

    def _are_numbers(self, cells: Sequence[str]) -> bool:
        tidy = tidied(pl.Series(cells)).to_list()
        read = [isinstance(read_carefully(text, self.country), int) for text in tidy]
        return sum(read) > _MOST * len(cells)

    def _unclear(self, what: str) -> BadList:
        remedy = said("name it with --column; numbers without a country code also need --country")
        return BadList(said("the list {name} {what}", name=self.name, what=what), remedy)


def is_blank(line: str) -> bool:
    """Whether a line has nothing but separators, or the end mark of an old system."""
    return not line.strip(" \t\0\x1a,;|")


def cells_of(line: str, separator: str) -> list[str]:
    """One line's cells; none where it is no row; a list of one column has the line itself."""
    if not separator:
        return [line]
    try:
        return next(csv.reader((line,), delimiter=separator), [])
    except csv.Error:  # a cell longer than any number, or than any text of a table
        return []


def _encoding(head: bytes, name: str) -> str:
    """Digits are the same in all 8-bit encodings, so one stands for them all."""
    for bom, encoding in _BOMS.items():
        if head.startswith(bom):
            return encoding
    if 0 in head.rstrip(b"\0\x1a"):
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) > len(head) / 2 * _UTF16_ZEROS and min(even, odd) * 10 < max(even, odd):
            return "utf-16-le" if odd > even else "utf-16-be"
        raise BadList(
            said("the list {name} is not a text file", name=name),
            "save it as CSV and give that file",
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _has_digits(cell: str) -> bool:
    return any(character.isdecimal() for character in cell)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _digits_of(cells: Sequence[str], size: int) -> bool:
    fitting = sum(cell.strip().isdecimal() and len(cell.strip()) == size for cell in cells)
    return fitting > _MOST * len(cells)

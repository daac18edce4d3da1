"""A list as a file: which encoding and delimiter it has, and its rows by stream.

CSV and text files in UTF-8, UTF-16 or a Cyrillic or Western 8-bit encoding, with commas,
semicolons or tabs. Rows are counted as a spreadsheet does: the first one is row 1.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from voicebot.errors import BadList, said

DELIMITERS = (",", ";", "\t")
_CHUNK = 1 << 16
_LEGACY = ["cp1251", "koi8_r", "cp866", "cp1252"]  # when a text is not Unicode
_SAMPLE = 1 << 16  # bytes of non-ASCII lines that an encoding is told from
_STRANGE = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a")  # control codes of no text
_MOST_STRANGE = 0.1  # the share of them from which a file is no text
_UTF16_ZEROS = 0.1  # the share of UTF-16 characters that are ASCII, at the least
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_KNOWN_BINARIES = {
    b"PK\x03\x04": said("a spreadsheet or an archive"),
    b"\xd0\xcf\x11\xe0": said("a spreadsheet"),
    b"%PDF": said("a PDF document"),
    b"\x1f\x8b": said("a compressed file"),
}


@dataclass(frozen=True, slots=True)
class Torn:
    """Rows that cannot be told apart because their quotation marks do not match."""

    rows: int


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that was looked into and can be read, as often as wanted."""

    path: Path
    encoding: str
    delimiter: str

    @classmethod
    def look(cls, path: Path) -> "ListFile":
        """Tell encoding and delimiter. Raises BadList: absent, empty, or not a text."""
        try:
            encoding = _encoding(path)
        except OSError as error:
            raise BadList(
                said("the list {path} cannot be read ({reason})", path=path, reason=error.strerror),
                "check its name and rights",
            ) from error
        with path.open(encoding=encoding, errors="replace", newline="") as text:
            first = next((line for line in text if line.strip()), "")
        if not first:
            raise BadList(
                said("the list {path} is empty", path=path), "give a file with at least one row"
            )
        return cls(path, encoding, max(DELIMITERS, key=_outside_quotes(first).count))

    def rows(self) -> Iterator[tuple[int, list[str] | Torn]]:
        """Every row that is not blank, with its number. Raises BadList for an unclosed quote."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            row, lines = 0, 0
            while True:
                row += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    self._unless_rest_is_lost(row, error)
                    torn = Torn(reader.line_num - lines)
                    yield row, torn
                    row += torn.rows - 1
                else:
                    if any(cell.strip() for cell in cells):
                        yield row, cells
                lines = reader.line_num

    def _unless_rest_is_lost(self, row: int, error: csv.Error) -> None:
        if "unexpected end" in str(error) or "field limit" in str(error):
            raise BadList(
                said(
                    "row {row} of the list {path} opens a quotation mark that is never closed",
                    row=row,
                    path=self.path,
                ),
                "close it and import the list again; nothing was taken",
            ) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    for start, what in _KNOWN_BINARIES.items():
        if head.startswith(start):
            raise BadList(
                said("the list {path} is {what}", path=path, what=what),
                "save it as CSV and give that file",
            )
    for bom, encoding in _BOMS.items():
        if head.startswith(bom):
            return encoding
    if 0 in head:
        return _utf16_without_bom(path, head)
    strange = sum(head.count(byte) for byte in _STRANGE)
    if strange > len(head) * _MOST_STRANGE:
        raise _not_text(path)
    return "utf-8" if _is_utf8(path) else _legacy(path)


def _utf16_without_bom(path: Path, head: bytes) -> str:
    """Delimiters and digits have a zero byte on one side only."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) / 2 * _UTF16_ZEROS and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    raise _not_text(path)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(path: Path) -> str:
    """The 8-bit encoding in which the lines that are not ASCII read best."""
    sample = bytearray()
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                sample += line
            if len(sample) > _SAMPLE:
                break
    best = from_bytes(bytes(sample), cp_isolation=_LEGACY).best()
    if best is None:
        raise _not_text(path)
    return best.encoding


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[0::2])


def _not_text(path: Path) -> BadList:
    return BadList(
        said("the list {path} is not a text file", path=path),
        "save it as CSV in UTF-8 and give that file",
    )

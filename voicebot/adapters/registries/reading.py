"""The numbers of a registry file, read by stream, and an account of what was no number."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, cast

import polars as pl
from pyroaring import BitMap64

from voicebot.adapters.registries.layout import HEAD, Layout, cells_of, is_blank
from voicebot.adapters.registries.number_file import bitmap_of
from voicebot.adapters.registries.numbering import read_carefully, read_column, tidied
from voicebot.adapters.registries.source import Source, plain_words
from voicebot.contacts.listed import Rejected
from voicebot.errors import BadList, said

EXAMPLES = 20  # rejected rows that are kept to be shown
_CHUNK = 1 << 22  # characters read at a time
_LONGEST = 1 << 20  # characters of a line
_WHAT_IT_SAYS = re.compile("'[^']*'")  # a row's text within a reason
_ENOUGH = 10_000  # rows after which a list that is mostly rejected is given up


@dataclass(slots=True)
class Reading:
    """What a file holds. `rows` counts those that are not blank, the header aside.

    A row's number is its line's, counted from 1 within its list.
    """

    numbers: BitMap64 = field(default_factory=BitMap64)
    rows: int = 0
    rejected: int = 0
    examples: list[Rejected] = field(default_factory=list)

    def reject(self, row: int, reason: str) -> None:
        """Count a row that gave no number."""
        self.rejected += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(Rejected(row, reason))

    def unless_mostly_rejected(self, path: Path) -> None:
        """Raises BadList: less than half are numbers, so the file was misunderstood."""
        if self.rejected * 2 <= self.rows:
            return
        reasons = Counter(_WHAT_IT_SAYS.sub("", one.reason).strip() for one in self.examples)
        why, row = reasons.most_common(1)[0][0], self.examples[0].row
        raise BadList(
            said(
                "{rejected} of {rows} rows of {path} are no telephone numbers, the "
                "first one in row {row} ({why})",
                rejected=self.rejected,
                rows=self.rows,
                path=path,
                row=row,
                why=why,
            ),
            "name the column with --column, or the country of short numbers with --country; "
            "nothing was taken",
        )


def read_registry(
    path: Path,
    country: str | None = None,
    column: str = "",
    told: Callable[[int], None] = lambda _: None,
) -> Reading:
    """Read a CSV, a text, or a ZIP of them, in memory for its numbers only.

    `country` (ISO 3166 alpha-2) is that of numbers without a country code; `column` names the
    column of numbers where it cannot be told. `told` hears now and then how many rows were read.
    Raises BadList: of no use, or nothing in it.
    """
    reading = Reading()
    with plain_words(path), closing(Source.look(path).streams()) as streams:
        for stream in streams:
            for _ in _read_list(stream, path, country, column, reading):
                told(reading.rows)
    reading.unless_mostly_rejected(path)
    if not reading.rows:
        raise BadList(said("the list {path} holds no numbers", path=path), "fetch it again")
    return reading


def _read_list(
    stream: IO[bytes], path: Path, country: str | None, column: str, reading: Reading
) -> Iterator[None]:
    """Read it, and stop after each of its pieces."""
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), HEAD)
    name = str(path) if stream.name == str(path) else f"{stream.name} in {path}"
    layout = Layout.tell(buffered.peek(HEAD)[:HEAD], name, country, column)
    with io.TextIOWrapper(buffered, layout.encoding, errors="replace", newline=None) as text:
        row, header = 1, layout.header
        for lines in _chunks(text, path):
            if header:
                header_row = next((at for at, line in enumerate(lines) if not is_blank(line)), -1)
                header = header_row < 0
                lines[: header_row + 1] = [""] * (header_row + 1)
            _take(lines, row, layout, country, reading)
            row += len(lines)
            if reading.rows >= _ENOUGH:
                reading.unless_mostly_rejected(path)
            yield


def _chunks(text: io.TextIOWrapper, path: Path) -> Iterator[list[str]]:
    """The lines, many at a time. Raises BadList for a line that never ends."""
    rest = ""
    while chunk := text.read(_CHUNK):
        *lines, rest = (rest + chunk).split("\n")
        if len(rest) > _LONGEST:
            raise BadList(
                said("{path} has a line of over a million characters", path=path),
                "give a list of lines",
            )
        yield lines
    if rest:
        yield [rest]


def _take(
    lines: Sequence[str], first_row: int, layout: Layout, country: str | None, reading: Reading
) -> None:
    """Read some lines, the first of which is that row."""
    tidy = tidied(_cells(pl.Series("text", lines, pl.String), layout))
    read = read_column(tidy, country)
    numbers = read.drop_nulls().unique().sort().to_numpy()
    left = (read.is_null()).arg_true().to_list()
    carefully = list[int]()
    blank = 0
    for place, text in zip(left, tidy.gather(left), strict=True):
        if is_blank(lines[place]):
            blank += 1
            continue
        number = read_carefully(text or "", country)
        if isinstance(number, int):
            carefully.append(number)
        else:
            reading.reject(first_row + place, number)
    reading.rows += len(lines) - blank
    reading.numbers |= bitmap_of(numbers)
    reading.numbers.update(carefully)


def _cells(lines: pl.Series, layout: Layout) -> pl.Series:
    """The text of the number column; null where a line has none."""
    if not layout.separator:
        return lines
    if lines.str.contains('"', literal=True).any():
        rows = (cells_of(line, layout.separator) for line in lines)
        parts = [pl.Series(cells, dtype=pl.String) for cells in _columns(rows, layout.columns)]
    else:
        split = lines.str.split(layout.separator)
        parts = [split.list.get(place, null_on_oob=True) for place in layout.columns]
    if len(parts) == 1:
        return parts[0]
    return _joined(*(part.str.strip_chars() for part in parts))


def _columns(rows: Iterator[list[str]], places: tuple[int, ...]) -> list[list[str | None]]:
    columns: list[list[str | None]] = [[] for _ in places]
    for cells in rows:
        for column, place in zip(columns, places, strict=True):
            column.append(next(islice(cells, place, None), None))
    return columns


def _joined(area: pl.Series, rest: pl.Series) -> pl.Series:
    """Area code and seven digits; another row is shown as it is, to be rejected."""
    frame = pl.DataFrame({"area": area, "rest": rest})
    fits = pl.col("area").str.contains("^[0-9]{3}$") & pl.col("rest").str.contains("^[0-9]{7}$")
    whole = pl.when(fits).then(pl.col("area") + pl.col("rest"))
    return frame.select(
        whole.otherwise(
            pl.concat_str("area", "rest", separator=" | ", ignore_nulls=True).str.strip_chars(" |")
        )
    ).to_series()

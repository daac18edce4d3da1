"""The tables of what recognition made of utterances, one row per engine, voice and channel.

`heard/<language>.tsv` holds families of the corpus, `strangers/heard_<language>.tsv` what strangers
wrote. Tab-separated, one row a line, nothing quoted.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

Made = tuple[str, str, str, str]  # text, engine, voice, channel


@dataclass(frozen=True, slots=True)
class Heard:
    """What one engine heard. The table of strangers' utterances has no families."""

    family: str
    text: str
    heard: str
    engine: str
    voice: str
    channel: str

    @property
    def through(self) -> str:
        """By which engine, voice and channel, in that order."""
        return " ".join((self.engine, self.voice, self.channel))

    @property
    def made(self) -> Made:
        """What makes a row the same as another one."""
        return " ".join(self.text.split()), self.engine, self.voice, self.channel


COLUMNS = ("family", "text", "heard", "engine", "voice", "channel")
STRANGERS_COLUMNS = COLUMNS[1:]


def read_heard(file: Path) -> list[Heard]:
    """Every row of a table; none where there is no file."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Heard(row.get("family", ""), *(row[c] for c in STRANGERS_COLUMNS)) for row in rows]


class HeardTable:
    """A table open for more rows; each is on the file system before the next is made."""

    def __init__(self, file: Path, columns: Sequence[str]) -> None:
        self._columns = columns
        file.parent.mkdir(parents=True, exist_ok=True)
        _without_torn_line(file)
        self.made: set[Made] = {row.made for row in read_heard(file)}
        self._file: TextIOWrapper = file.open("a", encoding="utf-8", newline="")
        if not file.stat().st_size:
            self._write(columns)

    def __enter__(self) -> "HeardTable":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, row: Heard) -> None:
        """Append a row."""
        self._write([str(getattr(row, column)) for column in self._columns])
        self.made.add(row.made)

    def _write(self, cells: Sequence[str]) -> None:
        self._file.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        self._file.flush()


def _without_torn_line(file: Path) -> None:
    """Cut off a last line that a power failure left without its end."""
    if not file.exists():
        return
    content = file.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        file.write_bytes(whole)

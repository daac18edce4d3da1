"""A CSV file, plain or gzipped, as a frame of texts."""

import gzip
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from io import BytesIO
from pathlib import Path

import polars as pl

from voicebot.contacts.list_file import ListFile, Torn
from voicebot.errors import BadList, BadTable

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "?")
"""Texts that stand for "no value"; "unknown" is a value that somebody entered."""

MOST_COLUMNS = 2000
_GZIP = b"\x1f\x8b"
_SHOWN = 5


def read_table(file: Path) -> tuple[pl.DataFrame, str]:
    """Every column as texts, null where a value is missing; and the SHA-256 of the file.

    The encoding and the separator (comma, semicolon, tab) are told from the file. Raises BadTable.
    """
    try:
        with _plain(file) as plain:
            frame = _frame(file, plain)
        with file.open("rb") as stored:
            digest = file_digest(stored, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or "it is no complete gzip file"
        raise BadTable(f"{file} cannot be read ({reason})", "check its name and rights") from error
    return frame, digest


@contextmanager
def _plain(file: Path) -> Iterator[Path]:
    with file.open("rb") as stored:
        zipped = stored.read(2) == _GZIP
    if not zipped:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="voicebot-table-") as folder:
        plain = Path(folder, "table.csv")
        try:
            with gzip.open(file) as stored, plain.open("wb") as out:
                shutil.copyfileobj(stored, out)
        except EOFError as error:
            raise BadTable(f"{file} ends in the middle", "fetch it again") from error
        yield plain


def _frame(file: Path, plain: Path) -> pl.DataFrame:
    try:
        look = ListFile.look(plain)
        header = next((cells for _, cells in look.rows()), [])
    except BadList as error:
        happened = error.happened.replace(f"the list {plain}", str(file))
        raise BadTable(happened, error.remedy) from error
    names = [] if isinstance(header, Torn) else [name.strip() for name in header]
    _check_header(file, names)
    source = plain if look.encoding == "utf-8" else _as_utf8(plain, look.encoding)
    try:
        frame = pl.read_csv(
            source,
            separator=look.delimiter,
            infer_schema=False,
            null_values=list(MISSING),
            new_columns=names,
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadTable(
            f"the rows of {file} do not all have the {len(names)} values of its header",
            "mend the rows or their quotation marks",
        ) from error
    if not frame.height:
        raise BadTable(f"{file} has a header and no rows", "give a table with rows")
    return frame


def _as_utf8(plain: Path, encoding: str) -> BytesIO:
    return BytesIO(plain.read_text(encoding, errors="replace").encode())


def _check_header(file: Path, names: Sequence[str]) -> None:
    if len(names) < 2:
        raise BadTable(f"{file} has one column", "separate columns by comma, semicolon or tab")
    if len(names) > MOST_COLUMNS:
        raise BadTable(
            f"{file} has {len(names)} columns", f"leave at most {MOST_COLUMNS} in the file"
        )
    unnamed = [place for place, name in enumerate(names, 1) if not name]
    if unnamed:
        raise BadTable(f"column {unnamed[0]} of {file} has no name", "name it in the header")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        listed = ", ".join(twice[:_SHOWN])
        raise BadTable(f"{file} has two columns named {listed}", "give each its own name")

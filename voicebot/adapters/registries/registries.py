"""The do-not-call registries in force, looked up."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import polars as pl
from pyroaring import BitMap64

from voicebot.adapters.registries.generation import Generation
from voicebot.adapters.registries.number_file import NumberFile, Numbers
from voicebot.adapters.registries.registry import Registry, RegistryBook, RegistryKind
from voicebot.eligibility.known import LISTED, REGISTRIES
from voicebot.errors import StorageError, said

FOLDER = "registries"  # within the data directory
_LONGEST = 16  # characters of an E.164 number


class Registries:
    """Every answer is by the registries in force at that moment, whoever imported them.

    Safe for threads. Every process opens its own.
    """

    def __init__(self, folder: Path, book: RegistryBook) -> None:
        self._folder = folder
        self._book = book
        self._generation = Generation(folder)
        self._seen: int | None = None
        self._standing: tuple[Registry, ...] = ()
        self._files: Mapping[str, NumberFile] = MappingProxyType({})
        self._following = Lock()

    @classmethod
    def open(cls, home: Path, book: RegistryBook) -> "Registries":
        """The registries of a data directory; book and files are read as they are needed.

        Raises StorageError, here for a folder of no use, and in every answer: a file is missing or
        was changed, or the book cannot be read. No registry is ever passed over.
        """
        try:
            return cls(home / FOLDER, book)
        except OSError as error:
            raise StorageError(
                said(
                    "the folder {folder} cannot be used ({reason})",
                    folder=home / FOLDER,
                    reason=error.strerror,
                ),
                "mend its rights",
            ) from error

    def load(self) -> None:
        """Read every number now, so that no later answer waits for the disk."""
        self._refresh()
        for file in self._files.values():
            file.load()

    def standing(self) -> tuple[Registry, ...]:
        """The registries in force, by name. Expired ones are among them."""
        self._refresh()
        return self._standing

    def table(self) -> pl.DataFrame:
        """The registries in force, as the column schema `REGISTRIES` of what the books know."""
        return _table(self.standing())

    def numbers(self, kind: RegistryKind) -> BitMap64:
        """Every number that is on a registry of this kind, as integers."""
        numbers = BitMap64()
        for registry in self.standing():
            if registry.kind is kind:
                for block in self._files[registry.name].blocks():
                    numbers |= block
        return numbers

    def listed(self, number: str) -> tuple[str, ...]:
        """The names of the registries that an E.164 number is on; a SIP address is on none."""
        self._refresh()
        if not (number.startswith("+") and number[1:].isdecimal() and len(number) <= _LONGEST):
            return ()
        digits = int(number[1:])
        return tuple(name for name, file in self._files.items() if digits in file)

    def listed_all(self, numbers: pl.Series) -> pl.DataFrame:
        """Who of many is on which, as the column schema `LISTED`, in any order."""
        self._refresh()
        wanted = _digits(numbers)
        found = [_on(name, file.contained(wanted)) for name, file in self._files.items()]
        return pl.concat([pl.DataFrame(schema=LISTED), *found])

    def _refresh(self) -> None:
        """Look whether anything changed: in memory, or in a book shared with other machines."""
        seen = self._seen
        if seen is None or self._book.shared or self._generation.settled() != seen:
            with self._following:
                self._follow()

    def _follow(self) -> None:
        if self._generation.settled() is None:
            self._generation.mend()
        seen = self._generation.settled()
        standing = self._book.standing()
        try:
            files = self._opened(standing)
        except FileNotFoundError:  # replaced between the two readings, or lost
            standing = self._book.standing()
            files = self._opened_surely(standing)
        self._files, self._standing, self._seen = MappingProxyType(files), standing, seen

    def _opened(self, standing: tuple[Registry, ...]) -> dict[str, NumberFile]:
        return {
            registry.name: self._files[registry.name]
            if registry in self._standing
            else NumberFile(self._folder / registry.file, registry.sha256)
            for registry in standing
        }

    def _opened_surely(self, standing: tuple[Registry, ...]) -> dict[str, NumberFile]:
        try:
            return self._opened(standing)
        except FileNotFoundError as error:
            raise StorageError(
                said("the registry file {filename} is missing", filename=error.filename),
                "import the registry again, or remove it with `voicebot registry remove`",
            ) from error


def _digits(numbers: pl.Series) -> Numbers:
    """The telephone numbers among these texts, ascending, each once."""
    texts = numbers.filter(numbers.str.starts_with("+"))
    digits = texts.str.slice(1).cast(pl.UInt64, strict=False)
    return digits.drop_nulls().unique().sort().to_numpy()


def _on(name: str, digits: Numbers) -> pl.DataFrame:
    texts = pl.Series("number", digits).cast(pl.String)
    return texts.to_frame().select(
        ("+" + pl.col("number")).alias("number"), pl.lit(name, pl.String).alias("registry")
    )


@lru_cache(maxsize=4)
def _table(standing: tuple[Registry, ...]) -> pl.DataFrame:
    rows = [
        (r.name, str(r.kind), r.country, r.campaign_id, r.listed_at, r.max_age_days)
        for r in standing
    ]
    return pl.DataFrame(rows, schema=REGISTRIES, orient="row")

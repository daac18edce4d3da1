"""Changes of the registries: whole or not at all, and one after another.

The numbers are written to a file of their own and are on the disk before the book is told. Until
the book's commit the old list is in force, from then on the new one. What a broken-off change
leaves behind is no list and is swept away by the next change.
"""

import errno
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyroaring import BitMap64

from voicebot.adapters.registries.generation import Generation
from voicebot.adapters.registries.labels import Labels, refuse_loss, refuse_other
from voicebot.adapters.registries.number_file import NumberFile, Written, blocks_of, write_blocks
from voicebot.adapters.registries.registries import FOLDER
from voicebot.adapters.registries.registry import Registry, RegistryBook
from voicebot.errors import BadInput, DiskFull, NotFound, StorageError, said

log = logging.getLogger(__name__)

_SUFFIX = ".numbers"


@dataclass(frozen=True, slots=True)
class Changed:
    """A registry as it now is, and how many numbers came and went."""

    registry: Registry
    added: int
    removed: int


class Changes:
    """Brings registries in, amends and removes them, in one data directory.

    Every method raises StorageError where disk or database fail; then nothing was changed.
    """

    def __init__(self, home: Path, book: RegistryBook) -> None:
        self._folder = home / FOLDER
        self._book = book
        with self._plain_words():
            self._generation = Generation(self._folder)

    def replace(
        self, labels: Labels, numbers: BitMap64, now: datetime, fewer: bool = False
    ) -> Changed:
        """Put a whole list in force, in place of the one of its name.

        Raises BadInput: the labels contradict themselves or the list in force, or most of its
        numbers are missing in the new one and that is not meant (`fewer`).
        """
        labels.refuse_unfit(now)
        with self._alone():
            had = self._standing(labels.name)
            if had is not None:
                refuse_other(labels, had)
            kept = self._kept(had, numbers)
            gone = had.numbers - kept if had else 0
            if had and not fewer:
                refuse_loss(had, gone)
            return self._enter(labels, numbers, len(numbers) - kept, gone, now)

    def amend(
        self, name: str, listed_at: datetime, adds: BitMap64, removes: BitMap64, now: datetime
    ) -> Changed:
        """Put the list of that name in force with some numbers more and some less.

        Raises NotFound for an unknown name, BadInput for a number both added and removed, and for
        a date of no use.
        """
        if both := len(adds & removes):
            raise BadInput(
                said("{both} numbers are to be added and removed", both=both), "mend the two files"
            )
        with self._alone():
            had = self._standing(name)
            if had is None:
                raise NotFound(
                    said("there is no registry {name!r} to amend", name=name),
                    "import it whole first",
                )
            labels = Labels(
                name, had.kind, listed_at, had.country, had.campaign_id, had.max_age_days
            )
            labels.refuse_unfit(now)
            refuse_other(labels, had)
            numbers = BitMap64()
            for block in self._open(had).blocks():
                numbers |= block
            gone = numbers.intersection_cardinality(removes)
            added = len(adds) - numbers.intersection_cardinality(adds)
            numbers |= adds
            numbers -= removes
            return self._enter(labels, numbers, added, gone, now)

    def remove(self, name: str, reason: str, now: datetime) -> None:
        """Take a registry out of force. Raises NotFound, and BadInput without a reason."""
        if not reason.strip():
            raise BadInput("a registry is removed only for a reason", "give one with --reason")
        with self._alone():
            with self._generation.changing():
                self._book.remove(name, reason, now)
            self._sweep()

    def _enter(
        self, labels: Labels, numbers: BitMap64, added: int, removed: int, now: datetime
    ) -> Changed:
        file, written = self._write(numbers)
        registry = Registry(
            name=labels.name,
            kind=labels.kind,
            country=labels.country,
            campaign_id=labels.campaign_id,
            listed_at=labels.listed_at,
            max_age_days=labels.max_age_days,
            imported_at=now,
            numbers=written.numbers,
            file=file,
            sha256=written.sha256,
        )
        with self._generation.changing():
            self._book.enter(registry, {"added": added, "removed": removed})
        self._sweep()
        return Changed(registry, added, removed)

    def _write(self, numbers: BitMap64) -> tuple[str, Written]:
        """On the disk under its own name, which is its hash's."""
        handle, unfinished = tempfile.mkstemp(dir=self._folder, prefix="unfinished-")
        try:
            with os.fdopen(handle, "wb") as file:
                written = write_blocks(file, blocks_of(numbers))
            name = f"{written.sha256}{_SUFFIX}"
            Path(unfinished).replace(self._folder / name)
            _sync_folder(self._folder)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        return name, written

    def _sweep(self) -> None:
        """Delete every file that no registry in force has."""
        needed = {registry.file for registry in self._book.standing()}
        for file in (*self._folder.glob("unfinished-*"), *self._folder.glob(f"*{_SUFFIX}")):
            if file.name in needed:
                continue
            try:
                file.unlink(missing_ok=True)
            except OSError as error:  # the change itself is done
                log.warning("an old registry file cannot be deleted: %s", error.strerror)

    def _standing(self, name: str) -> Registry | None:
        return next((one for one in self._book.standing() if one.name == name), None)

    def _kept(self, had: Registry | None, numbers: BitMap64) -> int:
        """How many of the numbers were on the list before; of a lost list none were."""
        if had is None:
            return 0
        try:
            return sum(numbers.intersection_cardinality(part) for part in self._open(had).blocks())
        except StorageError as error:
            log.warning("the list that is replaced cannot be read: %s", error)
            return 0

    def _open(self, registry: Registry) -> NumberFile:
        try:
            return NumberFile(self._folder / registry.file, registry.sha256)
        except FileNotFoundError as error:
            raise StorageError(
                said("the file of the registry {registry!r} is missing", registry=registry.name),
                "import it whole",
            ) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._plain_words(), self._generation.alone():
            yield

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(
                    said(
                        "the disk is full, so no list can be written to {folder}",
                        folder=self._folder,
                    ),
                    "free some space and try again; the old list is in force",
                ) from error
            raise StorageError(
                said(
                    "the folder {folder} cannot be used ({reason})",
                    folder=self._folder,
                    reason=error.strerror,
                ),
                "mend its rights",
            ) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

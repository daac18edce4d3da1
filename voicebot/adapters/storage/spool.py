"""Opt-outs that the database could not take, each in a flushed file until it can.

A file is written beside its place, flushed, renamed into it, and the folder is flushed: after
`keep` returns it is on disk, whatever happens to the process or the power. A reserve of disk space
is given up for it when the disk is full.
"""

import errno
import hashlib
import json
import logging
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.storage import optout_rows
from voicebot.contacts.suppression import OptOut
from voicebot.errors import DiskFull, StorageError, said

log = logging.getLogger(__name__)

RESERVE_BYTES = 256 * 1024  # freed for opt-outs when nothing else is left: about 60 of them
_ABANDONED_S = 60.0  # an unfinished file this old has lost its writer


@dataclass(frozen=True, slots=True)
class Spooled:
    """One waiting opt-out and its file."""

    file: Path
    optout: OptOut


class Spool:
    """The folder `spool` of the data directory; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reserve = folder / ".reserve"

    def keep(self, optout: OptOut) -> None:
        """Write the opt-out down for good. Raises StorageError where even that fails."""
        data = _sealed(optout)
        try:
            self._write(optout.optout_id, data)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise _unwritable(self._folder, error) from error
            self._write_into_reserve(optout.optout_id, data)

    def waiting(self) -> Iterator[Spooled]:
        """Every whole opt-out here; torn files are set aside with a sentence in the log."""
        for file in self._files():
            optout = _opened(file)
            if optout is not None:
                yield Spooled(file, optout)
            elif file.exists():  # another process may have taken it into the database meanwhile
                self._set_aside(file)

    def forget(self, spooled: Spooled) -> None:
        """It is in the database now."""
        spooled.file.unlink(missing_ok=True)

    def forget_torn(self, numbers: Iterable[str]) -> None:
        """Delete the files set aside as torn that name one of these numbers."""
        sought = [number.encode() for number in numbers]
        for file in (self._folder / "torn").glob("*"):
            data = file.read_bytes()
            if any(number in data for number in sought):
                file.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Make the folder and the reserve; without space for the reserve, go on without."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._reserve.exists():
            return
        try:
            self._reserve.write_bytes(b"\0" * RESERVE_BYTES)
        except OSError:
            log.warning("no disk space could be reserved for opt-outs: free some space")
            self._reserve.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        whole = list(self._folder.glob("*.json"))
        abandoned = [file for file in self._folder.glob("*.writing") if _is_abandoned(file)]
        return sorted(whole) + sorted(abandoned)

    def _write_into_reserve(self, name: str, data: bytes) -> None:
        self._reserve.unlink(missing_ok=True)
        try:
            self._write(name, data)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._folder / f"{_file_name(name)}.json"
        beside = place.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}.writing")
        try:
            _flushed(beside, data)
            beside.replace(place)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        _flush_folder(self._folder)

    def _set_aside(self, file: Path) -> None:
        torn = self._folder / "torn"
        torn.mkdir(exist_ok=True)
        file.replace(torn / file.name)
        log.error(
            "a torn opt-out file was set aside: read it by eye and enter it with `optout add`",
            extra={"file": str(torn / file.name)},
        )


def _sealed(optout: OptOut) -> bytes:
    body = json.dumps(optout_rows.as_json(optout), sort_keys=True)
    seal = hashlib.sha256(body.encode()).hexdigest()
    return f'{{"sha256":"{seal}","optout":{body}}}\n'.encode()


def _opened(file: Path) -> OptOut | None:
    try:
        sealed = json.loads(file.read_bytes())
        body = sealed["optout"]
        seal = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        return optout_rows.from_json(body) if seal == sealed["sha256"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file_name(optout_id: str) -> str:
    """The identifier where it is a plain one, else its hash: a name never leaves the folder."""
    plain = optout_id.replace("-", "").isalnum() and optout_id.isascii() and len(optout_id) <= 64
    return optout_id if plain else hashlib.sha256(optout_id.encode()).hexdigest()


def _is_abandoned(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime > _ABANDONED_S
    except FileNotFoundError:
        return False


def _flushed(file: Path, data: bytes) -> None:
    with file.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _flush_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _unwritable(folder: Path, error: OSError) -> StorageError:
    kind = DiskFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StorageError
    return kind(
        said(
            "neither the database nor the spool {folder} can be written ({reason})",
            folder=folder,
            reason=error.strerror,
        ),
        "free some space or mend the rights, calls must wait until then",
    )

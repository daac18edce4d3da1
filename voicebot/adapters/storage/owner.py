"""Which process holds an open attempt or a taken entry, and whether it still lives.

Each process locks a file of its own under the data directory, and the system lets go of the lock
when the process ends, however it ends. Owners of another data directory are left alone.
"""

import fcntl
import os
import threading
import uuid
from pathlib import Path


class Owner:
    """This process among those that share a data directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._fd: int | None = None
        self._name = uuid.uuid4().hex
        self._house = ""

    @property
    def mark(self) -> str:
        """What is written beside whatever this process holds; holds the lock from now on."""
        with self._lock:
            if self._fd is None:
                self._house = self._house_of_folder()
                self._fd = os.open(self._file(self._name), os.O_CREAT | os.O_RDWR, 0o600)
                fcntl.flock(self._fd, fcntl.LOCK_EX)
        return f"{self._house}/{self._name}"

    def is_gone(self, mark: str | None) -> bool:
        """True if the process with this mark belonged to our data directory and has ended."""
        if mark is None:
            return True
        house, _, name = mark.partition("/")
        if mark == self.mark or house != self._house:
            return False
        try:
            fd = os.open(self._file(name), os.O_RDWR)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(fd)
        self._file(name).unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """This process holds nothing any more."""
        with self._lock:
            if self._fd is not None:
                self._file(self._name).unlink(missing_ok=True)
                os.close(self._fd)
                self._fd = None

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.lock"

    def _house_of_folder(self) -> str:
        """The data directory's own name, made once."""
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._folder / "house"
        if not place.exists():
            mine = place.with_name(f"house.{self._name}")
            mine.write_text(uuid.uuid4().hex[:16])
            try:
                os.link(mine, place)  # the first of several processes gives the name
            except FileExistsError:
                pass
            finally:
                mine.unlink()
        return place.read_text().strip()

"""Large files from a browser, sent part by part, so that no request is larger than any other."""

import time
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends

from voicebot.dashboard.access import TheOffice
from voicebot.errors import BadInput, StorageError, said

FOLDER = "uploads"
MOST_BYTES = 4 << 30
OLD_S = 24 * 3600
"""What was not finished within a day is swept away by the next upload."""
Bytes = Annotated[bytes, Body(media_type="application/octet-stream")]


class Uploads:
    """Files on their way in, under the data directory, readable by its owner alone."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def add(self, upload: UUID, place: int, part: bytes) -> int:
        """Append a part that begins at `place`; returns the size so far.

        A part that came before changes nothing. Raises BadInput for a gap or too large a file,
        StorageError where the disk fails.
        """
        try:
            if place == 0:
                self._begin()
            file = self.file(upload)
            size = file.stat().st_size if file.is_file() else 0
            if place + len(part) <= size:
                return size
            if place != size or size + len(part) > MOST_BYTES:
                raise BadInput("this file did not arrive in order, or is too large", "send it anew")
            with file.open("ab") as out:
                out.write(part)
            return size + len(part)
        except OSError as error:
            raise StorageError(
                said("the file could not be kept ({reason})", reason=error.strerror),
                "free some space, and send it anew",
            ) from error

    def file(self, upload: UUID) -> Path:
        """Where it is; its name is nothing that anybody typed."""
        return self._folder / f"{upload}.part"

    def forget(self, upload: UUID) -> None:
        """It is not needed any more."""
        self.file(upload).unlink(missing_ok=True)

    def _begin(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in self._folder.glob("*.part"):
            if time.time() - file.stat().st_mtime > OLD_S:
                file.unlink(missing_ok=True)


class _Part:
    """A part of a file as `upload.js` sends it: `place` bytes came before."""

    def __init__(self, office: TheOffice, upload: UUID, sent: Bytes, place: int = 0) -> None:
        self._uploads = Uploads(office.settings.home)
        self._said = upload, place, sent

    def keep(self) -> dict[str, int]:
        """Answers how many bytes are here. Raises as `Uploads.add`."""
        return {"size": self._uploads.add(*self._said)}


Part = Annotated[_Part, Depends()]

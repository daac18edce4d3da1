"""A registry file, or every list inside a ZIP, as streams of bytes."""

import stat
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from voicebot.errors import BadList, said

MOST_UNPACKED = 64 << 30  # bytes that a ZIP may unpack to
MOST_MEMBERS = 10_000
_MOST_SQUEEZED = 200  # lists of numbers pack to a tenth, hardly ever to a hundredth
_SMALL = 64 << 20  # bytes below which it does not matter how much it was squeezed
_LISTS = ("", ".csv", ".txt", ".tsv", ".lst", ".dat", ".asc")
_ENCRYPTED = 0x1
_NOT_LISTS = {
    b"\x1f\x8b": said("compressed with gzip"),
    b"7z\xbc\xaf": said("a 7z archive"),
    b"Rar!": said("a RAR archive"),
    b"\xd0\xcf\x11\xe0": said("a spreadsheet"),
    b"%PDF": said("a PDF document"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file with numbers; `members` are the lists inside, empty for a file that is itself one."""

    path: Path
    members: tuple[str, ...] = ()

    @classmethod
    def look(cls, path: Path) -> "Source":
        """Raises BadList: no file, empty, of no use, or a ZIP that must not be unpacked."""
        with plain_words(path):
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise BadList(
                    said("the list {path} is not a file", path=path), "give a CSV, TXT or ZIP file"
                )
            if not found.st_size:
                raise BadList(said("the list {path} is empty", path=path), "fetch it again")
            if is_zipfile(path):
                return cls(path, _members(path))
            with path.open("rb") as file:
                start = file.read(8)
        for magic, what in _NOT_LISTS.items():
            if start.startswith(magic):
                raise BadList(
                    said("the list {path} is {what}", path=path, what=what),
                    "give a CSV, TXT or ZIP file",
                )
        if start.startswith(b"PK\x03\x04"):
            raise BadList(
                said("the ZIP {path} is broken off or damaged", path=path), "fetch it again"
            )
        return cls(path)

    def streams(self) -> Generator[IO[bytes], None, None]:
        """Each list in turn, to be read within `plain_words`."""
        if not self.members:
            with self.path.open("rb", buffering=0) as file:
                yield file
            return
        with ZipFile(self.path) as archive:
            for name in self.members:
                with archive.open(name) as member:
                    yield member


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn what is wrong with a file, found while it is read, into BadList."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BadList(
            said("the ZIP {path} is broken off or damaged", path=path), "fetch it again"
        ) from error
    except OSError as error:
        raise BadList(
            said("the list {path} cannot be read ({reason})", path=path, reason=error.strerror),
            "check its name and rights",
        ) from error


def _members(path: Path) -> tuple[str, ...]:
    with ZipFile(path) as archive:
        inside = [one for one in archive.infolist() if not one.is_dir()]
    lists = [one for one in inside if _is_list(one)]
    if not lists:
        raise BadList(
            said("the ZIP {path} holds no list", path=path), "give one with CSV or TXT files in it"
        )
    if any(one.flag_bits & _ENCRYPTED for one in lists):
        raise BadList(
            said("the ZIP {path} has a password", path=path), "unpack it and give the file inside"
        )
    unpacked, packed = sum(one.file_size for one in lists), path.stat().st_size
    if unpacked > MOST_UNPACKED or len(inside) > MOST_MEMBERS:
        raise _bomb(path, unpacked)
    if unpacked > _SMALL and unpacked > packed * _MOST_SQUEEZED:
        raise _bomb(path, unpacked)
    return tuple(one.filename for one in lists)


def _is_list(member: ZipInfo) -> bool:
    name = PurePosixPath(member.filename)
    hidden = name.name.startswith(".") or "__MACOSX" in name.parts
    return name.suffix.lower() in _LISTS and not hidden


def _bomb(path: Path, unpacked: int) -> BadList:
    return BadList(
        said(
            "the ZIP {path} would unpack to {size:.1f} GB, which no list of numbers does",
            path=path,
            size=unpacked / 2**30,
        ),
        "unpack it yourself and give the file inside, if it is meant so",
    )

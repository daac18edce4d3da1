"""A set of telephone numbers in one file, exact, read in parts.

The numbers, ascending, are cut into blocks of about a million. A block is a 64-bit roaring bitmap
in the portable format of the Roaring specification. After the blocks comes the index, one entry of
64 bytes for each block: its first number, how many it holds, where it begins, its length in bytes,
its SHA-256. The last 24 bytes say where the index begins, how many entries it has, and what file
this is. All integers are unsigned 64-bit little-endian. The file is known by the SHA-256 of its
index: whoever has that finds any change in any block.
"""

import hashlib
import os
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap64

from voicebot.errors import StorageError, said

BLOCK = 1 << 20  # numbers in a block: half a megabyte to two megabytes of file
Numbers = npt.NDArray[np.uint64]

_NEAR = 1 << 32  # a range up to this size is cheap to make
_MAGIC = b"VBNUMS1\n"
_TAIL = struct.Struct("<QQ8s")
_ENTRY = np.dtype(
    [("first", "<u8"), ("count", "<u8"), ("offset", "<u8"), ("length", "<u8"), ("sha256", "V32")]
)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of numbers that is on the disk: how many, and the SHA-256 (hex) of its index."""

    numbers: int
    sha256: str


def bitmap_of(numbers: Numbers) -> BitMap64:
    """A set of numbers; quickest where they ascend."""
    return BitMap64(array("Q", numbers.tobytes()))


def blocks_of(numbers: BitMap64, size: int = BLOCK) -> Iterator[BitMap64]:
    """Cut a set into blocks, ascending."""
    for begin in range(0, len(numbers), size):
        end = min(begin + size, len(numbers))
        first, last = numbers[begin], numbers[end - 1]
        if last - first < _NEAR:
            yield numbers & BitMap64(range(first, last + 1))
        else:
            yield numbers[begin:end]


def write_blocks(file: BinaryIO, blocks: Iterable[BitMap64]) -> Written:
    """Write blocks, none of them empty, to a new file, down to the disk.

    Raises ValueError where a block does not lie wholly above the one before it.
    """
    index, offset, count, entries, last = bytearray(), 0, 0, 0, -1
    for block in blocks:
        if block.min() <= last:
            raise ValueError("the blocks of a number file must ascend")
        block.run_optimize()
        body = block.serialize()
        file.write(body)
        index += struct.pack("<4Q", block.min(), len(block), offset, len(body))
        index += hashlib.sha256(body).digest()
        offset, count, entries = offset + len(body), count + len(block), entries + 1
        last = block.max()
    file.write(index)
    file.write(_TAIL.pack(offset, entries, _MAGIC))
    file.flush()
    os.fsync(file.fileno())
    return Written(count, hashlib.sha256(index).hexdigest())


class NumberFile:
    """The numbers of one file. A block is read, and its hash checked, when it is first needed.

    Safe for threads. The file may be deleted while it is open.
    """

    def __init__(self, path: Path, sha256: str) -> None:
        """Read the index. Raises StorageError: not such a file, or not the one with this hash.

        Raises FileNotFoundError where there is none.
        """
        self.sha256 = sha256
        self._path = path
        self._file = -1  # none is open
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._index = self._read_index(sha256)
        except BaseException:
            self.close()
            raise
        self._firsts: list[int] = [int(first) for first in self._index["first"]]
        self._blocks: list[BitMap64 | None] = [None] * len(self._index)

    def __len__(self) -> int:
        return int(self._index["count"].sum())

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        if place < 0:
            return False
        block = self._blocks[place]
        return number in (self._block(place) if block is None else block)

    def contained(self, numbers: Numbers) -> Numbers:
        """Those of ascending numbers without repetition that are in the set, ascending."""
        firsts = self._index["first"]
        begins = np.searchsorted(numbers, firsts)
        found = []
        for place, begin in enumerate(begins):
            end = begins[place + 1] if place + 1 < len(begins) else len(numbers)
            if end > begin:
                both = self._block(place) & bitmap_of(numbers[begin:end])
                found.append(np.frombuffer(both.to_array(), dtype=np.uint64))
        return np.concatenate(found) if found else np.empty(0, dtype=np.uint64)

    def load(self) -> None:
        """Read every block now. Raises StorageError for a block that was changed."""
        os.posix_fadvise(self._file, 0, 0, os.POSIX_FADV_WILLNEED)
        for place in range(len(self._blocks)):
            self._block(place)

    def blocks(self) -> Iterator[BitMap64]:
        """The blocks, ascending; those that were not needed yet are not kept."""
        for place, block in enumerate(self._blocks):
            yield self._read_block(place) if block is None else block

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __del__(self) -> None:
        self.close()

    def _block(self, place: int) -> BitMap64:
        block = self._blocks[place]
        if block is None:
            block = self._blocks[place] = self._read_block(place)
        return block

    def _read_block(self, place: int) -> BitMap64:
        entry = self._index[place]
        body = os.pread(self._file, int(entry["length"]), int(entry["offset"]))
        if hashlib.sha256(body).digest() != entry["sha256"].tobytes():
            raise self._damaged()
        return BitMap64.deserialize(body)

    def _read_index(self, sha256: str) -> npt.NDArray[np.void]:
        size = os.fstat(self._file).st_size
        tail = os.pread(self._file, _TAIL.size, max(size - _TAIL.size, 0))
        if len(tail) != _TAIL.size:
            raise self._damaged()
        offset, entries, magic = _TAIL.unpack(tail)
        if magic != _MAGIC or offset + entries * _ENTRY.itemsize + _TAIL.size != size:
            raise self._damaged()
        index = os.pread(self._file, entries * _ENTRY.itemsize, offset)
        if hashlib.sha256(index).hexdigest() != sha256:
            raise self._damaged()
        return np.frombuffer(index, dtype=_ENTRY)

    def _damaged(self) -> StorageError:
        return StorageError(
            said("the registry file {path} was damaged or changed", path=self._path),
            "import the registry again",
        )

"""A number file says exactly which numbers are in it, or that it was damaged."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap64

from voicebot.adapters.registries.number_file import NumberFile, blocks_of, write_blocks
from voicebot.errors import StorageError

AREA = st.builds(
    lambda first, size, step: set(range(first, first + size * step, step)),
    st.sampled_from([12_025_550_000, 79_161_000_000, 4_915_112_345_678, 65_530]),
    st.integers(0, 3000),
    st.integers(1, 40),
)
SETS = st.builds(set.union, st.sets(st.integers(0, 10**15 - 1)), AREA, AREA)


def written(path: Path, numbers: set[int], size: int = 500) -> NumberFile:
    with path.open("wb") as file:
        done = write_blocks(file, blocks_of(BitMap64(numbers), size))
    assert done.numbers == len(numbers)
    return NumberFile(path, done.sha256)


@given(numbers=SETS, others=st.sets(st.integers(0, 10**15 - 1)), size=st.integers(1, 900))
def test_a_number_is_in_the_file_exactly_if_it_was_in_the_set(
    tmp_path_factory: pytest.TempPathFactory, numbers: set[int], others: set[int], size: int
) -> None:
    file = written(tmp_path_factory.mktemp("n") / "n", numbers, max(size, len(numbers) // 50 + 1))
    near = {number + step for number in list(numbers)[:300] for step in (-1, 0, 1)}
    asked = {number for number in near | others if number >= 0}
    assert {number for number in asked if number in file} == asked & numbers
    ascending = np.array(sorted(asked), dtype=np.uint64)
    assert file.contained(ascending).tolist() == sorted(asked & numbers)
    assert len(file) == len(numbers)
    assert [number for block in file.blocks() for number in block] == sorted(numbers)
    file.close()


@given(data=st.data())
def test_a_change_of_any_byte_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("n") / "n"
    numbers = set(range(12_025_550_000, 12_025_554_000, 3))
    sha256 = written(path, numbers).sha256
    body = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(body)
    with pytest.raises(StorageError, match="import the registry again"):
        NumberFile(path, sha256).load()


@pytest.mark.parametrize("kept", [0, 10, 24, 500, -1])
def test_a_file_that_was_cut_off_is_found(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "n"
    sha256 = written(path, set(range(12_025_550_000, 12_025_554_000, 3))).sha256
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(StorageError):
        NumberFile(path, sha256).load()


def test_another_sound_file_is_not_taken_for_the_one_in_force(tmp_path: Path) -> None:
    one = written(tmp_path / "one", {1, 2})
    written(tmp_path / "two", {1, 2, 3})
    with pytest.raises(StorageError):
        NumberFile(tmp_path / "two", one.sha256)


def test_a_deleted_file_still_answers_whoever_has_it_open(tmp_path: Path) -> None:
    file = written(tmp_path / "n", {12_025_550_123})
    (tmp_path / "n").unlink()
    assert 12_025_550_123 in file


def test_blocks_that_do_not_ascend_are_refused(tmp_path: Path) -> None:
    with (tmp_path / "n").open("wb") as file, pytest.raises(ValueError, match="ascend"):
        write_blocks(file, [BitMap64([1, 9]), BitMap64([8])])

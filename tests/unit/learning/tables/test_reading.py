"""Files of any make are read as texts, and what is no table is told in a sentence."""

import gzip
from pathlib import Path

import pytest

from voicebot.errors import BadTable
from voicebot.learning.tables.reading import MOST_COLUMNS, read_table


def _file(folder: Path, content: bytes, name: str = "table.csv") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_from_the_file(tmp_path: Path, separator: str) -> None:
    text = '"a"@"b"\n1@"x, y; z"\n@?\n'.replace("@", separator)
    frame, _ = read_table(_file(tmp_path, text.encode()))
    assert frame.to_dicts() == [{"a": "1", "b": "x, y; z"}, {"a": None, "b": None}]


def test_a_gzipped_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    plain, _ = read_table(_file(tmp_path, b"a,b\n1,2\n"))
    zipped, _ = read_table(_file(tmp_path, gzip.compress(b"a,b\n1,2\n"), "table.csv.gz"))
    assert zipped.equals(plain)


def test_a_russian_file_in_an_older_encoding_is_read(tmp_path: Path) -> None:
    rows = "возраст;работа\n" + "41;учитель средней школы\n52;водитель автобуса\n" * 20
    frame, _ = read_table(_file(tmp_path, rows.encode("cp1251")))
    assert frame["работа"][0] == "учитель средней школы"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n", "a header and no rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01\x00\x00", "is not a text file"),
        (b"PK\x03\x04 and more", "a spreadsheet or an archive"),
        (b"just a line\nand another\n", "has one column"),
        (b"a,b,a\n1,2,3\n", "two columns named a"),
        (b"a,,c\n1,2,3\n", "column 2 of"),
        (b"a,b\n1,2,3,4\n", "do not all have the 2 values"),
        (gzip.compress(b"a,b\n1,2\n" * 1000, mtime=0)[:40], "ends in the middle"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(BadTable, match=said) as refused:
        read_table(_file(tmp_path, content))
    assert refused.value.remedy
    assert "voicebot-table" not in str(refused.value)


def test_an_absent_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadTable, match="cannot be read"):
            read_table(file)


def test_ten_thousand_columns_are_refused_by_their_number(tmp_path: Path) -> None:
    header = ",".join(f"c{k}" for k in range(10_000))
    row = ",".join("1" * 10_000)
    with pytest.raises(BadTable, match=f"10000 columns: leave at most {MOST_COLUMNS}"):
        read_table(_file(tmp_path, f"{header}\n{row}\n".encode()))

"""Registry files as they come: every format, and every way to be of no use."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.registries import source
from voicebot.adapters.registries.reading import read_registry
from voicebot.errors import BadList

TWO = [12025550123, 12025550124]


def file_of(folder: Path, body: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return path


def zip_of(folder: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(folder / "list.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("_", "."), body)
    return folder / "list.zip"


@pytest.mark.parametrize(
    "body",
    [
        "2025550123\n2025550124\n",
        "2025550123\r\n2025550124",
        "2025550123\r2025550124\r",
        "number\n+12025550123\n+12025550124\n",
        "Phone;Added\n(202) 555-0123;2026-01-01\n(202) 555-0124;2026-01-02\n",
        '"id","phone"\n"1","2025550123"\n"2","2025550124"\n',
        '"Smith, Anna",2025550123\n"Jones, Bob",2025550124\n',
        "202,5550123\n202,5550124\n",
        "Area Code\tNumber part\n202\t5550123\n202\t5550124\n",
        "12025550123|2026-01-01\n12025550124|2026-01-02\n",
        "\n\n2025550123\n\n   \n2025550124\n\n\x1a",
        "\n\nphone\n2025550123\n2025550124",
        "msisdn\n12025550123.0\n12025550124.0\n",
    ],
)
def test_every_usual_layout_is_understood(tmp_path: Path, body: str) -> None:
    reading = read_registry(file_of(tmp_path, body), "US")
    assert list(reading.numbers) == TWO
    assert (reading.rows, reading.rejected) == (2, 0)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"]
)
def test_a_list_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    body = "имя;номер;заметка\nАнна;2025550123;ёж\nБорис;2025550124;5550123\n"
    path = file_of(tmp_path, body.encode(encoding))
    assert list(read_registry(path, "US").numbers) == TWO


def test_every_list_in_a_zip_is_read(tmp_path: Path) -> None:
    path = zip_of(tmp_path, a_csv="2025550123\n", b_txt="number\n2025550124\n", c_pdf="%PDF")
    assert list(read_registry(path, "US").numbers) == TWO


def test_a_column_can_be_named_by_title_or_by_place(tmp_path: Path) -> None:
    path = file_of(tmp_path, "home,office\n2025550123,2025550199\n2025550124,2025550198\n")
    with pytest.raises(BadList, match=r"several columns .* name it with --column"):
        read_registry(path, "US")
    assert list(read_registry(path, "US", "HOME").numbers) == TWO
    assert list(read_registry(path, "US", "1").numbers) == TWO
    with pytest.raises(BadList, match="no column 'mobile'"):
        read_registry(path, "US", "mobile")


def test_rejected_rows_are_counted_and_the_first_are_kept_with_their_reasons(
    tmp_path: Path,
) -> None:
    spoilt = "".join(f"2.0255{n}E+09\n" for n in range(30))
    good = "".join(f"202555{n:04}\n" for n in range(100))
    reading = read_registry(file_of(tmp_path, f"number\n{good}{spoilt}"), "US")
    assert (reading.rows, reading.rejected, len(reading.numbers)) == (130, 30, 100)
    assert len(reading.examples) == 20
    assert reading.examples[0].row == 102
    assert "a spreadsheet has spoilt its number" in reading.examples[0].reason


def test_a_list_longer_than_what_is_read_at_once_loses_no_row(tmp_path: Path) -> None:
    rows = [f"{2_000_000_000 + 7 * n}" for n in range(500_000)]
    rows[449_999] = "2.0E+09"
    reading = read_registry(file_of(tmp_path, "\r\n".join(rows)), "US")
    assert (reading.rows, len(reading.numbers)) == (500_000, 499_999)
    assert [each.row for each in reading.examples] == [450_000]


def test_a_monstrous_row_is_rejected_like_any_other(tmp_path: Path) -> None:
    body = f'2025550123,"a"\n2025550124,"b"\n2025550125,"{"x" * 200_000}"\n'
    reading = read_registry(file_of(tmp_path, body), "US")
    assert (list(reading.numbers), reading.rejected) == (TWO, 1)


def test_a_list_that_is_mostly_no_numbers_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = file_of(tmp_path, "2025550123\n2025550124\n+12025550125\n")
    with pytest.raises(BadList, match=r"2 of 3 rows .* row 1 .*has no country code.* --country"):
        read_registry(path)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"\n \n\n", "is empty"),
        (b"number\n", "holds no numbers"),
        (b"name,town\nAnna,Paris\nBob,Rome\n", "no column of telephone numbers"),
        (b"\x1f\x8b\x08\x00", "compressed with gzip"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04 and then nothing", "broken off or damaged"),
        (bytes(range(256)) * 20, "not a text file"),
        (b"2025550123\n" + b"1" * 9_000_000, "a line of over a million characters"),
    ],
)
def test_a_file_of_no_use_is_told_in_one_sentence(tmp_path: Path, body: bytes, said: str) -> None:
    with pytest.raises(BadList, match=said) as told:
        read_registry(file_of(tmp_path, body), "US")
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadList, match="No such file"):
        read_registry(tmp_path / "absent.csv")
    with pytest.raises(BadList, match="is not a file"):
        read_registry(tmp_path)


def test_a_zip_that_was_cut_off_or_changed_is_refused(tmp_path: Path) -> None:
    body = "".join(f"202555{n % 10000:04}\n" for n in range(50_000))
    path = zip_of(tmp_path, a_csv=body)
    whole = bytearray(path.read_bytes())
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadList, match="broken off or damaged"):
        read_registry(path, "US")
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)
    with pytest.raises(BadList, match="broken off or damaged"):
        read_registry(path, "US")


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path, a_csv="2025550123\n")
    body = bytearray(path.read_bytes())
    body[body.index(b"PK\x01\x02") + 8] |= 1  # the directory's flag of encryption
    path.write_bytes(body)
    with pytest.raises(BadList, match="has a password"):
        read_registry(path, "US")


def test_a_text_in_a_zip_that_is_no_list_is_named(tmp_path: Path) -> None:
    path = zip_of(tmp_path, a_csv="2025550123\n", readme_txt="Dear reader,\nhello, world\n")
    with pytest.raises(BadList, match=r"readme\.txt in"):
        read_registry(path, "US")


def test_a_zip_without_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadList, match="holds no list"):
        read_registry(zip_of(tmp_path, a_xml="<a/>"), "US")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("list.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(80):
            member.write(bytes(1 << 20))
    with pytest.raises(BadList, match="no list of numbers does"):
        source.Source.look(path)


@given(
    numbers=st.lists(st.integers(2_000_000_000, 9_999_999_999), min_size=1, max_size=60),
    separator=st.sampled_from(",;\t|"),
    header=st.booleans(),
    quoted=st.booleans(),
    zipped=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251"]),
)
def test_exactly_the_numbers_of_the_list_are_read(
    tmp_path_factory: pytest.TempPathFactory,
    numbers: list[int],
    separator: str,
    header: bool,
    quoted: bool,
    zipped: bool,
    encoding: str,
) -> None:
    folder = tmp_path_factory.mktemp("list")
    text = io.StringIO()
    rows = csv.writer(
        text, delimiter=separator, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    rows.writerows([["имя", "телефон"]] if header else [])
    rows.writerows(["Анна", number] for number in numbers)
    body = text.getvalue().encode(encoding)
    path = zip_of(folder, list_csv=body) if zipped else file_of(folder, body)
    assert set(read_registry(path, "US").numbers) == {10_000_000_000 + each for each in numbers}

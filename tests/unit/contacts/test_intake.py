"""Contact lists as people make them: every row gives a contact or a reason."""

import csv
import io
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from voicebot.contacts.intake import ListedNumber, read_contacts, read_numbers
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.person import Record
from voicebot.contacts.plain_number import read_plain
from voicebot.errors import BadList, BadNumber


def reading(folder: Path, content: str | bytes, country: str | None = None) -> list[object]:
    file = folder / "list.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_contacts(file, country))


def only(found: list[object]) -> Listed:
    (one,) = found
    assert isinstance(one, Listed), one
    return one


ENGLISH = (
    "number,name,language,timezone,country,region,email,birth_date,external_id,debt\n"
    "+74951234567,Anna,ru,Europe/Moscow,RU,Moscow,a@example.org,1990-02-28,A-7,1200\n"
)
RUSSIAN = (
    "Номер;Имя;Язык;Часовой пояс;Страна;Регион;Почта;Дата рождения;Внешний ид;debt\n"
    "+7 (495) 123-45-67;Anna;русский;europe/moscow;Россия;Moscow;"
    "a@example.org;28.02.1990;A-7;1200\n"
)


@pytest.mark.parametrize("content", [ENGLISH, RUSSIAN, RUSSIAN.replace(";", "\t")])
def test_english_and_russian_columns_mean_the_same(tmp_path: Path, content: str) -> None:
    found = only(reading(tmp_path, content))
    contact = found.contact
    assert found.row == 2
    assert contact.number == PhoneNumber("+74951234567")
    assert (contact.name, contact.language, contact.timezone) == ("Anna", "ru", "Europe/Moscow")
    assert (contact.country, contact.region) == ("RU", "Moscow")
    assert (contact.email, contact.external_id) == ("a@example.org", "A-7")
    assert contact.birth_date == date(1990, 2, 28)
    assert contact.attributes == {"debt": "1200"}


@pytest.mark.parametrize("title", ["телефон", "ТЕЛЕФОН", " Phone_Number ", "номер телефона"])
def test_the_number_column_has_many_names(tmp_path: Path, title: str) -> None:
    assert only(reading(tmp_path, f"{title},фио\n+12025550123,Анна\n")).contact.name == "Анна"


RUSSIAN_ROWS = "телефон;имя;город\n+74951234567;Анна Щукина;Орёл\n+74951234568;Ёжик;Ижевск\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"],
)
def test_the_encoding_is_told_from_the_file(tmp_path: Path, encoding: str) -> None:
    first, second = reading(tmp_path, RUSSIAN_ROWS.encode(encoding))
    assert isinstance(first, Listed) and isinstance(second, Listed)
    assert (first.contact.name, first.contact.attributes) == ("Анна Щукина", {"город": "Орёл"})
    assert second.contact.name == "Ёжик"


def test_a_letter_that_is_not_ascii_may_come_late(tmp_path: Path) -> None:
    plain = "".join(f"+1202555{i:04d},Ann\n" for i in range(9000))
    found = reading(tmp_path, ("number,name\n" + plain + "+74951234567,Анна\n").encode("cp1251"))
    last = found[-1]
    assert isinstance(last, Listed)
    assert last.contact.name == "Анна"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("12345,,,,", "wrong number"),
        ("call me,,,,", "wrong number"),
        (",Anna,,,", "there is no number"),
        ("7.91612E+10,,,,", "spreadsheet shortened"),
        ("+12025550123,,Elvish,,", "unknown language 'Elvish'"),
        ("+12025550123,,,Mars/Olympus,", "unknown time zone 'Mars/Olympus'"),
        ("+12025550123,,,,31/12/1990", "wrong date '31/12/1990'"),
        ("+12025550123,,,,1990-02-30", "wrong date"),
        ("+12025550123,,,,0090-02-03", "wrong date"),
        ("+12025550123,a,en,,,more", "it has 6 values for 5 columns"),
        ("+12025550123,a\0b,en,,", "not text"),
        ("+12025550123,a\x1bb,en,,", "not text"),
    ],
)
def test_a_row_that_cannot_be_used_is_listed_with_its_reason(
    tmp_path: Path, cells: str, reason: str
) -> None:
    content = f"number,name,language,timezone,birth date\n{cells}\n+12025550124,,,,\n"
    rejected, good = reading(tmp_path, content.encode("utf-16" if "\0" in content else "utf-8"))
    assert isinstance(rejected, Rejected)
    assert isinstance(good, Listed)
    assert rejected.row == 2
    assert reason in rejected.reason


def test_a_number_without_country_code_takes_the_rows_country_or_the_lists(tmp_path: Path) -> None:
    content = "number,country\n8 495 123-45-67,\n(202) 555-0123,США\n"
    first, second = reading(tmp_path, content, "RU")
    assert isinstance(first, Listed) and isinstance(second, Listed)
    assert first.contact.number.e164 == "+74951234567"
    assert second.contact.number.e164 == "+12025550123"


def test_a_number_that_a_spreadsheet_gave_a_fraction_is_not_ten_times_larger(
    tmp_path: Path,
) -> None:
    found = only(reading(tmp_path, "number\n+12025550123.0\n"))
    assert found.contact.number.e164 == "+12025550123"


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    content = 'number,note\n\n+12025550123,"two\nlines"\n,\n+1,\n'
    good, bad = reading(tmp_path, content)
    assert isinstance(good, Listed) and isinstance(bad, Rejected)
    assert (good.row, bad.row) == (3, 5)


def test_a_stray_quotation_mark_costs_no_row_its_mention(tmp_path: Path) -> None:
    content = 'number,name\n+12025550123,"Anna\n+12025550124,"Bob"\n+12025550125,Eve\n'
    found = reading(tmp_path, content)
    assert [(one.row, type(one)) for one in found if isinstance(one, Listed | Rejected)] == [
        (2, Rejected),
        (3, Rejected),
        (4, Listed),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"name,city\nAnna,Omsk\n", "has no column 'number'"),
        (b"+12025550123,Anna\n", "has no column 'number'"),
        (b";;;\n;;;\n", "has no column 'number'"),
        ("номер,телефон\n1,2\n".encode(), "both mean 'number'"),
        (b"number,city,city\n1,2,3\n", "two columns 'city'"),
        (b'number,name\n+12025550123,"Anna\n+12025550124,Bob\n', "never closed"),
        (b"PK\x03\x04\x14\x00\x06\x00", "a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0", "not a text file"),
        (b"\x01\x02\x03\x04number", "not a text file"),
        (bytes(range(256)) * 9, "not a text file"),
    ],
)
def test_a_file_that_is_no_contact_list_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(BadList, match=said) as error:
        reading(tmp_path, content)
    assert "\n" not in str(error.value)
    assert error.value.remedy


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_list_that_cannot_be_opened_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadList, match="cannot be read"):
        read_contacts(tmp_path / name)


def test_a_long_list_is_read_in_constant_memory(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    with file.open("w") as out:
        out.write("number,name\n")
        out.writelines(f"+7916{i:07d},Anna\n" for i in range(30_000))
    tracemalloc.start()
    count = sum(1 for _ in read_contacts(file))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 8_000_000


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd"),
    max_size=12,
)  # a control character makes a file binary, which is refused as a whole


@profile(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_every_row_is_either_taken_or_rejected(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("number", "note"))
    table.writerows(rows)
    found = reading(tmp_path, out.getvalue())
    spoken_for = {one.row for one in found if isinstance(one, Listed | Rejected)}
    blank = {row for row, pair in enumerate(rows, 2) if not any(cell.strip() for cell in pair)}
    assert spoken_for | blank == set(range(2, len(rows) + 2))
    assert len(found) == len(spoken_for)


@given(
    code=st.sampled_from(sorted(COUNTRY_CODE_TO_REGION_CODE)),
    rest=st.text("0123456789", min_size=4, max_size=12),
)
@profile(max_examples=400)
def test_a_plain_number_is_read_as_with_all_care(code: int, rest: str) -> None:
    text = f"+{code}{rest}"
    quick = read_plain(text)
    if quick is not None:
        assert quick == PhoneNumber.parse(text)


@pytest.mark.parametrize("text", ["", "+", "12025550123", "+1202555012x", "+0123456789"])
def test_what_is_not_plain_is_left_to_the_careful_reader(text: str) -> None:
    assert read_plain(text) is None
    with pytest.raises(BadNumber):
        PhoneNumber.parse(text)


@pytest.mark.parametrize(
    "content",
    [
        "+12025550123\n+44 20 7946 0958\nnonsense\n",
        "name,number\nA,+12025550123\nB,+442079460958\nC,x\n",
    ],
)
def test_a_number_list_is_one_a_line_or_a_column(tmp_path: Path, content: str) -> None:
    file = tmp_path / "dnc.txt"
    file.write_text(content)
    first, second, third = read_numbers(file)
    assert isinstance(first, ListedNumber) and isinstance(second, ListedNumber)
    assert [first.number.e164, second.number.e164] == ["+12025550123", "+442079460958"]
    assert isinstance(third, Rejected)


def test_a_birth_date_may_be_a_year_alone_and_tells_the_person(tmp_path: Path) -> None:
    listed = only(reading(tmp_path, "номер;имя;дата рождения\n+79161234567;Иванов И.И.;1995\n"))
    assert listed.contact.birth_date is None
    assert Record.of(listed.contact).year == 1995

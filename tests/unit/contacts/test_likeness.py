"""Who is one person and who is not, case by case, and laws that always hold."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.contact import Contact
from voicebot.contacts.likeness import Verdict, likeness
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.person import Record

CASES = Path(__file__).parent / "persons"
WIDTH = 5  # cells of one side: name, e-mail, birth date, id@source, region


def cases() -> Iterator[object]:
    for file in sorted(CASES.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if not row[0].startswith("#"):
                    verdict, shows, *cells = row
                    cells += [""] * (2 * WIDTH - len(cells))
                    sides = cells[:WIDTH], cells[WIDTH:]
                    yield pytest.param(Verdict(verdict), *sides, id=f"{file.stem}: {shows}")


def record(cells: list[str], place: int = 1) -> Record:
    name, email, born, identity, region = cells
    external_id, _, source = identity.partition("@")
    contact = Contact(
        PhoneNumber(f"+1202555{place:04d}"),
        name=name,
        email=email,
        birth_date=date.fromisoformat(born) if born else None,
        external_id=external_id,
        region=region,
    )
    return Record.of(contact, source)


@pytest.mark.parametrize(("verdict", "one", "other"), list(cases()))
def test_two_records_are_one_persons_or_not(
    verdict: Verdict, one: list[str], other: list[str]
) -> None:
    found = likeness(record(one, 1), record(other, 2))
    assert found.verdict is verdict, found


NAMES = st.sampled_from(
    [
        "", "Иванов Иван Иванович", "Иванов И.И.", "Ivanov Ivan", "Иванова Ирина Ивановна",
        "Саша Иванов", "Иванов Александр Петрович", "Петров", "Анна", "John Smith", "Smith John",
        "J. Smith", "John Smith Jr.", "James Thomas", "Thomas James", "Иваноф Иван Иванович",
        "Petrenko Sasha", "Петренко Александра Ивановна", "Смит Джон", "И. Иванов-Петров",
    ]
)  # fmt: skip
WORDS = st.text("абвИСюёaIJyz-'. ", max_size=14)
RECORDS = st.builds(
    lambda *cells: record(list(cells)),
    NAMES | WORDS,
    st.sampled_from(["", "ivan.ivanov@example.org", "ivan.ivanov@example.com", "i@example.org"]),
    st.sampled_from(["", "1985-03-12", "1985-12-03", "1985-01-01", "1961-07-02"]),
    st.sampled_from(["", "1@crm", "2@crm", "1@shop"]),
    st.sampled_from(["", "Омск", "Texas"]),
)


@given(RECORDS, RECORDS)
def test_likeness_does_not_depend_on_who_is_first(a: Record, b: Record) -> None:
    assert likeness(a, b) == likeness(b, a)


@given(RECORDS, RECORDS)
def test_nothing_is_sure_that_something_speaks_against(a: Record, b: Record) -> None:
    found = likeness(a, b)
    assert found.verdict is not Verdict.SURE or not found.against
    assert not found.vetoed or found.against
    assert 0 <= found.score <= 1


@given(RECORDS, RECORDS)
def test_other_birth_dates_and_other_sexes_are_never_sure(a: Record, b: Record) -> None:
    differ = a.born is not None and b.born is not None and a.born != b.born
    sexes = {a.name.sex, b.name.sex} == {"m", "f"}
    if differ or (sexes and not (a.guessed or b.guessed)):
        assert likeness(a, b).verdict is not Verdict.SURE


@given(RECORDS)
def test_no_record_is_ruled_out_as_its_own_persons(a: Record) -> None:
    assert not likeness(a, a).vetoed


@given(RECORDS, RECORDS)
def test_reasons_hold_no_personal_data(a: Record, b: Record) -> None:
    because = likeness(a, b).because
    assert "@" not in because and not any(figure in because for figure in "0123456789")
    assert because.isascii()

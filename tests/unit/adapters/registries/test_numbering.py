"""Numbers read by the column are the numbers that reading one by one gives."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import country_code_for_region

from voicebot.adapters.registries.numbering import read_carefully, read_column, tidied
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadNumber

REGIONS = ("US", "CA", "RU", "KZ", "GB", "DE", "FR", "IN", "IT", "BR", "AR", "MX", "KR", "AU")
DIGITS = st.text("0123456789", min_size=4, max_size=14)


@st.composite
def columns(draw: st.DrawFn) -> tuple[str, list[str]]:
    region = draw(st.sampled_from(REGIONS))
    code = str(country_code_for_region(region))
    before = st.sampled_from(["", "+", f"+{code}", code, "0", "8", "1", f"00{code}", f"+{code}0"])
    return region, draw(st.lists(st.builds(str.__add__, before, DIGITS), min_size=1, max_size=40))


@given(columns())
def test_a_column_gives_what_each_number_alone_gives(column: tuple[str, list[str]]) -> None:
    region, texts = column
    tidy = tidied(pl.Series("text", texts))
    for text, read in zip(texts, read_column(tidy, region), strict=True):
        if read is not None:
            assert f"+{read}" == PhoneNumber.parse(text, region).e164


@given(columns())
def test_a_number_read_with_care_is_the_number_that_would_be_dialled(
    column: tuple[str, list[str]],
) -> None:
    region, texts = column
    for text in texts:
        number = read_carefully(text, region)
        if isinstance(number, int):
            assert f"+{number}" == PhoneNumber.parse(text, region).e164


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("2025550123", "US", 12025550123),
        ("12025550123", "US", 12025550123),
        ("+12025550123", "US", 12025550123),
        ("(202) 555-0123", "US", 12025550123),
        ("+1 202 555 0123", "", 12025550123),
        ('="2025550123"', "US", 12025550123),
        ("'+12025550123", "", 12025550123),
        ("2025550123.0", "US", 12025550123),
        ("89161234567", "RU", 79161234567),
        ("79161234567", "RU", 79161234567),
        ("9161234567", "RU", 79161234567),
        ("07911 123456", "GB", 447911123456),
        ("447911123456", "GB", 447911123456),
        ("0612345678", "FR", 33612345678),
    ],
)
def test_usual_notations_are_read_by_the_column(text: str, country: str, number: int) -> None:
    assert read_column(tidied(pl.Series("text", [text])), country).to_list() == [number]


@pytest.mark.parametrize(
    ("text", "country", "reason"),
    [
        ("2.02555E+09", "US", "a spreadsheet has spoilt its number"),
        ("1,20255E+10", "US", "a spreadsheet has spoilt its number"),
        ("########", "US", "a spreadsheet has spoilt its number"),
        ("#N/A", "US", "a spreadsheet has spoilt its number"),
        ("1-800-FLOWERS", "US", "is not a telephone number"),
        ("5550123", "US", "has no area code"),
        ("2025550123", "", "has no country code"),
        ("20255501234567", "US", "has the wrong length"),
        ("", "US", "it has no number"),
    ],
)
def test_what_is_no_whole_number_is_rejected_with_its_reason(
    text: str, country: str, reason: str
) -> None:
    tidy = tidied(pl.Series("text", [text]))
    assert read_column(tidy, country).to_list() == [None]
    said = read_carefully(tidy[0], country)
    assert isinstance(said, str)
    assert reason in said


def test_a_number_that_phonenumbers_refuses_is_never_read() -> None:
    for text in ("+0123456789", "+999123456789", "123"):
        with pytest.raises(BadNumber):
            PhoneNumber.parse(text, "US")
        assert isinstance(read_carefully(text, "US"), str)
        assert read_column(tidied(pl.Series("text", [text])), "US").to_list() == [None]

"""CSV that no spreadsheet takes for a program."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.dashboard.tables_out import FORMULA, PLAIN, safe


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    cell = safe(text)
    assert not cell.startswith(FORMULA) or PLAIN.fullmatch(cell)
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_numbers_stay_as_they_are() -> None:
    assert [safe(each) for each in ("+12025550123", -3, 0.5, None)] == [
        "+12025550123",
        "-3",
        "0.5",
        "",
    ]


def test_a_formula_is_told_as_text() -> None:
    assert safe('=HYPERLINK("x")') == '\'=HYPERLINK("x")'
    assert safe("+1+cmd|'/c calc'!A0") == "'+1+cmd|'/c calc'!A0"

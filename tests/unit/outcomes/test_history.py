"""Histories of other diallers, row by row."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.listed import Rejected
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.history import PastCall, read_history
from voicebot.outcomes.history_mapping import HistoryMapping

DOCS = Path(__file__).parents[3] / "docs"
HEADER = "phone_number_dialed,call_date,status,campaign_id,length_in_sec,full_name,vendor_lead_code"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The example of the documentation."""
    (found,) = re.findall(r"```toml\n(.*?)```", (DOCS / "history-import.md").read_text(), re.DOTALL)
    file = tmp_path / "mapping.toml"
    file.write_text(found)
    return file


def read(tmp_path: Path, mapping: Path, text: str) -> list[PastCall | Rejected]:
    file = tmp_path / "calls.csv"
    file.write_text(text, encoding="utf-8")
    return list(read_history(file, HistoryMapping.read(mapping)))


def test_the_documented_mapping_reads_a_row(tmp_path: Path, mapping: Path) -> None:
    row = "2025550123,2026-07-01 12:30:00,NI,SPRING,42,Anna Smith,77,blue"
    (call,) = read(tmp_path, mapping, f"{HEADER},car\n{row}\n")
    assert isinstance(call, PastCall)
    assert (call.number.e164, call.at) == ("+12025550123", datetime(2026, 7, 1, 16, 30, tzinfo=UTC))
    assert (call.outcome.disposition, call.outcome.refusal_kind) == (
        Disposition.SOFT_REFUSAL,
        "SOFT_REFUSAL",
    )
    assert (call.purpose, call.campaign, call.duration_s) == (Purpose.MARKETING, "SPRING", 42.0)
    assert (call.attributes, call.contact["name"]) == ({"car": "blue"}, "Anna Smith")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2025550123,2026-07-01 12:30:00,??,S,42,A,7", "unknown outcome '??'"),
        ("2025550123,01.07.2026,NI,S,42,A,7", "wrong time '01.07.2026'"),
        ("123,2026-07-01 12:30:00,NI,S,42,A,7", "wrong number"),
        ("2025550123,2026-07-01 12:30:00,NI,S,forty,A,7", "wrong duration 'forty'"),
        ("2025550123,2026-07-01 12:30:00,NI", "it has 3 values for 7 columns"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(
    row: str, why: str, tmp_path: Path, mapping: Path
) -> None:
    (rejected,) = read(tmp_path, mapping, f"{HEADER}\n{row}\n")
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(why)
    assert rejected.row == 2


def test_unknown_codes_can_have_a_meaning(tmp_path: Path, mapping: Path) -> None:
    text = mapping.read_text().replace('unknown = "reject"', 'unknown = { network = "FAILED" }')
    mapping.write_text(text)
    (call,) = read(tmp_path, mapping, f"{HEADER}\n2025550123,2026-07-01 12:30:00,??,S,1,A,7\n")
    assert isinstance(call, PastCall)
    assert (call.outcome.disposition, call.outcome.answered) == (Disposition.NOT_REACHED, False)


def test_a_mapping_of_a_column_that_is_not_there_is_refused_at_once(
    tmp_path: Path, mapping: Path
) -> None:
    with pytest.raises(BadInput, match=r"the column 'status', which .* does not have"):
        read(tmp_path, mapping, HEADER.replace("status", "state") + "\n")


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ('zone = "America/New_York"', 'zone = "Nowhere"', "time.zone"),
        ('purpose = "MARKETING"', "", "purpose"),
        ('{ disposition = "COMPLETED" }', '{ disposition = "BOUGHT" }', "outcomes.SALE"),
        ('{ disposition = "COMPLETED" }', "{ }", "outcomes.SALE"),
        ('name = "vicidial"', "name = vicidial", "no TOML"),
    ],
)
def test_a_wrong_mapping_says_where_it_is_wrong(
    was: str, becomes: str, place: str, mapping: Path
) -> None:
    mapping.write_text(mapping.read_text().replace(was, becomes, 1))
    with pytest.raises(BadInput, match=re.escape(place)):
        HistoryMapping.read(mapping)


@given(seconds=st.integers(0, 40_000_000), spelled=st.booleans())
def test_the_same_row_is_the_same_call_and_another_row_another(
    seconds: int, spelled: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("history")
    mapping = folder / "m.toml"
    mapping.write_text(
        'name = "x"\n[columns]\nnumber = "n"\ntime = "t"\noutcome = "o"\n[time]\nformat = "epoch"\n'
        '[defaults]\npurpose = "SURVEY"\n[outcomes]\nA = { disposition = "COMPLETED" }\n'
    )
    number = "+1 202 555 0123" if spelled else "+12025550123"
    rows = [f"{number},{second},a" for second in (seconds, seconds, seconds + 1)]
    one, same, other = read(folder, mapping, "\n".join(["n,t,o", *rows]))
    assert isinstance(one, PastCall)
    assert isinstance(same, PastCall)
    assert isinstance(other, PastCall)
    assert one.call_id == same.call_id != other.call_id


@pytest.mark.parametrize(
    ("scale", "said", "share"),
    [("", "5", 1.0), ("", "2", 0.25), ("", "", None), ("worst = 10\nbest = 0", "10", 0.0),
     ("worst = 0\nbest = 10", "7,5", 0.75), ("", "6", "wrong satisfaction '6'"),
     ("", "fine", "wrong satisfaction 'fine'")],
)  # fmt: skip
def test_satisfaction_is_read_on_the_mappings_scale(
    scale: str, said: str, share: float | str | None, tmp_path: Path, mapping: Path
) -> None:
    text = mapping.read_text().replace(
        'outcome = "status"', 'outcome = "status"\nsatisfaction = "csat"'
    )
    mapping.write_text(f"{text}\n[satisfaction]\n{scale}\n")
    row = "2025550123,2026-07-01 12:30:00,SALE,S,42,A,7"
    quoted = f'"{said}"'
    (found,) = read(tmp_path, mapping, f"{HEADER},csat\n{row},{quoted}\n")
    if isinstance(share, str):
        assert isinstance(found, Rejected)
        assert found.reason.startswith(share)
    else:
        assert isinstance(found, PastCall)
        assert found.satisfaction == share

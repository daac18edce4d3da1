"""Relations and consents as contact lists say them, in English and in Russian."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicebot.contacts.consent import LegalBasis, Relation
from voicebot.contacts.intake import read_contacts
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.purpose import Purpose

NUMBER = "+12025550123"


def row(folder: Path, cells: dict[str, str]) -> Listed | Rejected:
    file = folder / "list.csv"
    header, values = ";".join(["number", *cells]), ";".join([NUMBER, *cells.values()])
    file.write_text(f"{header}\n{values}\n")
    (found,) = read_contacts(file)
    return found


def listed(folder: Path, cells: dict[str, str]) -> Listed:
    found = row(folder, cells)
    assert isinstance(found, Listed), found
    return found


def reason(folder: Path, cells: dict[str, str]) -> str:
    found = row(folder, cells)
    assert isinstance(found, Rejected), found
    return found.reason


@pytest.mark.parametrize(
    ("cells", "relation"),
    [
        ({}, Relation.CUSTOMER),
        ({"relation": "Customer"}, Relation.CUSTOMER),
        ({"отношение": "не подтверждён"}, Relation.UNCONFIRMED),
        ({"confirmed": "yes"}, Relation.CUSTOMER),
        ({"Подтверждён": "нет"}, Relation.UNCONFIRMED),
        ({"relationship ended": "no"}, Relation.CUSTOMER),
        ({"relationship ended": "yes"}, Relation.ENDED),
        ({"договор расторгнут": "31.05.2026"}, Relation.ENDED),
        ({"relation": "ended", "confirmed": "no"}, Relation.ENDED),
    ],
)
def test_a_relation_is_read(tmp_path: Path, cells: dict[str, str], relation: Relation) -> None:
    assert listed(tmp_path, cells).contact.relation is relation


def test_the_day_a_relationship_ended_is_kept(tmp_path: Path) -> None:
    found = listed(tmp_path, {"relationship ended": "31.05.2026"})
    assert found.contact.relation_since == datetime(2026, 5, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"relation": "friend"}, "unknown relation"),
        ({"confirmed": "perhaps"}, "neither yes nor no"),
        ({"relation": "customer", "relationship ended": "yes"}, "at once"),
        ({"relation": "customer", "confirmed": "no"}, "at once"),
        ({"relation": "unconfirmed", "confirmed": "yes"}, "at once"),
        ({"relation since": "long ago"}, "wrong date"),
        ({"consent": "yes", "consent wording": "You may call."}, "consent at"),
        ({"consent": "yes", "consent at": "2026-05-01"}, "consent wording"),
        ({"consent at": "2026-05-01"}, "without a yes or no"),
        ({"consent": "no", "consent basis": "CONTRACT"}, "unknown consent basis"),
        ({"consent": "no", "consent purposes": "SURVEYS"}, "unknown purpose"),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(
    tmp_path: Path, cells: dict[str, str], why: str
) -> None:
    assert why in reason(tmp_path, cells)


def test_a_consent_is_read_from_russian_columns(tmp_path: Path) -> None:
    cells = {
        "согласие": "да",
        "основание согласия": "PEWC",
        "дата согласия": "2026-05-01T10:00+03:00",
        "текст согласия": "Согласен на звонки робота.",
        "способ согласия": "форма на сайте",
    }
    consent = listed(tmp_path, cells).consent
    assert consent is not None
    assert (consent.given, consent.basis) == (True, LegalBasis.PEWC)
    assert consent.at == datetime(2026, 5, 1, 7, tzinfo=UTC)
    assert consent.wording == "Согласен на звонки робота."
    assert consent.method == "форма на сайте"
    assert set(consent.purposes) == set(Purpose)


def test_a_consent_without_a_signature_is_none_to_advertising(tmp_path: Path) -> None:
    cells = {"consent": "yes", "consent at": "2026-05-01", "consent wording": "You may call."}
    consent = listed(tmp_path, cells).consent
    assert consent is not None
    assert Purpose.SURVEY in consent.purposes
    assert Purpose.MARKETING not in consent.purposes


def test_named_purposes_are_the_only_ones(tmp_path: Path) -> None:
    cells = {"consent": "no", "consent at": "2026-05-01", "consent purposes": "survey, marketing"}
    consent = listed(tmp_path, cells).consent
    assert consent is not None
    assert not consent.given
    assert consent.purposes == (Purpose.SURVEY, Purpose.MARKETING)


def test_a_list_without_consent_columns_has_no_consents(tmp_path: Path) -> None:
    assert listed(tmp_path, {"consent": ""}).consent is None

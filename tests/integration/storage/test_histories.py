"""Call histories of other diallers in the books, on both databases."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.clock import NOON
from tests.fakes.consents import given
from voicebot.adapters.storage.history import ImportedHistory
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.consent import ConsentState, Relation
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.outcomes.history import read_history
from voicebot.outcomes.history_mapping import HistoryMapping

NUMBER = PhoneNumber("+12025550123")
OTHER = PhoneNumber("+12025550124")
MAPPING = """
name = "old dialler"
[columns]
number = "phone"
time = "at"
outcome = "code"
duration = "s"
[defaults]
purpose = "MARKETING"
[outcomes]
OK = { disposition = "COMPLETED" }
NO = { disposition = "SOFT_REFUSAL" }
HUNG = { disposition = "EARLY_HANGUP" }
DNC = { disposition = "OPT_OUT" }
ANGRY = { disposition = "COMPLAINT" }
WRONG = { disposition = "WRONG_NUMBER" }
NA = { network = "NO_ANSWER" }
"""
Enter = Callable[..., ImportedHistory]


@pytest.fixture
def enter(storage: Storage, quick_path: Path) -> Enter:
    """Imports rows of phone, days ago, code and further columns."""
    mapping = quick_path / "mapping.toml"
    mapping.write_text(MAPPING)
    meaning = HistoryMapping.read(mapping)

    def enter(*rows: tuple[object, ...], more: str = "") -> ImportedHistory:
        file = quick_path / "calls.csv"
        lines = [f"phone,at,code,s{more}"]
        for phone, days, code, *rest in rows:
            at = (NOON - timedelta(days=int(str(days)))).isoformat()
            lines.append(",".join(map(str, (phone, at, code, 30, *rest))))
        file.write_text("\n".join(lines))
        return storage.histories.enter(lambda: read_history(file, meaning), meaning, file.name)

    return enter


def test_calls_are_entered_once_however_often_they_are_imported(
    enter: Enter, storage: Storage
) -> None:
    rows = [(NUMBER, 9, "OK"), (NUMBER, 5, "NA"), (OTHER, 5, "OK"), (OTHER, 5, "OK")]
    first, again = enter(*rows), enter(*rows)
    assert (first.rows, first.accepted, first.entered) == (4, 4, 3)
    assert (again.rows, again.accepted, again.entered) == (4, 4, 0)
    calls = list(storage.records.every(number=NUMBER.e164))
    assert [(call.at, call.disposition) for call in calls] == [
        (NOON - timedelta(days=5), "NOT_REACHED"),
        (NOON - timedelta(days=9), "COMPLETED"),
    ]
    assert calls[0].body["source"] == "old dialler"
    assert storage.journal.verify().ok


def test_an_opt_out_of_the_history_is_an_opt_out_of_its_day(enter: Enter, storage: Storage) -> None:
    assert enter((NUMBER, 400, "DNC")).optouts == 1
    (found,) = storage.optouts.find(NUMBER)
    assert (found.source, found.scope) == ("IMPORT", "SELLER")
    assert found.at == NOON - timedelta(days=400) + timedelta(seconds=30)


def test_an_opt_out_of_the_history_ends_the_consents_given_before_it_and_no_later_ones(
    enter: Enter, storage: Storage
) -> None:
    earlier, later = (given(at=NOON - timedelta(days=days)) for days in (60, 20))
    for opening in (earlier, later):
        storage.consents.record(opening)
    enter((NUMBER, 40, "DNC"))
    found = storage.consent_history.of_numbers([NUMBER])[NUMBER.e164]
    standing = {consent.consent_id: consent.state for consent in found}
    assert standing[earlier.consent.consent_id] is ConsentState.REVOKED
    assert standing[later.consent.consent_id] is ConsentState.GIVEN
    assert storage.journal.verify().ok


def test_a_complaint_of_the_history_stands_against_further_calls(
    enter: Enter, storage: Storage
) -> None:
    assert enter((NUMBER, 40, "ANGRY")).suppressions == 1


def test_refusals_are_followed_from_the_day_of_the_call(enter: Enter, storage: Storage) -> None:
    assert enter((NUMBER, 10, "NO")).suppressions == 1
    assert enter((OTHER, 90, "NO")).suppressions == 0  # sixty days are over
    assert enter((OTHER, 900, "WRONG")).suppressions == 1  # this has no end


def test_the_second_hang_up_without_a_word_is_a_refusal(enter: Enter) -> None:
    assert enter((NUMBER, 20, "HUNG")).suppressions == 0
    assert enter((NUMBER, 10, "HUNG")).suppressions == 1
    assert enter((OTHER, 20, "HUNG"), (OTHER, 10, "HUNG")).suppressions == 1


def test_further_columns_become_attributes_and_make_nobody_a_customer(
    enter: Enter, storage: Storage
) -> None:
    storage.contacts.add(Contact(number=NUMBER, name="Anna", attributes={"car": "red"}))
    done = enter((NUMBER, 5, "OK", "blue", "A"), (OTHER, 5, "OK", "", "B"), more=",car,class")
    assert done.contacts == 2
    known, fresh = storage.contacts.find(NUMBER), storage.contacts.find(OTHER)
    assert known is not None
    assert fresh is not None
    assert (known.name, known.attributes) == ("Anna", {"car": "red", "class": "A"})
    assert known.relation is Relation.CUSTOMER
    assert (fresh.attributes, fresh.relation) == ({"class": "B"}, Relation.STRANGER)


def test_a_history_brings_no_consent_however_its_columns_are_named(
    enter: Enter, storage: Storage
) -> None:
    assert enter((NUMBER, 9, "OK", "2026-01-01"), more=",consent at").accepted == 1
    fresh = storage.contacts.find(NUMBER)
    assert fresh is not None
    assert fresh.attributes == {}


def test_calls_of_the_future_are_rejected(enter: Enter) -> None:
    done = enter((NUMBER, -1, "OK"))
    assert [(row.row, row.reason) for row in done.rejected] == [(2, "the call is in the future")]
    assert done.accepted == 0


def test_an_imported_call_is_told_with_its_import_as_the_time_it_was_learned(
    enter: Enter, storage: Storage
) -> None:
    enter((NUMBER, 5, "OK"))
    day = (NOON - timedelta(days=5)).date()
    then = storage.dossiers.of(NUMBER, day, NOON + timedelta(days=1), "ann")
    assert then.calls == ()
    assert [one.what for one in then.later] == ["imported_call"]
    now = storage.dossiers.of(NUMBER, None, NOON + timedelta(days=1), "ann")
    assert [call.source for call in now.calls] == ["old dialler"]

"""Consents that come with a contact list: in the ledger once the list is, and only once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.fakes.calls import NUMBER, OTHER
from tests.fakes.clock import NOON
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import ConsentRow, ConsentStateRow
from voicebot.contacts.consent import LegalBasis
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.listed_consent import ListedConsent
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadList
from voicebot.settings import Settings

GIVEN = ListedConsent(
    given=True,
    basis=LegalBasis.PEC,
    at=NOON - timedelta(days=30),
    wording="You may call me — можно звонить.",
    method="paper",
    purposes=(Purpose.SURVEY, Purpose.APPOINTMENT_REMINDER),
)
REFUSED = replace(GIVEN, given=False, wording="")


def states(settings: Settings) -> list[tuple[str, str, str]]:
    query = select(ConsentStateRow.number, ConsentStateRow.purpose, ConsentStateRow.state)
    with closing(Database(settings.database)) as database, database.read() as session:
        return [tuple(row) for row in session.execute(query)]  # type: ignore[misc]


def test_a_lists_consents_and_refusals_are_in_the_ledger(
    storage: Storage, settings: Settings
) -> None:
    rows = [Listed(2, Contact(NUMBER, language="en"), GIVEN), Listed(3, Contact(OTHER), REFUSED)]
    for _ in range(2):  # the second time they are there already
        assert storage.contacts.import_list(rows, "people.csv").rejected == []
    assert sorted(states(settings)) == [
        (NUMBER.e164, "APPOINTMENT_REMINDER", "GIVEN"),
        (NUMBER.e164, "SURVEY", "GIVEN"),
        (OTHER.e164, "APPOINTMENT_REMINDER", "REFUSED"),
        (OTHER.e164, "SURVEY", "REFUSED"),
    ]
    with closing(Database(settings.database)) as database, database.read() as session:
        kept = session.scalars(select(ConsentRow).where(ConsentRow.number == NUMBER.e164)).one()
    assert (kept.wording, kept.controller) == (GIVEN.wording, settings.seller)
    assert (kept.captured_at, kept.jurisdiction) == (GIVEN.at, "US")
    assert storage.journal.verify().ok


@pytest.mark.parametrize(
    ("number", "consent", "why"),
    [
        (NUMBER, replace(GIVEN, at=NOON + timedelta(days=1)), "future"),
        (PhoneNumber("sip:anna"), GIVEN, "telephone number"),
        (NUMBER, replace(GIVEN, wording=""), "wording"),
    ],
)
def test_a_row_whose_consent_cannot_be_is_rejected_whole(
    storage: Storage, settings: Settings, number: PhoneNumber, consent: ListedConsent, why: str
) -> None:
    imported = storage.contacts.import_list([Listed(2, Contact(number), consent)], "people.csv")
    assert imported.accepted == 0
    assert why in imported.rejected[0].reason
    assert states(settings) == []


def test_a_list_that_breaks_off_enters_no_consent(storage: Storage, settings: Settings) -> None:
    def breaking() -> Iterator[Listed | Rejected]:
        for place in range(2500):
            yield Listed(place + 2, Contact(PhoneNumber(f"+1202555{place:04d}")), GIVEN)
        raise BadList("torn")

    with pytest.raises(BadList):
        storage.contacts.import_list(breaking(), "people.csv")
    assert states(settings) == []


def test_the_consents_of_a_long_list_are_all_entered(storage: Storage, settings: Settings) -> None:
    people = (Contact(PhoneNumber(f"+1202555{place:04d}")) for place in range(4500))
    storage.contacts.import_list((Listed(n + 2, c, GIVEN) for n, c in enumerate(people)), "p.csv")
    assert len(states(settings)) == 9000

"""Consents that came with a contact list, on their way into the ledger."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.consent_intake import enter_listed
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import ContactRow
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.listed_consent import ListedConsent
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput

_BATCH = 2000  # contacts in one transaction


class ListedConsents:
    """Enters them once the whole list could be read, since the ledger forgets nothing.

    Until then the contacts keep them among their attributes, so that a list of a million needs no
    memory. Entering the same consent again changes nothing.
    """

    def __init__(self, database: Database, clock: Clock, controller: str) -> None:
        self._database = database
        self._clock = clock
        self._controller = controller

    def judged(self, row: Listed | Rejected) -> Listed | Rejected:
        """The row, or why its consent cannot be."""
        if isinstance(row, Rejected) or row.consent is None:
            return row
        contact = row.contact
        try:
            opening = row.consent.opening(contact.number, self._controller, contact.language)
            opening.require_sound(self._clock.now())
        except BadInput as error:
            return Rejected(row.row, str(error))
        return row

    def enter(self, list_id: int, file: str) -> int:
        """Put the consents of a list's contacts into the ledger; returns how many were new."""
        last = entered = 0
        while True:
            with self._database.write() as session:
                rows = _next(session, list_id, last)
                if not rows:
                    return entered
                openings = list(self._openings(rows))
                now = self._clock.now()
                entered += len(enter_listed(session, Chain(session), openings, now, file))
                last = rows[-1].id

    def _openings(self, rows: list[ContactRow]) -> Iterator[Opening]:
        for row in rows:
            consent = ListedConsent.from_attributes(row.attributes)
            yield consent.opening(PhoneNumber(row.number), self._controller, row.language)


def _next(session: Session, list_id: int, last: int) -> list[ContactRow]:
    said = ContactRow.attributes["consent at"].as_string().is_not(None)
    query = select(ContactRow).where(ContactRow.list_id == list_id, ContactRow.id > last, said)
    return list(session.scalars(query.order_by(ContactRow.id).limit(_BATCH)))

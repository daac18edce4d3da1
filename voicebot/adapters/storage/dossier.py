"""Dossiers of the database: read as of one moment, and the look itself journalled."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.dossier_reading import contacts_of, found_about
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.journal_book import Journal
from voicebot.contacts.number import PhoneNumber
from voicebot.evidence.dossier import Dossier, Span, compile_dossier
from voicebot.evidence.dossier.standing import contact_then
from voicebot.evidence.erasure import pseudonym

Asked = date | datetime | None


class Dossiers:
    """Answers on what grounds a number was called, and journals that somebody asked."""

    def __init__(self, database: Database, erased: ErasedNumbers, default_zone: str = "") -> None:
        self._database = database
        self._journal = Journal(database)
        self._erased = erased
        self._default_zone = default_zone or "UTC"

    def of(self, number: PhoneNumber, asked: Asked, now: datetime, by: str) -> Dossier:
        """The dossier of a local day, of a moment's local day up to it, or of everything until now.

        A moment without a zone is the called party's local time. `by` is who asks; that they looked
        is in the journal when this returns. Raises StorageError.
        """
        with self._database.snapshot() as session:
            span = self._span(session, number, asked, now)
            erased_at = self._erased.erased_at(session, number.e164)
            kept = number.e164 if erased_at is None else self._pseudonym(number)
            dossier = compile_dossier(found_about(session, kept, span, erased_at), span)
        self._journal.note_look(now, "explain", [kept], by)
        return replace(dossier, number=number.e164)

    def _pseudonym(self, number: PhoneNumber) -> str:
        """What stands in the books in the place of an erased number."""
        return pseudonym(self._erased.erased_hash(number.e164))

    def _span(self, session: Session, number: PhoneNumber, asked: Asked, now: datetime) -> Span:
        """In the number's zones, unless the contact of that time had one of its own."""
        zones = number.time_zones or (self._default_zone,)
        span = _spanned(asked, zones, now)
        contact = contact_then(contacts_of(session, number.e164), span)
        if contact is not None and contact.timezone:
            return _spanned(asked, (contact.timezone,), now)
        return span


def _spanned(asked: Asked, zones: tuple[str, ...], now: datetime) -> Span:
    match asked:
        case None:
            return Span.whole(now, zones[0])
        case datetime():
            moment = asked if asked.tzinfo else asked.replace(tzinfo=ZoneInfo(zones[0]))
            return Span.up_to(moment, zones)
        case date():
            return Span.of_day(asked, zones)

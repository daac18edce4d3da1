"""A call with everything that its page shows, read at one moment in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from voicebot.adapters.storage import dossier_rows
from voicebot.adapters.storage.call_list import beside
from voicebot.adapters.storage.call_pages import OneCall, newest, one_call, settled_attempt
from voicebot.adapters.storage.corrections import corrections_of
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.dossier_reading import (
    RowOnList,
    consents_of,
    found_on_lists,
    links_of,
    rows_on_lists,
)
from voicebot.adapters.storage.dossier_records import read_records
from voicebot.adapters.storage.review_queue import ReviewItem, item_of
from voicebot.adapters.storage.supervisors.notes import Note, notes_of
from voicebot.adapters.storage.tables import JournalRow
from voicebot.adapters.storage.wanted_calls import Place, WantedCalls
from voicebot.contacts.number import PhoneNumber
from voicebot.evidence.dossier import Dossier, Found, Span, compile_dossier
from voicebot.evidence.dossier.found import AttemptFound, ContactFound, RecordFound
from voicebot.evidence.dossier.standing import contact_then, person_then
from voicebot.evidence.kinds import Kind
from voicebot.outcomes.correction import Correction

KNOWN_WITHIN = timedelta(seconds=1)
"""What was written down so soon after a call began was known at it: its own decision."""


@dataclass(frozen=True, slots=True)
class CallInFull:
    """A call; `grounds` is the dossier of it alone, None where no number can be asked about.

    `older` is the next call of the list, "" where none is near or no list was named.
    """

    call: OneCall
    grounds: Dossier | None
    corrections: list[Correction]
    item: ReviewItem | None
    notes: list[Note]
    older: str


class CallsInFull:
    """Reads one call for its page."""

    def __init__(self, database: Database, default_zone: str = "") -> None:
        self._database = database
        self._default_zone = default_zone or "UTC"

    def get(self, attempt_id: str, among: WantedCalls | None) -> CallInFull:
        """A call, and which one is next `among` those. Raises NotFound, also while under way."""
        with self._database.snapshot() as session:
            row, campaign, consent_id = settled_attempt(session, attempt_id)
            listed = rows_on_lists(session, row.number) if row.number else []
            call = one_call(row, campaign, *_name_and_zone(listed))
            attempt = dossier_rows.attempt(row, campaign, consent_id)
            here = Place(call.at, attempt_id)
            return CallInFull(
                call=call,
                grounds=self._grounds(session, call.phone, attempt, found_on_lists(listed)),
                corrections=corrections_of(session, attempt_id),
                item=item_of(session, attempt_id),
                notes=notes_of(session, "call", attempt_id),
                older=(beside(session, among, here) if among else None) or "",
            )

    def _grounds(
        self,
        session: Session,
        number: PhoneNumber | None,
        attempt: AttemptFound,
        contacts: Sequence[ContactFound],
    ) -> Dossier | None:
        if number is None:
            return None
        span = self._span(number, attempt.at + KNOWN_WITHIN, contacts)
        links = links_of(session, number.e164)
        _, numbers = person_then(Found(number.e164, links=links), span)
        records = read_records(session, _decision_and_registries(session, attempt))
        found = Found(
            number=number.e164,
            links=links,
            consents=consents_of(session, numbers),
            attempts=(attempt,),
            records=tuple(one for one in records if _decides(one, attempt)),
            registries=tuple(one for one in records if one.kind == Kind.REGISTRY),
        )
        return compile_dossier(found, span)

    def _span(
        self, number: PhoneNumber, known_at: datetime, contacts: Sequence[ContactFound]
    ) -> Span:
        """In the number's zones, unless the contact of that time had one of its own."""
        span = Span.up_to(known_at, number.time_zones or (self._default_zone,))
        contact = contact_then(contacts, span)
        own = contact.timezone if contact is not None else ""
        return Span.up_to(known_at, (own,)) if own else span


def _name_and_zone(listed: Sequence[RowOnList]) -> tuple[str, str]:
    return newest([row.name for row, *_ in listed]), newest([row.timezone for row, *_ in listed])


def _decides(record: RecordFound, attempt: AttemptFound) -> bool:
    return record.content.get("attempt_id") == attempt.attempt_id


def _decision_and_registries(session: Session, attempt: AttemptFound) -> list[int]:
    """The decisions of the call's moment, and every registry that was taken in before it."""
    decisions = select(JournalRow.seq).where(
        JournalRow.kind == str(Kind.DECISION), JournalRow.at == attempt.at
    )
    registries = select(JournalRow.seq).where(
        JournalRow.kind == str(Kind.REGISTRY), JournalRow.at < attempt.at + KNOWN_WITHIN
    )
    return list(session.scalars(union_all(decisions, registries)))

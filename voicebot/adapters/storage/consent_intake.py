"""Consents on their way into the ledger: one, or a million from a file."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import consent_rows
from voicebot.adapters.storage.bulk import insert_many, make_room, uncollected
from voicebot.adapters.storage.consent_endings import endings_of
from voicebot.adapters.storage.consent_lives import chunks
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import ConsentEventRow, ConsentRow, ConsentStateRow
from voicebot.contacts.consent_file import ListedOpening
from voicebot.contacts.consent_ledger import ConsentEvent
from voicebot.contacts.consent_opening import Opening, first_events
from voicebot.contacts.consent_record import Consent
from voicebot.contacts.listed import Rejected
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput

BATCH = 4000  # consents in one transaction: other writers wait for a fraction of a second

Entered = tuple[Consent, list[list[ConsentEvent]]]


@dataclass(slots=True)
class ImportedConsents:
    """What came of a file. `new` are those not on record before, by the state they are in now."""

    accepted: int = 0
    new: int = 0
    states: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)


def import_openings(
    database: Database, clock: Clock, rows: Iterable[ListedOpening | Rejected], file: str
) -> ImportedConsents:
    """Take in a file of consents, in bounded memory but for the rejections.

    Each batch is a transaction. Running a broken-off import again takes in the rest, since a
    consent that is on record already is not entered twice.
    """
    result, stream = ImportedConsents(), iter(rows)
    while True:
        with uncollected():
            batch = list(islice(stream, BATCH))
            if not batch:
                return result
            _take(database, clock, batch, result, file)


def enter_listed(
    session: Session, chain: Chain, openings: Iterable[Opening], now: datetime, file: str
) -> list[Entered]:
    """Enter consents of a list in the caller's transaction, with one journal record for them all.

    Those on record already are left alone; returns the new ones with their events.
    """
    entered = _with_events(session, openings, now)
    if entered:
        seq = chain.append(now, "consent", _listed(entered, file))
        write(session, entered, now, seq)
    return entered


def enter_one(session: Session, chain: Chain, opening: Opening, now: datetime) -> Entered | None:
    """Enter one consent, with a journal record of its own; None where it is on record already."""
    entered = _with_events(session, [opening], now)
    if not entered:
        return None
    consent, lives = entered[0]
    personal = {
        "number": consent.number.e164,
        "wording": consent.wording.text,
        "how": consent_rows.how(consent),
        "reason": opening.reason,
    }
    body = _of_one(consent, lives)
    about = [consent.number.e164]
    seq = chain.append(now, "consent", body, personal=personal, about=about)
    write(session, entered, now, seq)
    return entered[0]


def write(session: Session, entered: Sequence[Entered], now: datetime, seq: int) -> None:
    """Write consents, events and states."""
    columns, event_columns = consent_rows.as_columns, consent_rows.event_columns
    insert_many(session, ConsentRow, [columns(consent, now, seq) for consent, _ in entered])
    every = [event for _, lives in entered for life in lives for event in life]
    insert_many(session, ConsentEventRow, [event_columns(event, seq) for event in every])
    standing = [(consent, life[-1]) for consent, lives in entered for life in lives]
    insert_many(session, ConsentStateRow, [consent_rows.state_columns(*one) for one in standing])


def digest_of(consent_ids: Iterable[str]) -> str:
    """SHA-256 over identifiers in order, 64 hex digits.

    A consent's identifier is made of what it says, so this one line in the journal holds all the
    consents that came in together.
    """
    return hashlib.sha256("\n".join(sorted(consent_ids)).encode()).hexdigest()


def _take(
    database: Database,
    clock: Clock,
    batch: list[ListedOpening | Rejected],
    result: ImportedConsents,
    file: str,
) -> None:
    now = clock.now()
    sound = list(_sound(batch, now, result))
    if sound:
        with database.write() as session:
            make_room(session)
            entered = enter_listed(session, Chain(session), sound, now, file)
        result.new += len(entered)
        for _, lives in entered:
            result.states.update(str(life[-1].state) for life in lives)
    result.accepted += len(sound)


def _sound(
    batch: list[ListedOpening | Rejected], now: datetime, result: ImportedConsents
) -> Iterator[Opening]:
    for row in batch:
        if isinstance(row, Rejected):
            result.rejected.append(row)
            continue
        try:
            row.opening.require_sound(now)
        except BadInput as error:
            result.rejected.append(Rejected(row.row, str(error)))
        else:
            yield row.opening


def _with_events(session: Session, openings: Iterable[Opening], now: datetime) -> list[Entered]:
    """Those that are not on record, each once, with their first events."""
    by_id = {opening.consent.consent_id: opening for opening in openings}
    for some in chunks(list(by_id)):
        known = select(ConsentRow.consent_id).where(ConsentRow.consent_id.in_(some))
        for consent_id in session.scalars(known):
            del by_id[consent_id]
    numbers = list({opening.consent.number.e164 for opening in by_id.values()})
    endings = endings_of(session, numbers)
    return [
        (
            opening.consent,
            list(first_events(opening, endings.get(opening.consent.number.e164, ()), now)),
        )
        for opening in by_id.values()
    ]


def _listed(entered: Sequence[Entered], file: str) -> dict[str, object]:
    states = Counter(str(life[-1].state) for _, lives in entered for life in lives)
    return {
        "import": file,
        "consents": len(entered),
        "states": dict(states),
        "sha256": digest_of(consent.consent_id for consent, _ in entered),
    }


def _of_one(consent: Consent, lives: list[list[ConsentEvent]]) -> dict[str, object]:
    expires = consent.expires_at
    return {
        "consent": consent.consent_id,
        "state": str(lives[0][0].state),
        "parts": [f"{life[0].purpose}/{life[0].channel}" for life in lives],
        "basis": str(consent.basis),
        "jurisdiction": consent.jurisdiction,
        "controller": consent.controller,
        "wording_sha256": consent.wording.hash,
        "language": consent.wording.language,
        "flaws": [str(flaw) for flaw in consent.flaws],
        "happened_at": consent.capture.at.isoformat(),
        "expires_at": expires.isoformat() if expires else None,
        "source": str(lives[0][0].source),
        "ended": sorted({str(event.state) for life in lives for event in life[1:]}),
    }

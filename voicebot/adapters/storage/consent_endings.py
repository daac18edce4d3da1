"""What opt-outs and consents mean to each other; called inside the register's transactions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import optout_rows
from voicebot.adapters.storage.consent_lives import Life, chunks, go_on, lives, same_persons
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import ConsentStateRow, OptOutRow
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, LegalBasis
from voicebot.contacts.consent_ledger import ConsentEvent
from voicebot.contacts.consent_opening import Ending, ended_by
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope

CONSENTS = (str(LegalBasis.PEC), str(LegalBasis.PEWC))
_OVER = (ConsentState.REFUSED, ConsentState.INVALIDATED)


def revoke_covered(session: Session, chain: Chain, optout: OptOut, now: datetime) -> int:
    """End what an opt-out covers of the person's consents, of all numbers that surely are theirs.

    PURPOSE withdraws the consents for that purpose, CHANNEL revokes those to be called, SELLER and
    GLOBAL all; CAMPAIGN ends none. Consents given after the opt-out stand. Doing it again changes
    nothing. Returns how many purposes and channels of consents were ended.
    """
    return revoke_all_covered(session, chain, [optout], now)


def revoke_all_covered(
    session: Session, chain: Chain, optouts: Iterable[OptOut], now: datetime
) -> int:
    """As `revoke_covered` for a batch of opt-outs, those of a do-not-call list for instance."""
    endings: dict[str, list[Ending]] = defaultdict(list)
    for optout in optouts:
        if (ending := Ending.of_optout(optout)) is not None:
            endings[optout.number.e164].append(ending)
    persons = same_persons(session, endings)
    by_number: dict[str, list[Ending]] = defaultdict(list)
    for number, ended in endings.items():
        for own in persons[number]:
            by_number[own] += ended
    return _end_all(session, chain, by_number, now)


def endings_of(session: Session, numbers: Sequence[str]) -> dict[str, list[Ending]]:
    """What, for each number, ended earlier consents of its person: opt-outs, lifted ones too,
    and withdrawals. A consent that comes in later but was given before has ended with them."""
    persons = same_persons(session, numbers)
    everybody = sorted({own for owns in persons.values() for own in owns})
    found: dict[str, list[Ending]] = defaultdict(list)
    for some in chunks(everybody):
        _by_optouts(session, some, found)
        _by_withdrawals(session, some, found)
    if not found:
        return {}
    return {
        number: [ending for own in sorted(persons[number]) for ending in found.get(own, ())]
        for number in persons
    }


def has_new_consent(
    session: Session,
    number: PhoneNumber,
    since: datetime,
    purpose: str | None = None,
    now: datetime | None = None,
) -> bool:
    """True if after `since` the person agreed to calls, and that still stands, at `now` if given.

    Needed to lift an opt-out of `since`; with `purpose`, a consent for that purpose.
    """
    numbers = same_persons(session, [number.e164])[number.e164]
    query = select(ConsentStateRow.consent_id).where(
        ConsentStateRow.number.in_(numbers),
        ConsentStateRow.state == str(ConsentState.GIVEN),
        ConsentStateRow.basis.in_(CONSENTS),
        ConsentStateRow.channel == str(Channel.VOICE),
        ConsentStateRow.since > since,
    )
    if purpose is not None:
        query = query.where(ConsentStateRow.purpose == purpose)
    if now is not None:
        expires = ConsentStateRow.expires_at
        query = query.where(expires.is_(None) | (expires > now))
    return session.scalars(query.limit(1)).first() is not None


def _end_all(
    session: Session, chain: Chain, endings: dict[str, list[Ending]], now: datetime
) -> int:
    over = [str(state) for state in _OVER]
    ended: list[tuple[Life, ConsentEvent]] = []
    for some in chunks(sorted(endings)):
        mine = ConsentStateRow.number.in_(some) & ConsentStateRow.state.not_in(over)
        for life in lives(session, mine):
            event = _first_to_end(life, endings[life.number], now)
            if event is not None:
                ended.append((life, event))
    go_on(session, chain, now, ended)
    return len(ended)


def _first_to_end(life: Life, endings: list[Ending], now: datetime) -> ConsentEvent | None:
    for ending in sorted(endings, key=lambda ending: ending.at):
        if ending.covers(life.basis, life.purpose, life.channel):
            standing = life.standing(ending.at)
            if standing.event is not None:
                event = ended_by(ending, standing.state, standing.event, now)
                if event is not None:
                    return event
    return None


def _by_optouts(session: Session, numbers: list[str], found: dict[str, list[Ending]]) -> None:
    query = select(OptOutRow).where(
        OptOutRow.number.in_(numbers), OptOutRow.scope != str(OptOutScope.CAMPAIGN)
    )
    for row in session.scalars(query):
        ending = Ending.of_optout(optout_rows.from_row(row))
        if ending is not None:
            found[row.number].append(ending)


def _by_withdrawals(session: Session, numbers: list[str], found: dict[str, list[Ending]]) -> None:
    said_no = (str(ConsentState.WITHDRAWN), str(ConsentState.REFUSED))
    query = select(ConsentStateRow).where(
        ConsentStateRow.number.in_(numbers), ConsentStateRow.state.in_(said_no)
    )
    for row in session.scalars(query):
        found[row.number].append(
            Ending(
                ConsentState.WITHDRAWN,
                row.since,
                ConsentSource.LEDGER,
                f"{row.state.lower()} with consent {row.consent_id}",
                Purpose(row.purpose),
                Channel(row.channel),
            )
        )

"""How a person on a list stands to the seller, changed and journalled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.consents import Word, expire_of
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import ContactList, ContactRow
from voicebot.contacts.consent import ConsentSource, Relation
from voicebot.contacts.consent_record import require_past
from voicebot.contacts.notices import ADVERTISING, require_change
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import Clock
from voicebot.errors import NotFound, said


@dataclass(frozen=True, slots=True)
class Changed:
    """A relation that is another one now; `expired` consents to advertising ended with it."""

    before: Relation
    after: Relation
    expired: int


class Relations:
    """Sets the relation of numbers on our lists."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def set(
        self, number: PhoneNumber, relation: Relation, reason: str, since: datetime | None = None
    ) -> Changed:
        """Change how the number's contact stands to the seller, since a time or from now on.

        With the end of the relationship the consents to advertising run out: whoever comes back
        is asked again. Raises NotFound for a number on no list, BadInput for a change that cannot
        be.
        """
        now = self._clock.now()
        at = since or now
        require_past(at, now, said("the relationship changed"))
        with self._database.write() as session:
            chain = Chain(session)
            row = _newest(session, number)
            before = Relation(row.relation)
            require_change(before, relation)
            session.execute(
                update(ContactRow)
                .where(ContactRow.id == row.id)
                .values(relation=str(relation), relation_since=at)
            )
            body = {"from": str(before), "to": str(relation), "since": at.isoformat()}
            personal = {"number": number.e164, "reason": reason}
            chain.append(now, "relation", body, personal=personal, about=[number.e164])
            expired = _end_advertising(session, chain, number, relation, at, now)
        return Changed(before, relation, expired)


def _end_advertising(
    session: Session,
    chain: Chain,
    number: PhoneNumber,
    relation: Relation,
    at: datetime,
    now: datetime,
) -> int:
    if relation is not Relation.ENDED:
        return 0
    over = "the relationship ended"
    word = Word(at, ConsentSource.RELATION, over, purposes=tuple(sorted(ADVERTISING)))
    return len(expire_of(session, chain, [number.e164], word, now))


def _newest(session: Session, number: PhoneNumber) -> ContactRow:
    """The contact in use."""
    query = (
        select(ContactRow)
        .join(ContactList, ContactList.id == ContactRow.list_id)
        .where(ContactRow.number == number.e164, ContactList.finished_at.is_not(None))
        .order_by(ContactRow.id.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    if row is None:
        raise NotFound("the number is on no list", "import it with `voicebot contacts import`")
    return row

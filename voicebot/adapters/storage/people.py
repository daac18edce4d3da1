"""Contacts in the database: the newest row of a number is the contact in use."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.listed_consents import ListedConsents
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.tables import ContactList, ContactRow
from voicebot.contacts.consent import Relation
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed, Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.conversation.ports import Clock
from voicebot.errors import StorageError

_BATCH = 2000  # rows in one transaction: other writers wait for a fraction of a second
_PLAIN = (
    "name",
    "language",
    "timezone",
    "country",
    "region",
    "email",
    "birth_date",
    "external_id",
    "attributes",
    "relation_since",
)

_MATCHED = ("number", "name", "language", "timezone", "country", "region", "email", "external_id")


@dataclass(slots=True)
class Imported:
    """What came of a list: how many contacts were taken, and every row that was not."""

    list_id: int
    accepted: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class People:
    """Reads and imports contacts."""

    def __init__(
        self, database: Database, owner: Owner, clock: Clock, controller: str = ""
    ) -> None:
        """`controller` is whom the consents on lists were given to."""
        self._database = database
        self._owner = owner
        self._clock = clock
        self._consents = ListedConsents(database, clock, controller)

    def import_list(self, rows: Iterable[Listed | Rejected], file: str) -> Imported:
        """Take in a list, all or nothing, in bounded memory but for the rejections.

        Rows are written batch by batch, so that calls and opt-outs go on meanwhile, and are seen
        by nobody until the last one is in; then their consents go into the ledger. What a
        broken-off import wrote is removed, at once or when the next import begins.
        """
        self._remove_abandoned()
        result = self._begin(file)
        try:
            stream = iter(rows)
            while batch := list(islice(stream, _BATCH)):
                self._take(batch, result)
            self._consents.enter(result.list_id, file)
            self._finish(result, file)
        except BaseException:
            self._discard(result.list_id)
            raise
        return result

    def add(self, contact: Contact) -> int:
        """Add one contact; returns its id."""
        imported = self.import_list([Listed(1, contact)], "entered by hand")
        with self._database.read() as session:
            query = select(ContactRow.id).where(ContactRow.list_id == imported.list_id)
            return session.scalars(query).one()

    def find(self, number: PhoneNumber) -> Contact | None:
        """The contact with this number, the newest if lists gave several."""
        with self._database.read() as session:
            return newest(session, number)

    def every(
        self, matching: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Iterator[Contact]:
        """The contacts in use, by id; `matching` as `in_use` takes it."""
        chosen = in_use(matching or {}).subquery()
        query = select(ContactRow).join(chosen, ContactRow.id == chosen.c.id)
        query = query.order_by(ContactRow.id).limit(limit).execution_options(yield_per=_BATCH)
        with self._database.snapshot() as session, closing(session.scalars(query)) as rows:
            for row in rows:
                yield from_row(row)

    def count(self, matching: Mapping[str, str] | None = None) -> int:
        """How many contacts are in use."""
        query = select(func.count()).select_from(in_use(matching or {}).subquery())
        with self._database.read() as session:
            return session.scalars(query).one()

    def _begin(self, file: str) -> Imported:
        started = {"file": file, "started_at": self._clock.now(), "owner": self._owner.mark}
        with self._database.write() as session:
            statement = insert(ContactList).values(**started, accepted=0, rejected=0)
            list_id = session.scalars(statement.returning(ContactList.id)).one()
        return Imported(list_id)

    def _take(self, batch: list[Listed | Rejected], result: Imported) -> None:
        sound = [self._consents.judged(row) for row in batch]
        listed = [row for row in sound if isinstance(row, Listed)]
        rejected = [row for row in sound if isinstance(row, Rejected)]
        if listed:
            columns = [_as_columns(row, result.list_id) for row in listed]
            with self._database.write() as session:
                accepted = insert_new(session, ContactRow, columns)
                if accepted < len(listed):
                    rejected += _duplicates(session, listed, result.list_id)
            result.accepted += accepted
        result.rejected += sorted(rejected, key=lambda row: row.row)

    def _finish(self, result: Imported, file: str) -> None:
        counts = {"accepted": result.accepted, "rejected": len(result.rejected)}
        now = self._clock.now()
        with self._database.write() as session:
            session.execute(
                update(ContactList)
                .where(ContactList.id == result.list_id)
                .values(finished_at=now, **counts)
            )
            Chain(session).append(
                now,
                "import",
                {"what": "contacts", "list": result.list_id, **counts},
                personal={"file": file},
            )

    def _remove_abandoned(self) -> None:
        with self._database.read() as session:
            query = select(ContactList).where(ContactList.finished_at.is_(None))
            unfinished = [(row.id, row.owner) for row in session.scalars(query)]
        for list_id, owner in unfinished:
            if self._owner.is_gone(owner):
                self._remove(list_id)

    def _discard(self, list_id: int) -> None:
        """Remove what a failed import wrote; nobody sees it, so a full disk may leave it there."""
        try:
            self._remove(list_id)
        except StorageError:
            return

    def _remove(self, list_id: int) -> None:
        some = select(ContactRow.id).where(ContactRow.list_id == list_id).limit(_BATCH * 10)
        while True:
            with self._database.write() as session:
                if session.scalars(some.limit(1)).first() is None:
                    session.execute(delete(ContactList).where(ContactList.id == list_id))
                    return
                session.execute(delete(ContactRow).where(ContactRow.id.in_(some)))


def newest(session: Session, number: PhoneNumber) -> Contact | None:
    """The contact in use for a number."""
    query = (
        select(ContactRow)
        .join(ContactList, ContactList.id == ContactRow.list_id)
        .where(ContactRow.number == number.e164, ContactList.finished_at.is_not(None))
        .order_by(ContactRow.id.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    return None if row is None else from_row(row)


def in_use(matching: Mapping[str, str]) -> Select[int, str]:
    """Ids and numbers of the contacts in use that match.

    A key of `matching` is a column of contact lists (`language`, `country`, …), `list` (the id of
    an import), or an attribute's name; its value must be equal.
    """
    newest_ids = (
        select(func.max(ContactRow.id).label("id"))
        .join(ContactList, ContactList.id == ContactRow.list_id)
        .where(ContactList.finished_at.is_not(None))
        .group_by(ContactRow.number)
        .subquery()
    )
    conditions = [_condition(name, value) for name, value in matching.items()]
    query = select(ContactRow.id, ContactRow.number)
    return query.join(newest_ids, ContactRow.id == newest_ids.c.id).where(*conditions)


def from_row(row: ContactRow) -> Contact:
    """The contact of a row."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    relation = Relation(row.relation)
    return Contact(PhoneNumber(row.number), contact_id=row.id, relation=relation, **plain)


def _condition(name: str, value: str) -> ColumnElement[bool]:
    if name == "list":
        return ContactRow.list_id == int(value)
    if name in _MATCHED:
        equal: ColumnElement[bool] = getattr(ContactRow, name) == value
        return equal
    alike: ColumnElement[bool] = ContactRow.attributes[name].as_string() == value
    return alike


def _as_columns(listed: Listed, list_id: int) -> dict[str, Any]:
    contact = listed.contact
    columns = {name: getattr(contact, name) for name in _PLAIN}
    columns |= {"list_id": list_id, "row": listed.row, "number": contact.number.e164}
    if listed.consent is not None:
        columns["attributes"] = contact.attributes | listed.consent.as_attributes()
    return columns | {"relation": str(contact.relation)} | _numbering(contact.number)


def _numbering(number: PhoneNumber) -> dict[str, Any]:
    plan = plan_of(number)
    zones = ",".join(plan.zones)
    return {"number_valid": plan.valid, "number_country": plan.country, "number_zones": zones}


def _duplicates(session: Session, listed: list[Listed], list_id: int) -> list[Rejected]:
    """The rows whose number another row of the same list had first."""
    numbers = [row.contact.number.e164 for row in listed]
    query = select(ContactRow.number, ContactRow.row).where(
        ContactRow.list_id == list_id, ContactRow.number.in_(numbers)
    )
    first = {row.number: row.row for row in session.execute(query)}
    return [
        Rejected(row.row, f"duplicate of row {first[row.contact.number.e164]}")
        for row in listed
        if first[row.contact.number.e164] != row.row
    ]

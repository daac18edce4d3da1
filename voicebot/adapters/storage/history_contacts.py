"""Contacts out of a call history: what its rows say of the person beside the call."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from pyroaring import BitMap64
from sqlalchemy import select

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.people import from_row
from voicebot.adapters.storage.tables import ContactList, ContactRow
from voicebot.contacts.consent import Relation
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed
from voicebot.outcomes.history import PastCall

_AT_ONCE = 1000


def contacts_of(
    calls: Iterable[PastCall], database: Database, relation: Relation
) -> Iterator[Listed]:
    """Each number once, by its first row. A contact we have keeps what it has and gets more.

    Whom we did not know stands to us as `relation` says.
    """
    stream = _each_once(calls)
    while batch := list(islice(stream, _AT_ONCE)):
        known = _known(database, [call.number.e164 for call in batch])
        for call in batch:
            yield Listed(call.row, _told(call, known.get(call.number.e164), relation))


def _each_once(calls: Iterable[PastCall]) -> Iterator[PastCall]:
    seen, addresses = BitMap64(), set()
    for call in calls:
        digits = call.number.e164.removeprefix("+")
        if not digits.isdecimal():
            if digits not in addresses:
                addresses.add(digits)
                yield call
        elif int(digits) not in seen:
            seen.add(int(digits))
            yield call


def _known(database: Database, numbers: list[str]) -> dict[str, Contact]:
    """The contacts in use."""
    query = (
        select(ContactRow)
        .join(ContactList, ContactList.id == ContactRow.list_id)
        .where(ContactRow.number.in_(numbers), ContactList.finished_at.is_not(None))
        .order_by(ContactRow.id)
    )
    with database.read() as session:
        return {row.number: from_row(row) for row in session.scalars(query)}


def _told(call: PastCall, known: Contact | None, relation: Relation) -> Contact:
    if known is None:
        fresh = Contact(number=call.number, relation=relation)
        return replace(fresh, attributes=_but_consents(call.attributes), **call.contact)
    missing = {name: said for name, said in call.contact.items() if not getattr(known, name)}
    attributes = _but_consents({**call.attributes, **known.attributes})
    return replace(known, contact_id=None, attributes=attributes, **missing)


def _but_consents(attributes: Mapping[str, str]) -> dict[str, str]:
    """A history brings no consents: those of a contact list are in the ledger already."""
    return {name: text for name, text in attributes.items() if name.split(" ", 1)[0] != "consent"}

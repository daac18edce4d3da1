"""What is learned from: the attempts of our books and of imported histories, as one table.

Each row is as it was known when its call began: whose number it was, which complaints were open,
how satisfied the person had last said to be, what the contact list of that time said. Only what
came of the call, and what supervisors put in its place, is from afterwards, and that is no feature.
"""

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from polars import col
from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import learned_as_of as as_of
from voicebot.adapters.storage import learned_rows as rows
from voicebot.adapters.storage.corrected import judged
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.frames import few
from voicebot.adapters.storage.learned_one import PEOPLE, past_of, people_of
from voicebot.adapters.storage.learned_scope import Scope
from voicebot.adapters.storage.tables import ContactList
from voicebot.eligibility.known import MOMENT
from voicebot.learning.attempts import conform

FEW = 100
"""Up to so many numbers are read one by one."""


class LearnedFrom:
    """Reads attempts. `attributes` are the contact attributes that may be learned from;
    `default_zone` is the setting's IANA zone, "" for none.
    """

    def __init__(
        self,
        database: Database,
        attributes: Sequence[str] = (),
        default_zone: str = "",
        few: int = FEW,
    ) -> None:
        self._database = database
        self._attributes = tuple(attributes)
        self._zone = default_zone
        self._few = few

    def every_attempt(self, before: datetime | None = None) -> pl.DataFrame:
        """The whole table (`conform`ed), in order of time and of one moment.

        With `before` (aware) only what began until then. Raises StorageError.
        """
        schema = rows.with_names(rows.ATTEMPTS, self._attributes)
        everybody = Scope()
        with self._database.snapshot() as session:
            found = everybody.read(session, rows.attempts, schema, self._attributes)
            if before is not None:
                found = found.filter(col("at") < before)
            found = self._known_then(session, found.sort("at", "attempt_id"), everybody)
            corrections = everybody.read(session, rows.corrections, rows.CORRECTIONS)
        return conform(judged(found, corrections))

    def attempts_of(self, numbers: Sequence[str], before: datetime) -> pl.DataFrame:
        """The past of some numbers (E.164) and of all others of their persons, `conform`ed.

        In order of time, settled, begun before `before` (aware). `person` is whom each number is
        linked to at that moment. What features of later calls do not ask of a past one is left
        out: its zone, complaints, satisfaction, attributes and corrections.
        """
        with self._database.snapshot() as session:
            if len(numbers) <= self._few:
                return past_of(session, numbers, before)
            persons = _persons(session, numbers, before)
            scope = Scope.of(session, persons["number"])
            found = scope.read(session, rows.attempts, rows.ATTEMPTS)
        past = found.filter(col("at") < before).drop("satisfaction").sort("at", "attempt_id")
        return conform(past.join(persons, on="number", how="left", maintain_order="left"))

    def people(self, numbers: Sequence[str], at: datetime) -> pl.DataFrame:
        """What is known of some numbers at a moment: a row each, in their order.

        Columns number, person, zone, complaints_open, satisfaction, attributes: with a purpose
        they are what `learning.attempts.questions` takes.
        """
        asked = pl.DataFrame({"number": list(numbers)}, schema={"number": pl.String})
        asked = asked.with_columns(at=pl.lit(at).cast(MOMENT))
        with self._database.snapshot() as session:
            if len(numbers) <= self._few:
                return people_of(session, numbers, at, self._attributes, self._zone)
            persons = _persons(session, numbers, at)
            scope = Scope.of(session, persons["number"])
            found = self._known_then(session, asked, scope)
        return found.select(*PEOPLE)

    def _known_then(self, session: Session, found: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        """Rows (`number`, `at`) with what was known of them at their own time."""
        links = scope.read(session, rows.links, rows.LINKS)
        told = scope.read(session, rows.satisfaction, rows.SATISFACTION)
        complaints = scope.read(session, rows.complaints, rows.COMPLAINTS)
        complaints = as_of.with_person(complaints.with_columns(at="since"), links)
        found = as_of.with_person(found.drop("satisfaction", strict=False), links)
        found = as_of.with_complaints(found, complaints)
        found = as_of.with_satisfaction(found, as_of.with_person(told, links))
        found = as_of.with_contact(found, self._contacts(session, scope), self._zone)
        return as_of.with_attributes(found, self._attributes)

    def _contacts(self, session: Session, scope: Scope) -> pl.DataFrame:
        """Contacts with `_since`, when their list had come in whole."""
        schema = rows.with_names(rows.CONTACTS, self._attributes)
        found = scope.read(session, rows.contacts, schema, self._attributes)
        columns = (ContactList.id, ContactList.finished_at)
        finished = select(*columns).where(ContactList.finished_at.is_not(None))
        lists = few(session, finished, {"list_id": pl.Int64, "_since": MOMENT})
        return found.join(lists, on="list_id").drop("list_id")


def _persons(session: Session, numbers: Sequence[str], at: datetime) -> pl.DataFrame:
    """`number` and `person` of these numbers and of all that were their persons' at a moment."""
    asked = pl.DataFrame({"number": list(numbers)}, schema={"number": pl.String}).unique()
    scope = Scope.of(session, asked["number"])
    same = scope.read(session, rows.numbers_of_same, {"number": pl.String})
    if same.is_empty():
        return asked.with_columns(person="number")
    every = pl.concat([asked, same]).unique().with_columns(at=pl.lit(at).cast(MOMENT))
    scope = Scope.of(session, every["number"])
    links = scope.read(session, rows.links, rows.LINKS)
    persons = as_of.with_person(every, links).drop("at")
    wanted = persons.join(asked, on="number", how="semi").select("person").unique()
    return persons.join(wanted, on="person", how="semi")

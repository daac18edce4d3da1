"""Persons with several numbers: linking them, asking about those that may be one, looking them up.

A number linked to nobody is a person of its own; its person is the number.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.person_links import Change, changes, write_change
from voicebot.adapters.storage.person_questions import write_questions
from voicebot.adapters.storage.person_records import numbers_of_list, read_records, records_of
from voicebot.adapters.storage.person_reviews import Answer, answer, pair_of
from voicebot.adapters.storage.person_standing import (
    LinkedNumber,
    Question,
    mark,
    numbers_at,
    person_at,
    questions,
    standing,
)
from voicebot.contacts.contact import Contact
from voicebot.contacts.linking import find_links
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import StorageError

log = logging.getLogger(__name__)

_BATCH = 200  # persons in one transaction
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linking did: persons whose numbers changed, and questions asked and closed."""

    contacts: int
    persons: int
    opened: int
    closed: int


class Persons:
    """Links numbers to persons, and answers whose a number is or was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def link_list(self, list_id: int, now: datetime) -> Linked:
        """Link the contacts of one list to all others, after it was imported."""
        with self._database.read() as session:
            numbers = numbers_of_list(session, list_id)
        return self._link(numbers, now)

    def relink(self, now: datetime) -> Linked:
        """Work out everybody anew."""
        return self._link(None, now)

    def review(self, question_id: int, same: bool, by: str, now: datetime) -> Linked:
        """Somebody's answer to an open question, which counts for every other one of the two.

        Raises NotFound, and NotAllowed where it would make one of two whom a review put apart.
        """
        one = pair_of(self._database, question_id)
        return self.judge(PhoneNumber(one[0]), PhoneNumber(one[1]), same, by, now)

    def judge(self, a: PhoneNumber, b: PhoneNumber, same: bool, by: str, now: datetime) -> Linked:
        """The same for two numbers nobody asked about: DIFFERENT splits a sure link for good."""
        answer(self._database, Answer(a.e164, b.e164, same, by, now))
        return self._link(frozenset((a.e164, b.e164)), now)

    def person_of(self, number: PhoneNumber, as_of: datetime | None = None) -> str:
        """The person's id at a time (None: now); the number itself for one linked to nobody."""
        with self._database.read() as session:
            return person_at(session, number.e164, as_of)

    def numbers_of(
        self, number: PhoneNumber, as_of: datetime | None = None
    ) -> tuple[LinkedNumber, ...]:
        """Every number of a number's person at a time; empty for one linked to nobody."""
        with self._database.read() as session:
            return tuple(numbers_at(session, number.e164, as_of))

    def questions(
        self, numbers: Sequence[PhoneNumber] | None = None, limit: int | None = None
    ) -> list[Question]:
        """Who may be one person, the likeliest first; with `numbers`, of these only."""
        wanted = None if numbers is None else [number.e164 for number in numbers]
        with self._database.read() as session:
            return questions(session, wanted, limit)

    def contacts(self, number: PhoneNumber) -> list[tuple[Contact, str]]:
        """Every record of a number, the newest first, with the file it came from."""
        with self._database.read() as session:
            return records_of(session, number.e164)

    def _link(self, numbers: frozenset[str] | None, now: datetime) -> Linked:
        """Worked out from one moment, written in many; where others write meanwhile, once more."""
        if numbers is not None and not numbers:
            return Linked(0, 0, 0, 0)
        for _ in range(_TRIES):
            with self._database.snapshot() as session:
                moment = mark(session)
                was = standing(session)
                records = read_records(session, numbers)
                found = find_links(records, was, numbers)
            changed = changes(found, was.persons)
            if self._write(changed, moment, now):
                asked = write_questions(self._database, found, was, now)
                looked_at = len(records if numbers is None else numbers)
                log.info("linked %d contacts: %d persons changed", looked_at, len(changed))
                return Linked(looked_at, len(changed), asked.opened, asked.closed)
        raise StorageError(
            "persons were being linked and reviewed elsewhere all the while",
            "run `voicebot person link` when no import is going on",
        )

    def _write(self, changed: Sequence[Change], moment: tuple[object, ...], now: datetime) -> bool:
        """False as soon as somebody else wrote about persons since `moment`."""
        for batch in _batches(changed):
            with self._database.write() as session:
                chain = Chain(session)
                if mark(session) != moment:
                    return False
                for change in batch:
                    write_change(session, chain, change, now)
                session.flush()
                moment = mark(session)
        return True


def _batches(changed: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for start in range(0, len(changed), _BATCH):
        yield changed[start : start + _BATCH]

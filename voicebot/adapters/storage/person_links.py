"""Writing down which numbers are one person's, in transactions that hold nobody up for long."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import PersonNumberRow
from voicebot.contacts.linking import Found, pair


@dataclass(frozen=True, slots=True)
class Change:
    """A person's numbers as they shall be, and those that are no longer theirs."""

    person_id: str
    numbers: tuple[str, ...]
    joined: Mapping[str, tuple[float, str]]
    left: tuple[str, ...]


def changes(found: Found, persons: Mapping[str, str]) -> list[Change]:
    """What to change, person by person; `persons` is who the numbers' persons are now.

    A person keeps the id that most of the numbers have; of two parts the larger one keeps it.
    """
    ids = _ids(found.groups, persons)
    shall = {number: ids[place] for place, group in enumerate(found.groups) for number in group}
    leaving: dict[str, list[str]] = {}
    for number, person in persons.items():
        looked_at = found.touched is None or number in found.touched
        if looked_at and shall.get(number) != person:
            leaving.setdefault(person, []).append(number)
    made = []
    for place, group in enumerate(found.groups):
        joined = [number for number in sorted(group) if persons.get(number) != ids[place]]
        left = leaving.pop(ids[place], [])
        if joined or left:
            why = {number: _why(number, group, found) for number in joined}
            made.append(Change(ids[place], tuple(sorted(group)), why, tuple(sorted(left))))
    gone = [Change(person, (), {}, tuple(sorted(left))) for person, left in leaving.items()]
    return gone + made


def write_change(session: Session, chain: Chain, change: Change, now: datetime) -> None:
    """Put one person's numbers right; a number is in force with one person only."""
    left = PersonNumberRow.number.in_(change.left), PersonNumberRow.person_id == change.person_id
    for whose in (left, (PersonNumberRow.number.in_(change.joined),)):
        ended = update(PersonNumberRow).where(*whose, PersonNumberRow.until.is_(None))
        session.execute(ended.values(until=now))
    rows = [
        {"number": number, "person_id": change.person_id, "since": now, "score": score}
        | {"because": because}
        for number, (score, because) in change.joined.items()
    ]
    if rows:
        session.execute(insert(PersonNumberRow), rows)
    body = {"event": "linked" if change.joined else "unlinked", "person": change.person_id}
    counts = {"joined": len(rows), "left": len(change.left), "numbers": len(change.numbers)}
    about = sorted({*change.numbers, *change.left})
    parts = {number: {f"number {place + 1}": number} for place, number in enumerate(about)}
    why = sorted({because for _, because in change.joined.values()})
    chain.append(now, "person", body | counts | {"because": why}, parts=parts)


def _ids(groups: Sequence[frozenset[str]], persons: Mapping[str, str]) -> dict[int, str]:
    claims = []
    for place, group in enumerate(groups):
        held = Counter(persons[number] for number in group if number in persons)
        claims += [(-count, person, min(group), place) for person, count in held.items()]
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, person, _, place in sorted(claims):
        if place not in ids and person not in taken:
            ids[place] = person
            taken.add(person)
    return {place: ids.get(place) or str(uuid.uuid4()) for place in range(len(groups))}


def _why(number: str, group: frozenset[str], found: Found) -> tuple[float, str]:
    """The best link that holds a number in its group."""
    links = [
        link
        for other in group
        if other != number and (link := found.links.get(pair(number, other))) is not None
    ]
    best = max(links, key=lambda link: (link.score, link.because))
    return best.score, best.because

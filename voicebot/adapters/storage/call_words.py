"""The words of past calls: written when a call is settled, and found again by their forms."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.tables import AttemptRow, CallWordRow
from voicebot.learning.targets import SURE
from voicebot.understanding.said_words import Sought, words_of

MOST_OF_A_CALL = 300
MOST_WITH_ONE_BEGINNING = 40
SHORTEST_NEW = 4  # shorter ones are mostly pieces of others
_LAST = "\U0010ffff"


def lines_of(record: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """What the person said on a call, by its record; empty for an imported or erased call."""
    told = (record or {}).get("transcript")
    lines = told if isinstance(told, list) else []
    return [line for line in lines if isinstance(line, dict) and line.get("who") == "callee"]


def write(session: Session, attempt: AttemptRow) -> None:
    """Make a settled call findable by what the person said on it."""
    words = sorted(words_of(_texts(lines_of(attempt.record))))[:MOST_OF_A_CALL]
    rows = [{"word": word, "at": attempt.at, "attempt_id": attempt.attempt_id} for word in words]
    if rows:
        insert_new(session, CallWordRow, rows)
    attempt.words_read = True


def new_words(session: Session, attempt: AttemptRow) -> int:
    """How many words were surely heard on this call that nobody said on an earlier one."""
    surely = (line for line in lines_of(attempt.record) if (line.get("confidence") or 0) >= SURE)
    words = [word for word in words_of(_texts(surely)) if len(word) >= SHORTEST_NEW]
    spoken = [word for word in sorted(words)[:MOST_OF_A_CALL] if word.isalpha()]
    return len(spoken) - len(known(session, spoken))


def known(session: Session, words: Iterable[str]) -> list[str]:
    """Those of the words that are in some call: one step into the index for each."""
    asked = [select(literal(word).label("word")) for word in words]
    if not asked:
        return []
    these = union_all(*asked).subquery()
    said = select(CallWordRow.word).where(CallWordRow.word == these.c.word).limit(1)
    query = select(these.c.word).where(said.correlate(these).exists())
    return sorted(session.scalars(query))


def said_forms(session: Session, sought: Sought) -> list[str]:
    """The words of calls that a word of a search stands for."""
    if sought.beginning:
        return _beginning_with(session, sought.beginning)
    return known(session, sought.forms)


def _beginning_with(session: Session, beginning: str) -> list[str]:
    """From each word to the next, without a walk over its calls."""
    found: list[str] = []
    after = select(CallWordRow.word).where(CallWordRow.word < beginning + _LAST)
    query = after.where(CallWordRow.word >= beginning)
    while len(found) < MOST_WITH_ONE_BEGINNING:
        word = session.scalars(query.order_by(CallWordRow.word).limit(1)).first()
        if word is None:
            break
        found.append(word)
        query = after.where(CallWordRow.word > word)
    return found


def _texts(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(line.get("text", "")) for line in lines]

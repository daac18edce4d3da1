"""Call history of another dialler, entered as settled attempts with what follows from them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import history_rows as rows
from voicebot.adapters.storage.bulk import insert_many, uncollected
from voicebot.adapters.storage.consent_endings import revoke_all_covered
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.history_contacts import contacts_of
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.people import People
from voicebot.adapters.storage.tables import AttemptRow, OptOutRow, SuppressionRow
from voicebot.contacts.listed import Rejected
from voicebot.conversation.ports import Clock
from voicebot.outcomes.history import PastCall
from voicebot.outcomes.history_following import is_silent, suppressions
from voicebot.outcomes.history_mapping import HistoryMapping

_BATCH = 4000  # calls in one transaction: other writers wait for a fraction of a second

Read = Callable[[], Iterator[PastCall | Rejected]]


@dataclass(slots=True)
class ImportedHistory:
    """What came of an import. `entered` are the accepted calls that were not there before."""

    rows: int = 0
    accepted: int = 0
    entered: int = 0
    optouts: int = 0
    suppressions: int = 0
    contacts: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class Histories:
    """Takes in call histories."""

    def __init__(self, database: Database, people: People, clock: Clock) -> None:
        self._database = database
        self._people = people
        self._clock = clock

    def enter(self, read: Read, mapping: HistoryMapping, file: str) -> ImportedHistory:
        """Enter a history, batch by batch, in bounded memory but for the rejections.

        Calls and opt-outs of our own go on meanwhile. A call is entered once, however often its
        row comes, so that a broken-off import is simply run again. `read` gives the rows from the
        first, and is asked a second time for the contacts where rows say more than the call.
        """
        result, now = ImportedHistory(), self._clock.now()
        stream = _sorted_out(read(), now, result)
        tells_more = False
        with uncollected():
            while batch := list(islice(stream, _BATCH)):
                tells_more |= any(call.attributes or call.contact for call in batch)
                self._take(batch, mapping, now, result)
        if tells_more and result.entered:
            past = (row for row in read() if isinstance(row, PastCall) and row.at <= now)
            found = contacts_of(past, self._database, mapping.defaults.relation)
            result.contacts = self._people.import_list(found, f"{mapping.name}: {file}").accepted
        return result

    def _take(
        self, batch: list[PastCall], mapping: HistoryMapping, now: datetime, result: ImportedHistory
    ) -> None:
        with self._database.write() as session:
            chain = Chain(session)
            seq = chain.next_seq
            new = _unknown(session, batch)
            if not new:
                return
            calls = [rows.attempt(call, mapping.name, now, seq) for call in new]
            insert_many(session, AttemptRow, calls)
            optouts = [rows.optout(c, mapping.name, now, seq) for c in new if c.outcome.opt_out]
            entered = insert_new(session, OptOutRow, optouts) if optouts else 0
            followed = list(_suppressions(session, new, now, seq))
            insert_many(session, SuppressionRow, followed)
            body = _journalled(mapping, new) | {"optouts": entered, "suppressed": len(followed)}
            chain.append(now, "history", body, about={call.number.e164 for call in new})
            revoke_all_covered(session, chain, map(rows.said, optouts), now)
        result.entered += len(new)
        result.optouts += entered
        result.suppressions += len(followed)


def _sorted_out(
    found: Iterable[PastCall | Rejected], now: datetime, result: ImportedHistory
) -> Iterator[PastCall]:
    """The calls; what is none is kept as rejected."""
    for one in found:
        result.rows += 1
        if isinstance(one, Rejected):
            result.rejected.append(one)
        elif one.at > now:
            result.rejected.append(Rejected(one.row, "the call is in the future"))
        else:
            result.accepted += 1
            yield one


def _unknown(session: Session, batch: list[PastCall]) -> list[PastCall]:
    """Calls that are not on record yet, each once."""
    calls = {call.call_id: call for call in batch}
    query = select(AttemptRow.attempt_id).where(AttemptRow.attempt_id.in_(calls))
    known = set(session.scalars(query))
    return [call for call_id, call in calls.items() if call_id not in known]


def _suppressions(
    session: Session, new: list[PastCall], now: datetime, seq: int
) -> Iterator[dict[str, Any]]:
    """Those that still stand; a cool-down that is over says nothing any more."""
    for call, silent_before in _with_silence(session, new):
        for one in suppressions(call, silent_before):
            if one.until is None or one.until > now:
                yield rows.suppression(call, one, seq)


def _with_silence(session: Session, new: list[PastCall]) -> Iterator[tuple[PastCall, int]]:
    """Each call with how often its number hung up without a word on other calls.

    Rows come in any order, so of two silent hang-ups the one that is entered second counts both.
    """
    numbers = {call.number.e164 for call in new if is_silent(call)}
    ids = {call.call_id for call in new}
    query = select(AttemptRow.number, AttemptRow.attempt_id).where(
        AttemptRow.number.in_(numbers), AttemptRow.refusal_kind == "SILENT_REFUSAL"
    )
    found = session.execute(query) if numbers else ()
    silent = Counter(str(row.number) for row in found if row.attempt_id not in ids)
    for call in new:
        yield call, silent[call.number.e164]
        silent[call.number.e164] += is_silent(call)


def _journalled(mapping: HistoryMapping, new: list[PastCall]) -> dict[str, object]:
    """The batch, with a hash over the ids of its calls: none can be added or taken away unseen."""
    ids = "\n".join(call.call_id for call in new)
    return {"source": mapping.name, "calls": len(new), "sha256": sha256(ids.encode()).hexdigest()}

"""The opt-out register: an opt-out is on disk before anybody is told that it is."""

import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import optout_lifting, optout_rows, webhook_events
from voicebot.adapters.storage.consent_endings import revoke_all_covered, revoke_covered
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.failures import nothing_but_storage_errors
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.paging import older
from voicebot.adapters.storage.spool import Spool
from voicebot.adapters.storage.tables import OptOutRow
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, DatabaseRefused, StorageError

log = logging.getLogger(__name__)

_BATCH = 5000  # numbers of a do-not-call list in one transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """An opt-out as the register holds it; `lifted_at` is None while it is in force."""

    optout: OptOut
    recorded_at: datetime
    lifted_at: datetime | None = None
    lift_reason: str | None = None

    def as_json(self) -> dict[str, object]:
        """For programs."""
        said = asdict(self.optout)
        return said | {
            "number": self.optout.number.e164,
            "at": self.optout.at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "lifted_at": self.lifted_at.isoformat() if self.lifted_at else None,
            "lift_reason": self.lift_reason,
        }


class Register:
    """The `OptOutRegister` of the conversation, and what supervisors do with it.

    Opt-outs of the spool are in force like any other.
    """

    def __init__(
        self, database: Database, spool: Spool, clock: Clock, erased: ErasedNumbers
    ) -> None:
        self._database = database
        self._erased = erased
        self._spool = spool
        self._clock = clock
        self._in_the_way: type[StorageError] | None = None

    def save(self, optout: OptOut) -> str:
        """On disk when it returns: "database", or "spool" whatever the database raised.

        Saving the same `optout_id` again changes nothing. Raises StorageError if neither worked,
        ValueError for a time without a zone.
        """
        _require_whole(optout)
        try:
            self._enter(optout)
        except StorageError as error:
            log.warning("an opt-out goes to the spool: %s", error.happened)
            self._spool.keep(optout)
            return "spool"
        return "database"

    def warm_up(self) -> None:
        """Do once all that `save` does and take it back, so that the first opt-out is as quick.

        A database that is away is left alone: an opt-out would go to the spool.
        """
        nobody = OptOut(
            optout_id=str(uuid.uuid4()),
            number=PhoneNumber("sip:nobody"),
            scope=OptOutScope.SELLER,
            source=OptOutSource.SPOKEN,
            at=self._clock.now(),
            reason="rehearsed",
        )
        try:
            with self._writing() as session:
                self._write(session, nobody)
                session.rollback()
        except StorageError as error:
            log.warning("the database is away: %s", error.happened)

    def replay(self) -> int:
        """Move what waits in the spool into the database; returns how many. Raises StorageError.

        One that the database does not take holds up none of the others.
        """
        moved, left = 0, list[DatabaseRefused]()
        for spooled in self._spool.waiting():
            try:
                self._enter(spooled.optout)
            except DatabaseRefused as error:
                left.append(error)
            else:
                self._spool.forget(spooled)
                moved += 1
        if left:
            raise left[0]
        return moved

    def take_in(self) -> None:
        """As `replay`, to be asked again and again: what is in the way is told once.

        Until they are taken in, opt-outs of the spool are known to this data directory alone.
        """
        try:
            moved = self.replay()
        except StorageError as error:
            if type(error) is not self._in_the_way:
                log.warning("opt-outs still wait in the spool: %s", error.happened)
            self._in_the_way = type(error)
            return
        self._in_the_way = None
        if moved:
            log.info("opt-outs taken from the spool into the database: %s", moved)

    def find(self, number: PhoneNumber) -> list[OptOut]:
        """The opt-outs in force for a number, oldest first, then those of the spool.

        The spool is read first: what is moved into the database meanwhile is found there.
        """
        waiting = [optout for optout in self.waiting() if optout.number == number]
        with self._database.read() as session:
            found = in_force(session, number)
        known = {optout.optout_id for optout in found}
        return found + [optout for optout in waiting if optout.optout_id not in known]

    def waiting(self) -> list[OptOut]:
        """Every opt-out that waits in the spool."""
        return [waiting.optout for waiting in self._spool.waiting()]

    def kept(
        self,
        number: PhoneNumber | None = None,
        lifted: bool = False,
        limit: int | None = None,
        after: tuple[datetime, str] | None = None,
    ) -> Iterator[Kept]:
        """Opt-outs, newest first, as of one moment; with `lifted` the lifted ones too.

        `after` is the time and id of the last one seen.
        """
        query = select(OptOutRow).order_by(OptOutRow.at.desc(), OptOutRow.optout_id)
        if number is not None:
            query = query.where(OptOutRow.number == number.e164)
        if not lifted:
            query = query.where(OptOutRow.lifted_at.is_(None))
        if after is not None:
            query = query.where(older(OptOutRow.at, OptOutRow.optout_id, after))
        query = query.limit(limit).execution_options(yield_per=_BATCH)
        with self._database.snapshot() as session, closing(session.scalars(query)) as rows:
            for row in rows:
                yield Kept(
                    optout_rows.from_row(row), row.recorded_at, row.lifted_at, row.lift_reason
                )

    def lift(
        self,
        number: PhoneNumber,
        reason: str,
        optout_id: str | None = None,
        *,
        by: str = "",
        mistaken: bool = False,
    ) -> int:
        """End a number's opt-outs (or one of them), for a reason that is kept; returns how many.

        Needs a consent that the person gave since, unless `mistaken` says that we entered them by
        mistake. Raises BadInput without a reason, NotFound where none is in force, NotAllowed.
        """
        if not reason.strip():
            raise BadInput("an opt-out is lifted only for a reason", "give one with --reason")
        self.replay()
        with self._database.write() as session:
            now = self._clock.now()
            asked = optout_lifting.Asked(number, reason, by, optout_id, mistaken)
            return optout_lifting.lift(session, asked, self._erased, now)

    def import_numbers(
        self, numbers: Iterable[PhoneNumber], list_name: str, scope: OptOutScope
    ) -> int:
        """Enter a do-not-call list; returns how many numbers were new.

        Each batch is a transaction. A broken-off import has entered only opt-outs that are wanted,
        and running it again enters the rest, since a list's number is entered once.
        """
        stream, entered = iter(numbers), 0
        while batch := list(islice(stream, _BATCH)):
            entered += self._enter_batch(batch, list_name, scope)
        return entered

    def _enter(self, optout: OptOut) -> None:
        with self._writing() as session:
            self._write(session, optout)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction of which nothing but a StorageError comes, whatever the database raises."""
        with nothing_but_storage_errors(self._database.url), self._database.write() as session:
            yield session

    def _write(self, session: Session, optout: OptOut) -> None:
        chain, now = Chain(session), self._clock.now()
        row = optout_rows.as_columns(optout)
        row |= {"recorded_at": now, "journal_seq": chain.next_seq}
        if insert_new(session, OptOutRow, [row]):
            body, personal = optout_rows.parted(optout)
            chain.append(now, "optout", body, personal=personal, about=(optout.number.e164,))
            webhook_events.opted_out(session, optout, now)
            _end_consents(session, chain, optout, now)

    def _enter_batch(self, batch: list[PhoneNumber], list_name: str, scope: OptOutScope) -> int:
        now = self._clock.now()
        listed = [_listed(number, list_name, scope, now) for number in batch]
        with self._database.write() as session:
            chain = Chain(session)
            kept = {"recorded_at": now, "journal_seq": chain.next_seq}
            rows = [optout_rows.as_columns(optout) | kept for optout in listed]
            entered = insert_new(session, OptOutRow, rows)
            if entered:
                body = {"what": "optouts", "scope": str(scope), "entered": entered}
                chain.append(now, "import", body, personal={"file": list_name})
                revoke_all_covered(session, chain, listed, now)
        return entered


def _require_whole(optout: OptOut) -> None:
    """A mistake of the caller is raised as it is, before anything is asked to keep it."""
    optout_rows.parted(optout)
    if optout.at.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")


def in_force(session: Session, number: PhoneNumber) -> list[OptOut]:
    """A number's opt-outs that are not lifted, oldest first."""
    query = (
        select(OptOutRow)
        .where(OptOutRow.number == number.e164, OptOutRow.lifted_at.is_(None))
        .order_by(OptOutRow.at, OptOutRow.optout_id)
    )
    return [optout_rows.from_row(row) for row in session.scalars(query)]


def _end_consents(session: Session, chain: Chain, optout: OptOut, now: datetime) -> None:
    """An opt-out stands by itself: a ledger that cannot be read must not keep it from being saved.

    Nothing may be appended to `chain` afterwards in this transaction.
    """
    try:
        with session.begin_nested():
            revoke_covered(session, chain, optout, now)
    except (ValueError, KeyError, TypeError):
        log.exception("an opt-out is saved, but the consents that it ends could not be read")


def _listed(number: PhoneNumber, list_name: str, scope: OptOutScope, at: datetime) -> OptOut:
    name = f"{list_name}\n{scope}\n{number}"
    return OptOut(
        optout_id=str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        number=number,
        scope=scope,
        source=OptOutSource.IMPORT,
        at=at,
        reason=f"on the do-not-call list {list_name}",
    )

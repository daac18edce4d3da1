"""Who is not called and why, as supervisors look through it: newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from voicebot.adapters.storage import optout_rows
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.left_alone import KeptAlone, kept_alone
from voicebot.adapters.storage.paging import older
from voicebot.adapters.storage.register import Kept
from voicebot.adapters.storage.tables import LeftAloneRow, OptOutRow, SuppressionRow
from voicebot.contacts.suppression import SuppressionReason
from voicebot.errors import BadInput, NotFound

Place = tuple[datetime, str]
"""Where a page ended: the time and the id of its last line."""


@dataclass(frozen=True, slots=True)
class OptOutsWanted:
    """Conditions; empty ones are none. `lifted`: those that ended too."""

    number: str = ""
    scope: str = ""
    source: str = ""
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing suppression by the rules; `until` None: for good."""

    id: int
    number: str
    reason: SuppressionReason
    since: datetime
    until: datetime | None
    why: str
    attempt_id: str | None


class Suppressed:
    """Reads opt-outs, learned suppressions and standing ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def optouts(self, wanted: OptOutsWanted, limit: int, after: Place | None = None) -> list[Kept]:
        """Newest first."""
        query = select(OptOutRow).order_by(OptOutRow.at.desc(), OptOutRow.optout_id)
        named = {"number": wanted.number, "scope": wanted.scope, "source": wanted.source}
        for name, value in named.items():
            if value:
                query = query.where(getattr(OptOutRow, name) == value)
        if not wanted.lifted:
            query = query.where(OptOutRow.lifted_at.is_(None))
        if after is not None:
            query = query.where(older(OptOutRow.at, OptOutRow.optout_id, after))
        with self._database.read() as session:
            return list(map(_kept, session.scalars(query.limit(limit))))

    def optout(self, optout_id: str) -> Kept:
        """One opt-out, lifted or not. Raises NotFound."""
        with self._database.read() as session:
            row = session.get(OptOutRow, optout_id)
            if row is None:
                raise NotFound("there is no such opt-out", "look for it by its number")
            return _kept(row)

    def of_numbers(self, numbers: Sequence[str]) -> list[Kept]:
        """Every opt-out of a person's numbers, newest first."""
        query = select(OptOutRow).where(OptOutRow.number.in_(numbers))
        with self._database.read() as session:
            return list(map(_kept, session.scalars(query.order_by(OptOutRow.at.desc()))))

    def learned(
        self, now: datetime, limit: int, after: Place | None = None, number: str = ""
    ) -> list[tuple[str, KeptAlone]]:
        """Whom a model leaves alone at that time, newest first, each with its id."""
        query = select(LeftAloneRow).where(
            LeftAloneRow.lifted_at.is_(None), LeftAloneRow.until > now
        )
        if number:
            query = query.where(LeftAloneRow.number == number)
        if after is not None:
            query = query.where(older(LeftAloneRow.since, LeftAloneRow.left_alone_id, after))
        query = query.order_by(LeftAloneRow.since.desc(), LeftAloneRow.left_alone_id)
        with self._database.read() as session:
            found = session.scalars(query.limit(limit))
            return [(row.left_alone_id, kept_alone(row)) for row in found]

    def learned_one(self, left_alone_id: str) -> KeptAlone:
        """One of them. Raises NotFound."""
        with self._database.read() as session:
            row = session.get(LeftAloneRow, left_alone_id)
            if row is None:
                raise NotFound("no model left this number alone", "look for it by its number")
            return kept_alone(row)

    def standing(
        self,
        now: datetime,
        limit: int,
        before: int | None = None,
        numbers: Sequence[str] | None = None,
    ) -> list[Standing]:
        """What the rules of refusals, wrong numbers and holds keep from being called now."""
        query = select(SuppressionRow).where(
            or_(SuppressionRow.until.is_(None), SuppressionRow.until > now)
        )
        if numbers is not None:
            query = query.where(SuppressionRow.number.in_(numbers))
        if before is not None:
            query = query.where(SuppressionRow.id < before)
        with self._database.read() as session:
            found = session.scalars(query.order_by(SuppressionRow.id.desc()).limit(limit))
            return list(map(_standing, found))


def place_of(cursor: str) -> Place | None:
    """A page's cursor; None for the first page. Raises BadInput for one that is none of ours."""
    if not cursor:
        return None
    at, _, name = cursor.partition("~")
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        then = None
    if then is None or then.tzinfo is None:
        raise BadInput("this page of the list does not exist", "begin at the newest")
    return then, name


def cursor_of(at: datetime, name: str) -> str:
    """The cursor of the page after this line."""
    return f"{at.isoformat()}~{name}"


def _kept(row: OptOutRow) -> Kept:
    return Kept(optout_rows.from_row(row), row.recorded_at, row.lifted_at, row.lift_reason)


def _standing(row: SuppressionRow) -> Standing:
    return Standing(
        row.id,
        row.number,
        SuppressionReason(row.reason),
        row.since,
        row.until,
        row.why,
        row.attempt_id,
    )

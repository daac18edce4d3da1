"""What was learned about a whole list: whom it leaves alone, and who is not satisfied.

For a forecast: it counts, so no reasons are told, nobody is called against the score, and nothing
is written. Everybody is looked at as of one moment.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from polars import col
from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import learned_rows
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.frames import few, many
from voicebot.adapters.storage.known_people import People
from voicebot.adapters.storage.known_tables import everybody
from voicebot.adapters.storage.learned_from import LearnedFrom
from voicebot.adapters.storage.tables import LeftAloneRow
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.known import LEARNED, MOMENT, Columns
from voicebot.learning.attempts import questions
from voicebot.learning.policy.scoring import THRESHOLD, Scoring

AT_ONCE = 250_000
"""Numbers that are scored at once, so that a million need no more memory than these."""

_STANDING: Columns = {
    "number": pl.String,
    "since": MOMENT,
    "until": MOMENT,
    "reason": pl.String,
    "model": pl.String,
    "lifted_at": MOMENT,
}
_NAMES = {name: col(name) for name in ("number", "model")}


class ListScores:
    """Puts a model to the numbers of lists."""

    def __init__(self, database: Database, default_zone: str) -> None:
        self._database = database
        self._zone = default_zone

    def learned(
        self,
        session: Session,
        asked: pl.DataFrame,
        purpose: Purpose,
        at: datetime,
        scoring: Scoring | None,
    ) -> pl.DataFrame:
        """LEARNED of those of `asked` (its number and person) of whom something is to be said."""
        persons = asked.select("number", "person")
        written = self._written(session, persons, purpose, at)
        told = _told(session, persons, at)
        free = persons.join(written, on="number", how="anti")
        scored = self._scored(free["number"].to_list(), purpose, at, scoring)
        standing = written.filter(~col("lifted")).drop("lifted")
        said = pl.concat([standing, scored], how="diagonal_relaxed")
        whole = said.join(told, on="number", how="full", coalesce=True)
        return _as_learned(whole.with_columns(purpose=pl.lit(str(purpose))))

    def _written(
        self, session: Session, persons: pl.DataFrame, purpose: Purpose, at: datetime
    ) -> pl.DataFrame:
        """What still holds of what was said before, by each number of its person."""
        row = LeftAloneRow
        columns = [getattr(row, name) for name in _STANDING]
        query = select(*columns).where(row.purpose == str(purpose), row.since <= at, row.until > at)
        found = few(session, query.order_by(row.since), _STANDING)
        if found.is_empty():
            return pl.DataFrame(schema={"number": pl.String, "lifted": pl.Boolean})
        theirs = People.read(session).named(found, None).unique("person", keep="last")
        return persons.join(theirs.drop("number"), on="person").select(
            *_NAMES,
            lifted=col("lifted_at").is_not_null(),
            left_alone_for="reason",
            left_alone_since="since",
            left_alone_until="until",
        )

    def _scored(
        self, numbers: Sequence[str], purpose: Purpose, at: datetime, scoring: Scoring | None
    ) -> pl.DataFrame:
        if scoring is None or not numbers:
            return pl.DataFrame(schema={"number": pl.String})
        source = LearnedFrom(self._database, scoring.model.attributes, self._zone)
        parts = [
            _left(source, numbers[begins : begins + AT_ONCE], purpose, at, scoring)
            for begins in range(0, len(numbers), AT_ONCE)
        ]
        return pl.concat(parts)


def _left(
    source: LearnedFrom, numbers: Sequence[str], purpose: Purpose, at: datetime, scoring: Scoring
) -> pl.DataFrame:
    people = source.people(numbers, at).with_columns(purpose=pl.lit(str(purpose)))
    found = scoring.many(source.attempts_of(numbers, at), questions(people, at))
    lasts = pl.duration(days=scoring.worth.left_alone.days)
    since = pl.lit(at).cast(MOMENT)
    return found.select(
        "number",
        model=pl.lit(scoring.model.version),
        left_alone_for="reason",
        left_alone_since=since,
        left_alone_until=since + lasts,
        score="worth",
        threshold=pl.lit(THRESHOLD),
        harm_chance="harm",
        reach_chance="reach",
    )


def _told(session: Session, persons: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """`number` and `satisfaction` of those whose persons said it, the last time."""
    found = many(session, learned_rows.satisfaction(everybody), learned_rows.SATISFACTION)
    found = found.filter(col("at") < at).sort("at")
    if found.is_empty():
        return pl.DataFrame(schema={"number": pl.String, "satisfaction": pl.Float64})
    theirs = People.read(session).named(found, None).unique("person", keep="last")
    return persons.join(theirs.select("person", "satisfaction"), on="person").drop("person")


def _as_learned(said: pl.DataFrame) -> pl.DataFrame:
    kinds: dict[str, Any] = dict(LEARNED)
    absent = [pl.lit(None).alias(name) for name in kinds if name not in said.columns]
    return said.with_columns(absent).select(col(name).cast(kind) for name, kind in kinds.items())

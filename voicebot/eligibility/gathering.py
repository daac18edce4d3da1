"""Facts: what the books know and the law asks, as one flat row for each question.

Everything is worked out for all questions at once; a single question is a list of one.
"""

from collections.abc import Sequence

import polars as pl
from polars import col

from voicebot.eligibility import gathering_consents, gathering_grounds
from voicebot.eligibility.fact_row import FACTS, NAMES, QUESTION
from voicebot.eligibility.gathering_calls import facts_of_calls
from voicebot.eligibility.gathering_lists import facts_of_lists
from voicebot.eligibility.gathering_places import Law, facts_of_places, rows_of
from voicebot.eligibility.gathering_rows import Part
from voicebot.eligibility.gathering_times import Times
from voicebot.eligibility.house import House
from voicebot.eligibility.judging import held, waits
from voicebot.eligibility.judging_one import wait_of_one
from voicebot.eligibility.known import MOMENT, Known
from voicebot.eligibility.policy import POLICY


def gather(known: Known, law: Law, house: House | None = None) -> pl.DataFrame:
    """The facts (FACTS) of every question asked, in their order.

    Without `house` the settings' defaults are the house's rules.
    """
    house = house or House()
    rows = rows_of(known, law, house)
    times = Times.of(rows, house)
    openings = times.openings(rows)
    parts: tuple[Part, ...] = (
        known.asked.lazy().select(_QUESTION),
        openings.lazy().drop("today_began"),
        facts_of_places(rows),
        gathering_grounds.optouts(known, rows),
        *gathering_grounds.standing(known, rows),
        gathering_grounds.complaints(known, rows),
        gathering_grounds.likenesses(known, rows),
        gathering_consents.consents(known, rows),
        gathering_consents.other_channels(known, rows),
        *facts_of_lists(known, rows),
        *facts_of_calls(known, rows, openings),
    )
    facts = rows.collect(_side_by_side(parts))
    return facts.hstack(_reopenings(facts, times))


_QUESTION = (
    *(col(name).cast(QUESTION[name]) for name in ("at", "purpose", "relation", "zones_from")),
    *(col(name).fill_null(False) for name in ("valid", "erased")),
    col("lasts_s").fill_null(0.0),
    col("zones").fill_null(pl.lit([], dtype=NAMES)),
)
_BUT_THE_LAST = [name for name in FACTS if name != "reopens_at"]


def _side_by_side(parts: Sequence[Part]) -> pl.LazyFrame:
    """All columns of facts but the last, which follows from the others."""
    frames = [part for part in parts if isinstance(part, pl.LazyFrame)]
    everywhere = [part for part in parts if isinstance(part, dict)]
    beside = pl.concat(frames, how="horizontal").with_columns(
        value.alias(name) for part in everywhere for name, value in part.items()
    )
    return beside.select(_BUT_THE_LAST)


def _reopenings(facts: pl.DataFrame, times: Times) -> pl.DataFrame:
    """`reopens_at`: when all that only makes a call wait has passed, moved into the hours again."""
    if facts.height == 1:
        until = pl.Series([wait_of_one(facts.row(0, named=True), POLICY)], dtype=MOMENT)
    else:
        until = waits(facts, held(facts, POLICY), POLICY)
    return times.reopenings(until)

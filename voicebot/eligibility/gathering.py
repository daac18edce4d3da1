"""Facts: what the books know and the law asks, as one flat row for each question.

Everything is worked out for all questions at once, part by part. A single question has the same
parts, worked out one after the other: a plan over all of them costs more than they do.
"""

from collections.abc import Mapping, Sequence

import polars as pl
from polars import col

from voicebot.eligibility import gathering_consents, gathering_grounds
from voicebot.eligibility.fact_row import FACTS, NAMES, QUESTION, Facts
from voicebot.eligibility.gathering_calls import facts_of_calls
from voicebot.eligibility.gathering_learned import learned
from voicebot.eligibility.gathering_lists import facts_of_lists
from voicebot.eligibility.gathering_places import Law, facts_of_places, rows_of
from voicebot.eligibility.gathering_rows import Part, Rows, Values
from voicebot.eligibility.gathering_times import MOMENTS, Times, calendar_of_one
from voicebot.eligibility.house import House
from voicebot.eligibility.judging import held, waits
from voicebot.eligibility.judging_one import wait_of_one
from voicebot.eligibility.known import Known
from voicebot.eligibility.policy import POLICY


def gather(known: Known, law: Law, house: House | None = None) -> pl.DataFrame:
    """The facts (FACTS) of every question asked, in their order.

    Without `house` the settings' defaults are the house's rules.
    """
    if known.asked.height == 1:
        return pl.DataFrame([gather_one(known, law, house).values], schema=FACTS)
    house = house or House()
    rows = rows_of(known, law, house)
    times = Times.of(rows, house)
    openings = times.openings(rows)
    parts = (openings.lazy().drop("today_began"), *_parts(known, rows, openings))
    facts = rows.collect(_side_by_side(parts))
    until = waits(facts, held(facts, POLICY), POLICY)
    return facts.hstack(times.reopenings(until))


def gather_one(known: Known, law: Law, house: House | None = None) -> Facts:
    """The facts of the only question asked."""
    house = house or House()
    rows = rows_of(known, law, house)
    calendar = calendar_of_one(rows, house)
    values: dict[str, object] = dict(zip(MOMENTS, calendar.moments(rows.first["at"]), strict=True))
    for part in _parts(known, rows, dict(values)):
        values |= part if isinstance(part, Mapping) else rows.collect(part).row(0, named=True)
    until = wait_of_one(values, POLICY)
    values["reopens_at"] = until and calendar.opens(until)
    return Facts({name: values[name] for name in FACTS})


def _parts(known: Known, rows: Rows, openings: pl.DataFrame | Values) -> tuple[Part, ...]:
    """All facts but the moments that calendars tell."""
    return (
        known.asked.lazy().select_seq(_QUESTION),
        facts_of_places(rows),
        gathering_grounds.optouts(known, rows),
        *gathering_grounds.standing(known, rows),
        gathering_grounds.complaints(known, rows),
        gathering_grounds.likenesses(known, rows),
        gathering_consents.consents(known, rows),
        gathering_consents.other_channels(known, rows),
        *facts_of_lists(known, rows),
        *facts_of_calls(known, rows, openings),
        learned(known, rows),
    )


_QUESTION = (
    *(
        col(name).cast(QUESTION[name])
        for name in ("at", "purpose", "relation", "zones_from", "request_id")
    ),
    *(col(name).fill_null(False) for name in ("valid", "erased")),
    col("lasts_s").fill_null(0.0),
    col("zones").fill_null(pl.lit([], dtype=NAMES)),
)
_BUT_THE_LAST = [name for name in FACTS if name != "reopens_at"]


def _side_by_side(parts: Sequence[Part]) -> pl.LazyFrame:
    """All columns of facts but the last, which follows from the others."""
    frames = [part for part in parts if isinstance(part, pl.LazyFrame)]
    everywhere = [part for part in parts if isinstance(part, Mapping)]
    beside = pl.concat(frames, how="horizontal").with_columns(
        pl.lit(value, dtype=FACTS[name]).alias(name)
        for part in everywhere
        for name, value in part.items()
    )
    return beside.select(_BUT_THE_LAST)

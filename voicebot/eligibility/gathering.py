"""Facts: what the books know and the law asks, as one flat row for each question.

Everything is worked out for all questions at once, part by part.
"""

from collections.abc import Mapping, Sequence

import polars as pl
from polars import col

from voicebot.eligibility import gathering_consents, gathering_grounds
from voicebot.eligibility.fact_row import FACTS, NAMES, QUESTION
from voicebot.eligibility.gathering_calls import facts_of_calls
from voicebot.eligibility.gathering_learned import learned
from voicebot.eligibility.gathering_lists import facts_of_lists
from voicebot.eligibility.gathering_one import gather_one
from voicebot.eligibility.gathering_places import Law, facts_of_places, rows_of
from voicebot.eligibility.gathering_rows import Part, Rows
from voicebot.eligibility.gathering_times import Times
from voicebot.eligibility.house import House
from voicebot.eligibility.judging import held, waits
from voicebot.eligibility.known import Known
from voicebot.eligibility.known_of_one import KnownOfOne
from voicebot.eligibility.policy import POLICY


def gather(known: Known, law: Law, house: House | None = None) -> pl.DataFrame:
    """The facts (FACTS) of every question asked, in their order.

    Without `house` the settings' defaults are the house's rules.
    """
    if known.asked.height == 1:
        return pl.DataFrame([gather_one(KnownOfOne.of(known), law, house).values], schema=FACTS)
    house = house or House()
    rows = rows_of(known, law, house)
    times = Times.of(rows, house)
    openings = times.openings(rows)
    parts = (openings.lazy().drop("today_began"), *_parts(known, rows, openings))
    facts = _side_by_side(parts).collect()
    until = waits(facts, held(facts, POLICY), POLICY)
    return facts.hstack(times.reopenings(until))


def _parts(known: Known, rows: Rows, openings: pl.DataFrame) -> tuple[Part, ...]:
    """All facts but the moments that calendars tell."""
    return (
        known.asked.lazy().select_seq(_QUESTION),
        facts_of_places(rows),
        gathering_grounds.optouts(known.optouts, rows),
        *gathering_grounds.standing(known.suppressions, rows),
        gathering_grounds.complaints(known, rows),
        gathering_grounds.likenesses(known, rows),
        gathering_consents.consents(known.consents, rows),
        gathering_consents.other_channels(known.consents, known.optouts, rows),
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

"""What was known at each row's own moment: links, contacts, complaints, satisfaction.

Every table is joined by time: a row gets what had been written down before it, and nothing that
came later. So what is appended to the books changes no row that is there.
"""

from collections.abc import Sequence

import polars as pl
from polars import col
from tzlocal import get_localzone_name

from voicebot.adapters.storage.learned_rows import said_of
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.evidence.erasure import PSEUDONYM
from voicebot.learning.attempts import ATTRIBUTES

_BETWEEN = ","  # between the zones of a number
_AGAIN = "_of_contact"


def with_person(rows: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """`person` of each row (`number`, `at`): whom the number was linked to then, else the number.

    `links` has number, person, since and until.
    """
    if links.is_empty():
        return rows.with_columns(person="number")
    known = links.rename({"since": "_since", "until": "_until"}).sort("_since", maintain_order=True)
    found = _latest(rows, known)
    held = col("_until").is_null() | (col("_until") > col("at"))
    person = pl.when(held).then("person")
    return found.with_columns(pl.coalesce(person, "number").alias("person")).drop(
        "_until", "_since"
    )


def with_complaints(rows: pl.DataFrame, complaints: pl.DataFrame) -> pl.DataFrame:
    """`complaints_open` of each row's `person`; complaints have person, since and until."""
    if complaints.is_empty():
        return rows.with_columns(complaints_open=pl.lit(0, pl.Int32))
    changes = pl.concat(
        [
            complaints.select("person", _since="since", step=pl.lit(1, pl.Int32)),
            complaints.filter(col("until").is_not_null()).select(
                "person", _since="until", step=pl.lit(-1, pl.Int32)
            ),
        ]
    ).sort("_since")
    counted = changes.select(
        "person", "_since", complaints_open=col("step").cum_sum().over("person")
    )
    return _before(rows, counted).with_columns(col("complaints_open").fill_null(0))


def with_satisfaction(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """`satisfaction` last told by the row's `person` before it; `told` has person and at."""
    if told.is_empty():
        return rows.with_columns(satisfaction=pl.lit(None, pl.Float64))
    known = told.select("person", "satisfaction", _since="at").sort("_since")
    return _before(rows, known)


def with_contact(rows: pl.DataFrame, contacts: pl.DataFrame, default_zone: str) -> pl.DataFrame:
    """`zone` of each row, and what the contact of that time says (its columns `said_…`).

    `contacts` has number, timezone, number_zones and `_since`, when its list had come in. The zone
    is the contact's, else the only one of the numbering plan, else the setting's, else unknown.
    """
    known = contacts.sort("_since", "id").drop("id", "number_zones")
    found = _latest(rows, known)
    planned = _zones(rows["number"].unique(), contacts)
    found = found.join(planned, on="number", how="left", maintain_order="left")
    here = pl.when(col("number").str.contains("^sips?:")).then(pl.lit(get_localzone_name()))
    default = pl.lit(default_zone or None, pl.String)
    both = [name for name in found.columns if name.endswith(_AGAIN)]
    said = {name.removesuffix(_AGAIN): _first(name.removesuffix(_AGAIN), name) for name in both}
    zone = pl.coalesce("timezone", "_planned", default, here)
    return found.with_columns(zone=zone, **said).drop("timezone", "_planned", "_since", *both)


def _first(row: str, contact: str) -> pl.Expr:
    """What the row says of itself goes before what its contact says."""
    return pl.coalesce(row, contact)


def with_attributes(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """`attributes` out of the columns `said_…`, those of the row first."""
    if not names:
        return rows.with_columns(attributes=pl.lit([], ATTRIBUTES))
    said = [
        pl.when(col(said_of(name)).is_not_null()).then(
            pl.struct(name=pl.lit(name), value=col(said_of(name)))
        )
        for name in names
    ]
    listed = pl.concat_list(said).list.drop_nulls().cast(ATTRIBUTES)
    return rows.with_columns(attributes=listed).drop(map(said_of, names))


def _latest(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The last line that was known of each row's number when the row began."""
    return _joined(rows, known, "number", same_moment=True)


def _before(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The last line that was known of each row's person strictly before it."""
    return _joined(rows, known, "person", same_moment=False).drop("_since")


def _joined(rows: pl.DataFrame, known: pl.DataFrame, by: str, same_moment: bool) -> pl.DataFrame:
    """`known` is in order of `_since`; both frames are in that order when they are joined."""
    found = (
        rows.with_row_index("_row")
        .sort("at")
        .join_asof(
            known.with_columns(_there=col("_since")),
            left_on="at",
            right_on="_there",
            by=by,
            suffix=_AGAIN,
            allow_exact_matches=same_moment,
            check_sortedness=False,
        )
    )
    return found.sort("_row").drop("_row", "_there", strict=False)


def _zones(numbers: pl.Series, contacts: pl.DataFrame) -> pl.DataFrame:
    """`_planned`: the zone that the numbering plan gives each number, where it gives only one.

    What a list brought was looked up when it came in; the plan says the same at any time.
    """
    listed = contacts.select("number", _planned="number_zones").drop_nulls().unique("number")
    asked = numbers.rename("number").to_frame()
    nameless = col("number").str.starts_with(PSEUDONYM)
    unlisted = asked.join(listed, on="number", how="anti").filter(~nameless)["number"]
    plans = [_BETWEEN.join(plan_of(PhoneNumber(number)).zones) for number in unlisted]
    fresh = pl.DataFrame({"number": unlisted, "_planned": pl.Series(plans, dtype=pl.String)})
    both = pl.concat([listed, fresh]).filter(col("_planned") != "")
    return both.filter(~col("_planned").str.contains(_BETWEEN, literal=True))

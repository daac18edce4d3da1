"""The table of attempts that everything here is learned from: what the books hold, nothing else.

One row is one attempt, of ours or of an imported history, by any channel. The same table comes
from the books, from another dialler's history and from a simulated population, so that features
and targets are built once for all of them. A row without a disposition is a question: "what if this
number were called at that time?" It is nobody's history.

The frame is sealed: `conform` refuses other columns, so that a figure which only a simulation
knows cannot reach a learner by this way.
"""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from voicebot.errors import BadInput

MOMENT = pl.Datetime("us", "UTC")
ATTRIBUTES = pl.List(pl.Struct({"name": pl.String, "value": pl.String}))

ATTEMPTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "attempt_id": pl.String,
    "number": pl.String,  # E.164
    "person": pl.String,  # the person it was linked to; the number itself where to nobody
    "at": MOMENT,  # when it began
    "zone": pl.String,  # the called party's IANA zone; null where it is not known
    "direction": pl.String,  # outbound, or inbound: the person called us
    "channel": pl.String,  # a Channel
    "purpose": pl.String,  # a Purpose
    "campaign_id": pl.String,  # null outside a campaign
    "network_result": pl.String,  # a NetworkResult; null in a question
    "answered_by": pl.String,  # an AnsweredBy; null in a question
    "disposition": pl.String,  # a Disposition, as settled at once; null in a question
    "refusal_kind": pl.String,  # a RefusalKind; null where nobody refused
    "ring_s": pl.Float64,  # seconds of ringing; null where it was not measured
    "talk_s": pl.Float64,  # seconds from the answer to the end; null where nobody answered
    "certainty": pl.Float64,  # 0 to 1, how sure the words were understood; null: not measured
    "complaints_open": pl.Int32,  # complaints of the person that were open when it began
    "satisfaction": pl.Float64,  # 0 to 1, the last one known when it began; null: never asked
    "attributes": ATTRIBUTES,  # of the contact, only those that may be learned from
    "corrected": pl.String,  # the disposition a supervisor put in its place; null: none did
    "corrected_kind": pl.String,  # and the refusal kind with it
    "explored": pl.Boolean,  # called against the score, to keep the data honest
    "propensity": pl.Float64,  # the chance the policy gave this call, 0 to 1; null: no policy ran
}
"""Every column with its type; the only ones there are."""

DEFAULTS: dict[str, object] = {
    "direction": "outbound",
    "channel": "VOICE",
    "complaints_open": 0,
    "explored": False,
}
"""What a column means that a source does not have; any other is null then."""

REQUIRED = ("attempt_id", "number", "at", "purpose")


def conform(frame: pl.DataFrame) -> pl.DataFrame:
    """The table in its frozen order and types, missing columns filled.

    Raises BadInput for a column that is not in ATTEMPTS, and for one that must be there and is not.
    """
    _require_known(frame.columns)
    missing = [
        pl.lit(DEFAULTS.get(name)).alias(name) for name in ATTEMPTS if name not in frame.columns
    ]
    filled = frame.with_columns(missing)
    if "person" not in frame.columns:
        filled = filled.with_columns(person=pl.col("number"))
    return filled.select(pl.col(name).cast(dtype) for name, dtype in ATTEMPTS.items())


def _require_known(columns: Iterable[str]) -> None:
    names = set(columns)
    strange = sorted(names - set(ATTEMPTS))
    if strange:
        raise BadInput(
            f"the attempts have a column {strange[0]!r} that no call record holds",
            "leave it out, or give it as a contact attribute",
        )
    absent = [name for name in REQUIRED if name not in names]
    if absent:
        raise BadInput(f"the attempts have no column {absent[0]!r}", "add it")


def questions(
    people: pl.DataFrame, at: datetime | pl.Expr, *, prefix: str = "question"
) -> pl.DataFrame:
    """Rows that ask about calls to be placed; `people` has what is known before the call.

    `at` is an aware moment, or an expression over `people`.
    """
    moment = at if isinstance(at, pl.Expr) else pl.lit(at)
    asked = people.with_columns(
        at=moment.cast(MOMENT),
        attempt_id=pl.format("{} {}", pl.lit(prefix), pl.int_range(pl.len())),
    )
    return conform(asked)

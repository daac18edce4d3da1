"""The quick way to one person's features tells the same figures as the tables for millions."""

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.unit.learning.test_features_see_no_future import ROWS, START, table
from voicebot.learning.attempts import conform
from voicebot.learning.features import build_features, feature_names
from voicebot.learning.features_of_one import features_of_one

ATTRIBUTES = [{"name": "client", "value": "new"}, {"name": "town", "value": "Omsk"}]

QUESTIONS = st.fixed_dictionaries(
    {
        "at": st.integers(0, 24 * 220).map(lambda hours: START + timedelta(hours=hours)),
        "number": st.sampled_from(["+79000000001", "+79000000002", "+79000000009"]),
        "purpose": st.sampled_from(["MARKETING", "SURVEY", "TRANSACTIONAL"]),
        "zone": st.sampled_from(["Europe/Moscow", "America/New_York", None]),
        "complaints_open": st.integers(0, 2),
        "satisfaction": st.none() | st.floats(0, 1),
        "attributes": st.sampled_from([[], ATTRIBUTES]),
    }
)


@given(ROWS, QUESTIONS)
@settings(max_examples=150, deadline=None)
def test_one_question_has_the_features_that_a_table_would_give_it(
    rows: list[dict[str, object]], asked: dict[str, object]
) -> None:
    past = table([{**row, "person": "anna"} for row in rows]) if rows else conform(NOBODYS)
    question = {"attempt_id": "asked", "person": "anna", **asked}
    both = pl.concat([past, conform(pl.DataFrame([question], schema_overrides=TYPES))])
    by_table = build_features(both, ["client"]).tail(1).drop("attempt_id")
    alone = features_of_one(past.sort("at", maintain_order=True).to_dicts(), question, ["client"])
    assert alone.keys() == set(feature_names(["client"]))
    one = pl.DataFrame([alone], schema=by_table.schema)
    assert_frame_equal(one, by_table, check_exact=False, rel_tol=1e-6)


TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "zone": pl.String,
    "satisfaction": pl.Float64,
    "at": pl.Datetime("us", "UTC"),
    "attributes": pl.List(pl.Struct({"name": pl.String, "value": pl.String})),
}
NOBODYS = pl.DataFrame(
    schema={
        "attempt_id": pl.String,
        "number": pl.String,
        "at": pl.Datetime("us", "UTC"),
        "purpose": pl.String,
    }
)

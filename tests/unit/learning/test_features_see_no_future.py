"""No feature sees the future, and the sums are what a plain loop would count."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from voicebot.learning.attempts import conform
from voicebot.learning.features import NUMBERS, build_features, feature_names

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

NOBODY = ("NO_ANSWER", "NONE", "NOT_REACHED", None)
RESULTS = [
    NOBODY,
    ("BUSY", "NONE", "NOT_REACHED", None),
    ("ANSWERED", "MACHINE", "VOICEMAIL_NOT_LEFT", None),
    ("ANSWERED", "HUMAN", "EARLY_HANGUP", "SILENT_REFUSAL"),
    ("ANSWERED", "HUMAN", "SOFT_REFUSAL", "SOFT_REFUSAL"),
    ("ANSWERED", "HUMAN", "HARD_REFUSAL", "HOSTILE_REFUSAL"),
    ("ANSWERED", "HUMAN", "OPT_OUT", "EXPLICIT_OPT_OUT"),
    ("ANSWERED", "NOT_SURE", "PARTIAL", None),
    ("ANSWERED", "HUMAN", "CONFIRMED", None),
    (None, None, None, None),
]
COLUMNS = ("network_result", "answered_by", "disposition", "refusal_kind")

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "hours": st.integers(0, 24 * 200),
            "number": st.sampled_from(["+79000000001", "+79000000002", "+79000000003"]),
            "person": st.sampled_from(["anna", "boris"]),
            "purpose": st.sampled_from(["MARKETING", "SURVEY"]),
            "result": st.sampled_from(RESULTS),
            "talk_s": st.floats(0, 600),
            "direction": st.sampled_from(["outbound", "outbound", "outbound", "inbound"]),
            "channel": st.sampled_from(["VOICE", "VOICE", "VOICE", "SMS"]),
            "zone": st.sampled_from(["Europe/Moscow", "America/New_York", None]),
        }
    ),
    max_size=30,
)


def table(rows: list[dict[str, object]]) -> pl.DataFrame:
    """The attempts that drawn rows stand for."""
    made = []
    for place, row in enumerate(rows):
        settled = dict(zip(COLUMNS, row["result"], strict=True))  # type: ignore[call-overload]
        at = START + timedelta(hours=row["hours"])  # type: ignore[arg-type]
        kept = {name: row[name] for name in row if name not in ("hours", "result")}
        made.append({"attempt_id": str(place), "at": at, **kept, **settled})
    return conform(pl.DataFrame(made, infer_schema_length=None, schema_overrides=OVERRIDES))


OVERRIDES = dict.fromkeys((*COLUMNS, "zone", "number"), pl.String)
OVERRIDES |= {"attempt_id": pl.String, "person": pl.String, "purpose": pl.String}
OVERRIDES |= {"direction": pl.String, "channel": pl.String}
SCHEMA = {**OVERRIDES, "at": pl.Datetime("us", "UTC")}


@given(ROWS, st.integers(0, 24 * 200))
@settings(max_examples=60, deadline=None)
def test_later_events_change_no_earlier_feature(rows: list[dict[str, object]], cut: int) -> None:
    early = [row for row in rows if row["hours"] < cut]  # type: ignore[operator]
    late = [row for row in rows if row["hours"] >= cut]  # type: ignore[operator]
    if not early:
        return
    alone = build_features(table(early))
    together = build_features(table(early + late)).head(len(early))
    assert_frame_equal(alone, together, check_exact=True)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_an_attempts_own_outcome_is_in_none_of_its_features(rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    last = max(rows, key=lambda row: row["hours"])  # type: ignore[arg-type, return-value]
    before = [row for row in rows if row["hours"] < last["hours"]]  # type: ignore[operator]
    known = build_features(table([*before, last])).tail(1)
    asked = build_features(table([*before, {**last, "result": RESULTS[-1]}])).tail(1)
    assert_frame_equal(known, asked, check_exact=True)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_the_sums_are_what_a_plain_loop_counts(rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    found = build_features(table(rows))
    for place, row in enumerate(rows):
        earlier = [one for one in rows if one["hours"] < row["hours"] and is_call(one)]  # type: ignore[operator]
        own = [one for one in earlier if one["person"] == row["person"]]
        month = [one for one in own if one["hours"] >= row["hours"] - 720]  # type: ignore[operator]
        of_number = [one for one in earlier if one["number"] == row["number"]]
        ends = [one["result"][2] for one in own]  # type: ignore[index]
        assert found["calls"][place] == len(own)
        assert found["calls_30d"][place] == len(month)
        assert found["number_calls"][place] == len(of_number)
        assert found["successes"][place] == ends.count("CONFIRMED")
        assert found["opt_outs"][place] >= ends.count("OPT_OUT")


def is_call(row: dict[str, object]) -> bool:
    """An outgoing call with an end."""
    voice = row["direction"] == "outbound" and row["channel"] == "VOICE"
    return voice and row["result"] != RESULTS[-1]


def test_unanswered_calls_in_a_row_begin_anew_after_an_answer() -> None:
    ends = [NOBODY, NOBODY, RESULTS[8], NOBODY, RESULTS[-1]]
    rows = [{**PLAIN, "hours": 24 * day, "result": end} for day, end in enumerate(ends)]
    assert build_features(table(rows))["unanswered_in_a_row"].to_list() == [0, 1, 2, 0, 1]


def test_the_local_hour_is_on_the_called_partys_clock() -> None:
    rows = [{**PLAIN, "zone": zone} for zone in ("Europe/Moscow", "America/New_York", None)]
    features = build_features(table(rows))
    assert features["local_hour"].to_list() == [12, 4, None]
    assert features["local_weekday"].to_list() == [1, 1, None]


def test_only_attributes_that_are_allowed_become_features() -> None:
    told = [[{"name": "client", "value": "regular"}, {"name": "debt", "value": "9"}], None]
    rows = table([PLAIN, {**PLAIN, "hours": 1}]).with_columns(
        pl.Series("attributes", told, dtype=table([PLAIN])["attributes"].dtype)
    )
    features = build_features(rows, ("client",))
    assert features["attribute_client"].to_list() == ["regular", None]
    assert features.columns == ["attempt_id", *feature_names(("client",))]


def test_a_person_without_a_history_has_no_shares_and_no_gaps() -> None:
    features = build_features(table([PLAIN])).row(0, named=True)
    empty = [name for name in NUMBERS if name.endswith("_share") or name.startswith("days_since")]
    assert all(features[name] is None for name in empty)
    assert features["calls"] == 0


PLAIN: dict[str, object] = {
    "hours": 0,
    "number": "+79000000001",
    "person": "anna",
    "purpose": "MARKETING",
    "result": NOBODY,
    "talk_s": 5.0,
    "direction": "outbound",
    "channel": "VOICE",
    "zone": "Europe/Moscow",
}

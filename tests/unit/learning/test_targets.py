"""What counts as harm, reach and success, and how much an example weighs."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.conversation.network import NetworkResult
from voicebot.errors import BadInput
from voicebot.learning.attempts import ATTEMPTS, conform, questions
from voicebot.learning.targets import CORRECTED_WEIGHT, UNSURE_WEIGHT, with_targets
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def attempt(disposition: str | None, **known: object) -> pl.DataFrame:
    """One call that a person answered, unless `known` says otherwise."""
    row = {
        "attempt_id": "1",
        "number": "+79000000001",
        "at": AT,
        "purpose": "MARKETING",
        "network_result": "ANSWERED",
        "answered_by": "HUMAN",
        "disposition": disposition,
        "refusal_kind": None,
        "corrected": None,
        "talk_s": 20.0,
        "certainty": 0.9,
    }
    return conform(pl.DataFrame([row | known], infer_schema_length=None))


def targets(disposition: str | None, **known: object) -> tuple[object, ...]:
    """harm, reach, success and the weight."""
    return with_targets(attempt(disposition, **known)).row(0)[1:]


@pytest.mark.parametrize("disposition", ["OPT_OUT", "HARD_REFUSAL", "COMPLAINT"])
def test_a_firm_no_is_harm_though_the_person_stayed(disposition: str) -> None:
    assert targets(disposition) == (1, 1, 0, 1.0)


def test_a_hang_up_after_the_robot_spoke_is_harm_and_reached_nobody() -> None:
    assert targets("EARLY_HANGUP", talk_s=4.0) == (1, 0, 0, 1.0)


def test_a_hang_up_before_the_robot_spoke_is_no_harm() -> None:
    assert targets("EARLY_HANGUP", talk_s=1.0) == (0, 0, 0, 1.0)


def test_a_polite_no_is_reach_and_no_harm() -> None:
    assert targets("SOFT_REFUSAL", refusal_kind="SOFT_REFUSAL") == (0, 1, 0, 1.0)


def test_the_flows_goal_is_success() -> None:
    assert targets("CONFIRMED") == (0, 1, 1, 1.0)


@given(
    st.sampled_from([one for one in NetworkResult if one != "ANSWERED"]),
    st.sampled_from([None, *RefusalKind]),
    st.sampled_from(list(Disposition)),
)
def test_nobody_reached_is_never_a_refusal(
    network: NetworkResult, kind: RefusalKind | None, disposition: Disposition
) -> None:
    known = {"network_result": str(network), "answered_by": "NONE", "refusal_kind": kind}
    assert targets(str(disposition), **known)[0] in (0, None)


@given(st.sampled_from(list(Disposition)), st.sampled_from(["MACHINE", "INTERCEPT", "FAX"]))
def test_a_machine_is_never_annoyed(disposition: Disposition, machine: str) -> None:
    assert targets(str(disposition), answered_by=machine)[0] in (0, None)


def test_a_supervisors_word_takes_the_place_of_the_robots_and_outweighs_it() -> None:
    corrected = targets("COMPLETED", corrected="OPT_OUT")
    assert corrected == (1, 1, 0, CORRECTED_WEIGHT)
    assert CORRECTED_WEIGHT > 1


def test_a_correction_takes_back_a_refusal_that_was_misheard() -> None:
    known = {"refusal_kind": "EXPLICIT_OPT_OUT", "corrected": "CONFIRMED"}
    assert targets("OPT_OUT", **known) == (0, 1, 1, CORRECTED_WEIGHT)


@pytest.mark.parametrize(
    "known", [{"answered_by": "NOT_SURE"}, {"certainty": 0.3}, {"corrected": None}]
)
def test_what_is_uncertain_weighs_less(known: dict[str, object]) -> None:
    disposition = "PARTIAL" if "corrected" in known else "COMPLETED"
    assert targets(disposition, **known)[3] == UNSURE_WEIGHT < 1


@pytest.mark.parametrize(
    ("disposition", "known"),
    [
        (None, {"network_result": None, "answered_by": None}),
        ("COMPLETED", {"direction": "inbound"}),
        ("COMPLETED", {"channel": "SMS"}),
        ("NOT_REACHED", {"network_result": "CONGESTION", "answered_by": "NONE"}),
        ("TECHNICAL_FAILURE", {}),
    ],
)
def test_what_is_no_call_of_ours_teaches_nothing(
    disposition: str | None, known: dict[str, object]
) -> None:
    assert targets(disposition, **known) == (None, None, None, 0.0)


@given(st.sampled_from(list(Disposition)), st.sampled_from(list(AnsweredBy)))
def test_every_settled_call_has_targets_or_no_weight(
    disposition: Disposition, answered_by: AnsweredBy
) -> None:
    *found, weight = targets(str(disposition), answered_by=str(answered_by))
    assert (weight == 0) == (found == [None, None, None])


def test_the_table_takes_no_column_that_no_record_holds() -> None:
    with pytest.raises(BadInput, match="patience"):
        conform(attempt("COMPLETED").with_columns(patience=pl.lit(3.0)))


@pytest.mark.parametrize("name", ["attempt_id", "number", "at", "purpose"])
def test_the_table_needs_what_makes_an_attempt(name: str) -> None:
    with pytest.raises(BadInput, match=name):
        conform(attempt("COMPLETED").drop(name))


def test_a_source_with_few_columns_is_filled_up() -> None:
    bare = pl.DataFrame(
        {"attempt_id": ["1"], "number": ["+79000000001"], "at": [AT], "purpose": ["SURVEY"]}
    )
    row = conform(bare).row(0, named=True)
    assert list(row) == list(ATTEMPTS)
    assert (row["person"], row["channel"], row["disposition"]) == (row["number"], "VOICE", None)


def test_a_question_is_nobodys_history() -> None:
    people = pl.DataFrame({"number": ["+79000000001", "+79000000002"], "purpose": ["SURVEY"] * 2})
    asked = questions(people, AT)
    assert asked["attempt_id"].n_unique() == 2
    assert with_targets(asked)["weight"].to_list() == [0.0, 0.0]

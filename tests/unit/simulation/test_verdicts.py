"""A call's record against what its persona should have given."""

from typing import Any

import pytest

from voicebot.simulation.persona import Called, LeftAlone
from voicebot.simulation.personas import PERSONAS
from voicebot.simulation.verdicts import due_in, judge, judge_incoming

NUMBER = "+12065550101"


def record_of(due: Called) -> dict[str, Any]:
    """A call record that is just right."""
    saved = {"number": NUMBER, "saved_before_acknowledged": True}
    return {
        "network": {"result": str(due.network), "sip_code": 200, "q850": 16},
        "answered_by": str(due.answered_by),
        "disposition": str(due.disposition),
        "refusal_kind": str(due.refusal_kind) if due.refusal_kind else None,
        "opt_out": saved if due.opt_out else None,
    }


def left_alone(*reasons: str) -> dict[str, Any]:
    return {"disposition": None, "decision": {"allowed": False, "reasons": list(reasons)}}


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("number_of_round", [1, 2])
def test_what_is_due_is_right(name: str, number_of_round: int) -> None:
    due = due_in(number_of_round, name)
    call = left_alone(due.reason) if isinstance(due, LeftAlone) else record_of(due)
    verdict = judge(number_of_round, NUMBER, name, "en", call)
    assert verdict.ok, verdict.got


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("disposition", "PARTIAL"),
        ("answered_by", "MACHINE"),
        ("refusal_kind", "SOFT_REFUSAL"),
        ("opt_out", None),
        ("network", {"result": "BUSY"}),
    ],
)
def test_one_wrong_field_is_enough_to_be_wrong(field: str, value: object) -> None:
    due = due_in(1, "opts_out_by_voice")
    assert isinstance(due, Called)
    verdict = judge(1, NUMBER, "opts_out_by_voice", "en", record_of(due) | {field: value})
    assert not verdict.ok


def test_an_opt_out_acknowledged_before_it_was_saved_is_wrong() -> None:
    due = due_in(1, "opts_out_by_key")
    assert isinstance(due, Called)
    call = record_of(due)
    call["opt_out"]["saved_before_acknowledged"] = False
    assert not judge(1, NUMBER, "opts_out_by_key", "ru", call).ok


def test_dialling_a_number_that_opted_out_is_wrong() -> None:
    due = due_in(1, "opts_out_by_voice")
    assert isinstance(due, Called)
    verdict = judge(2, NUMBER, "opts_out_by_voice", "en", record_of(due))
    assert not verdict.ok
    assert "was called" in verdict.got


def test_leaving_somebody_alone_for_another_reason_is_wrong() -> None:
    assert not judge(2, NUMBER, "opts_out_by_voice", "en", left_alone("QUIET_HOURS")).ok
    assert judge(2, NUMBER, "opts_out_by_voice", "en", left_alone("QUIET_HOURS", "INTERNAL_DNC")).ok


def test_not_calling_someone_who_may_be_called_is_wrong() -> None:
    assert not judge(1, NUMBER, "confirms_by_voice", "en", left_alone("QUIET_HOURS")).ok


def test_nobody_can_be_transferred_where_there_are_no_operators() -> None:
    due = due_in(1, "wants_a_person", operators=False)
    assert isinstance(due, Called)
    assert judge(1, NUMBER, "wants_a_person", "en", record_of(due), operators=False).ok
    assert not judge(1, NUMBER, "wants_a_person", "en", record_of(due)).ok


def test_the_report_shows_the_call_and_what_was_due() -> None:
    call = left_alone("INTERNAL_DNC")
    line = judge(2, NUMBER, "opts_out_by_key", "ru", call).as_json()
    assert line["persona"] == "opts_out_by_key"
    assert line["round"] == 2
    assert line["expected"] == line["got"] == "left alone: INTERNAL_DNC"


def test_a_stranger_must_get_the_number_they_named_left_alone() -> None:
    due = due_in(1, "opts_out_by_key")
    assert isinstance(due, Called)
    assert judge_incoming("caller_by_key", NUMBER, "en", record_of(due)).ok
    assert not judge_incoming("caller_by_key", "+12065550177", "en", record_of(due)).ok

"""Journalled decisions come out the same when they are decided again."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given

from tests.fakes import generated_known as made
from tests.fakes.known_books import decided_on
from voicebot.eligibility.known import Known
from voicebot.evidence.journal import Head, JournalRecord, canonical, link
from voicebot.evidence.replaying import Mismatch, replay_all

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def journalled(decision: dict[str, Any]) -> JournalRecord:
    return link(Head(), NOON, "decision", canonical({"decision": decision}))


@given(made.calm_books() | made.full_books())
def test_every_journalled_decision_comes_out_the_same(known: Known) -> None:
    decision = json.loads(json.dumps(decided_on(known).as_json()))
    found = replay_all([journalled(decision)])
    assert (found.decisions, found.other_rules, found.mismatches) == (1, 0, [])


@given(made.calm_books())
def test_a_decision_that_was_turned_round_is_found(known: Known) -> None:
    decision = json.loads(json.dumps(decided_on(known).as_json()))
    decision["allowed"] = not decision["allowed"]
    assert replay_all([journalled(decision)]).mismatches == [Mismatch(1, ("allowed",))]


def test_decisions_of_other_rules_are_counted_and_left_alone() -> None:
    found = replay_all([journalled({"rule_set": "2026-11.1", "rules": []})])
    assert (found.decisions, found.other_rules, found.mismatches) == (1, 1, [])

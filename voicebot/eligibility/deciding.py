"""May we call? The policy put to one row of facts, to a million, and to a journalled decision."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import polars as pl
from polars import col

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.eligibility.decision import Decision, RuleResult, Verdict
from voicebot.eligibility.fact_row import FACTS, NAMES, Facts
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.gathering_places import Law
from voicebot.eligibility.house import House
from voicebot.eligibility.judging import held, judged, verdict_of, waits
from voicebot.eligibility.judging_one import Asked, ends_of_one, held_by_one
from voicebot.eligibility.known import MOMENT, Known
from voicebot.eligibility.learned import Learned
from voicebot.eligibility.policy import POLICY, RULE_SET, basis, mandatory, moved
from voicebot.eligibility.rule import Rule, asked_for
from voicebot.eligibility.terms import Recording
from voicebot.errors import BadInput, said

Policy = tuple[Rule, ...]

SLICE = 250_000
"""Questions of a list that are gathered at once."""

_CARRIED = Asked.of(
    (basis.alias("basis"), mandatory.alias("mandatory"), moved.alias("moved")),
)
"""What a decision carries beside its rules and what the facts say in so many words."""


def decide(facts: Facts, policy: Policy = POLICY) -> Decision:
    """Ask every rule about one row of facts; all are reported, not only the first that objects."""
    values = facts.values
    holds = held_by_one(values, policy)
    ends = ends_of_one(values, holds, policy)
    rests_on, is_owed, is_moved = _CARRIED.answers(values)
    recording, reopens_at = _text(values.get("recording")), values.get("reopens_at")
    request_id = _text(values.get("request_id"))
    decision = Decision(
        at=_moment(values["at"]),
        rules=tuple(_results(values, holds, ends, policy)),
        rule_set=RULE_SET,
        profiles=tuple(_names(values.get("profiles"))),
        law_version=str(values.get("law_version") or ""),
        basis=LegalBasis(str(rests_on)) if rests_on else None,
        consent_id=_text(values.get("consent_id")) if request_id is None else None,
        recording=Recording(recording) if recording else None,
        reopens_at=_moment(reopens_at) if reopens_at else None,
        learned=Learned.of(values),
        request_id=request_id,
    )
    if not ((decision.refused and is_owed) or (decision.allowed and is_moved)):
        return decision
    left = tuple(Channel(name) for name in _names(values.get("other_channels")))
    return replace(decision, channels_left=left)


def decide_all(facts: pl.DataFrame, policy: Policy = POLICY) -> pl.DataFrame:
    """The same for every row of `facts` (FACTS), in their order.

    Columns: `allowed`, `refused`, `reasons` (in the order of the table), `until` (when to ask
    again, null unless deferred), `basis`, `consent_id`, `channels_left`, and each rule's verdict
    under the rule's name.
    """
    holds = held(facts, policy)
    verdicts = judged(holds, policy)
    nobody = pl.lit([], dtype=NAMES)
    more = facts.select(
        until=pl.max_horizontal(waits(facts, holds, policy), "reopens_at"),
        basis=basis,
        consent_id=pl.when(~asked_for).then("consent_id"),
        channels_left=pl.when(
            (verdicts["refused"] & mandatory) | (verdicts["allowed"] & moved.fill_null(False))
        )
        .then(col("other_channels").fill_null(nobody))
        .otherwise(nobody),
    )
    first = ["allowed", "refused", "reasons"]
    return pl.concat([verdicts.select(first), more, verdicts.drop(first)], how="horizontal")


def decide_list(known: Known, law: Law, house: House | None = None) -> pl.DataFrame:
    """Gather and decide every question of a long list, as `decide_all` does.

    It goes through the list in slices, so that a million contacts need no more memory at once
    than SLICE of them.
    """
    decided = [
        decide_all(gather(replace(known, asked=known.asked[begins : begins + SLICE]), law, house))
        for begins in range(0, max(known.asked.height, 1), SLICE)
    ]
    return pl.concat(decided)


def replay(journalled: Mapping[str, Any], policy: Policy = POLICY) -> Decision:
    """Decide again from nothing but what a decision's JSON recorded.

    Raises BadInput for a decision that was made by another set of rules.
    """
    if journalled["rule_set"] != RULE_SET:
        raise BadInput(
            said(
                "the decision was made by the rules {journalled}, not by {ours}",
                journalled=journalled["rule_set"],
                ours=RULE_SET,
            ),
            "replay it with the version of this program that made it",
        )
    recorded: dict[str, object] = {"at": journalled["at"]}
    for rule in journalled["rules"]:
        recorded |= rule["inputs"]
    return decide(Facts({name: _read(name, value) for name, value in recorded.items()}), policy)


def _results(
    values: Mapping[str, object],
    holds: list[bool],
    ends: Mapping[int, datetime],
    policy: Policy,
) -> Iterator[RuleResult]:
    place = 0
    for rule in policy:
        after = place + len(rule.objections)
        mine = [ends[each] for each in range(place, after) if each in ends]
        yield _result(rule, holds[place:after], mine, values)
        place = after


def _result(
    rule: Rule, holds: list[bool], ends: list[datetime], values: Mapping[str, object]
) -> RuleResult:
    verdict = verdict_of(rule, holds)
    objecting = (o for o, held in zip(rule.objections, holds, strict=True) if held)
    reason, *also = dict.fromkeys(objection.reason for objection in objecting) or (None,)
    return RuleResult(
        rule=rule.name,
        verdict=verdict,
        reason=reason,
        until=max(ends, default=None) if verdict is Verdict.DEFER else None,
        inputs={name: _as_json(values.get(name)) for name in _inputs(rule)},
        also=tuple(also),
    )


@lru_cache(maxsize=256)
def _inputs(rule: Rule) -> tuple[str, ...]:
    """The facts recorded with a rule; the moment is the decision's own."""
    return tuple(name for name in rule.inputs if name != "at")


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: object) -> object:
    is_moment = FACTS.get(name) == MOMENT and isinstance(value, str)
    return datetime.fromisoformat(str(value)) if is_moment else value


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise BadInput("facts without the time of the call", "give `at`")
    return value


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []

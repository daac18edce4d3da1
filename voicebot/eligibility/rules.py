"""May this contact be called now? Every rule of policy, and the one table of their order.

Each rule is a pure function: frozen facts in, a result with its reason out. Sources are the rule
identifiers of docs/rules.md.
"""

from collections.abc import Callable
from datetime import datetime

from voicebot.contacts.suppression import OptOut, OptOutScope, SuppressionReason
from voicebot.eligibility import hours
from voicebot.eligibility.decision import Decision, RuleResult, Verdict
from voicebot.eligibility.facts import Facts, PastAttempt

RULE_SET = "2026-11.1"

Rule = Callable[[Facts], RuleResult]


def number_is_valid(facts: Facts) -> RuleResult:
    """A number outside its country's numbering plan reaches nobody, or somebody else."""
    inputs: dict[str, object] = {"valid": facts.number_valid}
    if facts.number_valid:
        return RuleResult("number_is_valid", Verdict.ALLOW, inputs=inputs)
    return _refuse("number_is_valid", SuppressionReason.INVALID_NUMBER, inputs)


def nobody_opted_out(facts: Facts) -> RuleResult:
    """An opt-out binds every later call it covers, for good (US3, EU1, RU1)."""
    covering = [optout for optout in facts.optouts if _covers(optout, facts)]
    inputs: dict[str, object] = {"optouts": [optout.optout_id for optout in covering]}
    if not covering:
        return RuleResult("nobody_opted_out", Verdict.ALLOW, inputs=inputs)
    return _refuse("nobody_opted_out", SuppressionReason.INTERNAL_DNC, inputs)


def number_is_the_persons(facts: Facts) -> RuleResult:
    """Who said "wrong number" is not called again on it."""
    return _standing("number_is_the_persons", facts, (SuppressionReason.WRONG_NUMBER,))


def refusals_have_cooled(facts: Facts) -> RuleResult:
    """After a polite no, a dropped call or abuse the person is left in peace for a while."""
    return _standing("refusals_have_cooled", facts, (SuppressionReason.REFUSAL_COOLDOWN,))


def no_complaint_is_open(facts: Facts) -> RuleResult:
    """Who complained, or named a regulator, is not called until that is resolved."""
    reasons = (SuppressionReason.OPEN_COMPLAINT, SuppressionReason.LEGAL_HOLD)
    return _standing("no_complaint_is_open", facts, reasons)


def nothing_else_stands(facts: Facts) -> RuleResult:
    """Whatever else was written down against this number, by a supervisor for instance."""
    named = {
        SuppressionReason.WRONG_NUMBER,
        SuppressionReason.REFUSAL_COOLDOWN,
        SuppressionReason.OPEN_COMPLAINT,
        SuppressionReason.LEGAL_HOLD,
    }
    others = tuple(reason for reason in SuppressionReason if reason not in named)
    return _standing("nothing_else_stands", facts, others)


def hour_is_decent(facts: Facts) -> RuleResult:
    """Calls begin 09:00-20:00 in the called party's time, in every zone they may be in."""
    limits = facts.limits
    inputs: dict[str, object] = {
        "zones": list(facts.zones),
        "zones_from": facts.zones_from,
        "from": limits.calls_from.isoformat("minutes"),
        "until": limits.calls_until.isoformat("minutes"),
    }
    if not facts.zones:
        return _refuse("hour_is_decent", SuppressionReason.TIMEZONE_UNKNOWN, inputs)
    opens = hours.next_time_within_all(facts.at, facts.zones, limits.calls_from, limits.calls_until)
    if opens is None:
        return _refuse("hour_is_decent", SuppressionReason.TIMEZONE_UNKNOWN, inputs)
    if opens <= facts.at:
        return RuleResult("hour_is_decent", Verdict.ALLOW, inputs=inputs)
    return RuleResult("hour_is_decent", Verdict.DEFER, SuppressionReason.QUIET_HOURS, opens, inputs)


def somebody_answers(facts: Facts) -> RuleResult:
    """Two unanswered contacts: no third. An answered call starts the count anew."""
    unanswered = _unanswered_in_a_row(facts.attempts)
    inputs: dict[str, object] = {
        "unanswered_in_a_row": unanswered,
        "most": facts.limits.max_unanswered,
    }
    if unanswered < facts.limits.max_unanswered:
        return RuleResult("somebody_answers", Verdict.ALLOW, inputs=inputs)
    return _refuse("somebody_answers", SuppressionReason.FREQUENCY_CAP, inputs)


def not_called_today(facts: Facts) -> RuleResult:
    """At most one call in the called party's day, in every zone they may be in."""
    zones = facts.zones or ("UTC",)
    today = [
        attempt
        for attempt in facts.attempts
        if any(hours.same_local_day(attempt.at, facts.at, zone) for zone in zones)
    ]
    inputs: dict[str, object] = {
        "calls_today": len(today),
        "most": facts.limits.max_calls_per_day,
    }
    if len(today) < facts.limits.max_calls_per_day:
        return RuleResult("not_called_today", Verdict.ALLOW, inputs=inputs)
    until = max(hours.local_day_ends(facts.at, zone) for zone in zones)
    return RuleResult(
        "not_called_today", Verdict.DEFER, SuppressionReason.FREQUENCY_CAP, until, inputs
    )


POLICY: tuple[Rule, ...] = (
    number_is_valid,
    nobody_opted_out,
    number_is_the_persons,
    refusals_have_cooled,
    no_complaint_is_open,
    nothing_else_stands,
    somebody_answers,
    not_called_today,
    hour_is_decent,
)


def decide(facts: Facts, policy: tuple[Rule, ...] = POLICY) -> Decision:
    """Ask every rule; all are reported, not only the first that objects.

    A time given by one rule is checked against the hours again: a cap that ends at midnight defers
    to the next morning.
    """
    results = tuple(rule(facts) for rule in policy)
    return Decision(facts.at, _into_the_hours(facts, results), RULE_SET)


def _into_the_hours(facts: Facts, results: tuple[RuleResult, ...]) -> tuple[RuleResult, ...]:
    latest = max((result.until for result in results if result.until), default=None)
    if latest is None or not facts.zones:
        return results
    opens = hours.next_time_within_all(
        latest, facts.zones, facts.limits.calls_from, facts.limits.calls_until
    )
    return tuple(_moved(result, latest, opens) for result in results)


def _moved(result: RuleResult, latest: datetime, opens: datetime | None) -> RuleResult:
    if result.until != latest or opens is None:
        return result
    return RuleResult(result.rule, result.verdict, result.reason, opens, result.inputs)


def _covers(optout: OptOut, facts: Facts) -> bool:
    match optout.scope:
        case OptOutScope.CAMPAIGN:
            return optout.campaign_id is None or optout.campaign_id == facts.campaign_id
        case OptOutScope.PURPOSE:
            return optout.purpose is None or optout.purpose == facts.purpose
        case _:
            return True


def _standing(name: str, facts: Facts, reasons: tuple[SuppressionReason, ...]) -> RuleResult:
    standing = [
        s
        for s in facts.suppressions
        if s.reason in reasons and (s.until is None or s.until > facts.at)
    ]
    inputs: dict[str, object] = {
        "standing": [
            {"reason": str(s.reason), "until": s.until.isoformat() if s.until else None}
            for s in standing
        ]
    }
    if not standing:
        return RuleResult(name, Verdict.ALLOW, inputs=inputs)
    forever = next((s for s in standing if s.until is None), None)
    if forever is not None:
        return _refuse(name, forever.reason, inputs)
    last = max(standing, key=lambda s: s.until or facts.at)
    return RuleResult(name, Verdict.DEFER, last.reason, last.until, inputs)


def _unanswered_in_a_row(attempts: tuple[PastAttempt, ...]) -> int:
    count = 0
    for attempt in reversed(attempts):
        if attempt.answered:
            break
        count += 1
    return count


def _refuse(name: str, reason: SuppressionReason, inputs: dict[str, object]) -> RuleResult:
    return RuleResult(name, Verdict.REFUSE, reason, None, inputs)

"""What came of each call against what that person should have given."""

from dataclasses import dataclass

from voicebot.simulation.persona import Called, Due, LeftAlone
from voicebot.simulation.personas import PERSONAS


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person in one campaign; `call` is the call record, or the decision not to call."""

    round: int
    number: str
    persona: str
    language: str
    expected: str
    got: str
    ok: bool
    call: dict[str, object]

    def as_json(self) -> dict[str, object]:
        """The call record with what the demo knows besides."""
        return self.call | {
            "number": self.number,
            "persona": self.persona,
            "round": self.round,
            "expected": self.expected,
            "got": self.got,
            "ok": self.ok,
        }


def judge(
    campaign: int, number: str, persona: str, language: str, call: dict[str, object]
) -> Verdict:
    """Compare a call record (or a refusal with its decision) of the command line's JSON shape."""
    due = PERSONAS[persona].first if campaign == 1 else PERSONAS[persona].second
    got = _got(call)
    wrong = _differences(due, call)
    expected = _due(due)
    return Verdict(campaign, number, persona, language, expected, got, not wrong, call)


def _differences(due: Due, call: dict[str, object]) -> list[str]:
    """The names of what is not as due; empty if all is."""
    if isinstance(due, LeftAlone):
        return [] if str(due.reason) in _reasons(call) else ["decision"]
    if call.get("disposition") is None:
        return ["decision"]
    network = call.get("network")
    result = network.get("result") if isinstance(network, dict) else None
    kind = str(due.refusal_kind) if due.refusal_kind else None
    checks = {
        "disposition": call["disposition"] in _dispositions(due),
        "answered_by": call.get("answered_by") == str(due.answered_by),
        "refusal_kind": call.get("refusal_kind") == kind,
        "opt_out": bool(call.get("opt_out")) == due.opt_out,
        "network": result == str(due.network),
    }
    return [name for name, right in checks.items() if not right]


def _dispositions(due: Called) -> tuple[str, ...]:
    several = due.disposition if isinstance(due.disposition, tuple) else (due.disposition,)
    return tuple(str(one) for one in several)


def _reasons(call: dict[str, object]) -> list[str]:
    decision = call.get("decision")
    return list(decision.get("reasons", [])) if isinstance(decision, dict) else []


def _due(due: Due) -> str:
    if isinstance(due, LeftAlone):
        return f"left alone: {due.reason}"
    kind = f" ({due.refusal_kind})" if due.refusal_kind else ""
    return f"{' or '.join(_dispositions(due))}{kind}, {due.answered_by}, {due.network}"


def _got(call: dict[str, object]) -> str:
    if call.get("disposition") is None:
        return f"left alone: {', '.join(_reasons(call)) or 'a call to it was under way'}"
    network = call.get("network")
    result = network.get("result") if isinstance(network, dict) else None
    kind = f" ({call['refusal_kind']})" if call.get("refusal_kind") else ""
    return f"{call['disposition']}{kind}, {call.get('answered_by')}, {result}"

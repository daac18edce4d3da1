"""A decision whether to call, with every rule's result."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from voicebot.contacts.suppression import SuppressionReason


class Verdict(StrEnum):
    """What one rule says."""

    ALLOW = "allow"
    REFUSE = "refuse"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's verdict; `until` is when a DEFER would become an allowance; `inputs` are JSON."""

    rule: str
    verdict: Verdict
    reason: SuppressionReason | None = None
    until: datetime | None = None
    inputs: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """Every rule that was asked, in the order of the policy table."""

    at: datetime
    rules: tuple[RuleResult, ...]
    rule_set: str

    @property
    def allowed(self) -> bool:
        """True if no rule refused or deferred."""
        return all(rule.verdict is Verdict.ALLOW for rule in self.rules)

    @property
    def reasons(self) -> tuple[SuppressionReason, ...]:
        """Every reason not to call, in the order of the table, each once."""
        return tuple(dict.fromkeys(rule.reason for rule in self.rules if rule.reason))

    @property
    def refused(self) -> bool:
        """True if a rule refused: waiting would not help."""
        return any(rule.verdict is Verdict.REFUSE for rule in self.rules)

    @property
    def defer_until(self) -> datetime | None:
        """When to ask again; None if the call is allowed or refused for good."""
        times = [rule.until for rule in self.rules if rule.until is not None]
        return max(times) if times and not self.refused else None

    def as_json(self) -> dict[str, object]:
        """The shape that `voicebot check --json` prints and the journal keeps."""
        return {
            "allowed": self.allowed,
            "reasons": [str(reason) for reason in self.reasons],
            "defer_until": self.defer_until.isoformat() if self.defer_until else None,
            "at": self.at.isoformat(),
            "rule_set": self.rule_set,
            "rules": [
                {
                    "rule": rule.rule,
                    "result": str(rule.verdict),
                    "reason": str(rule.reason) if rule.reason else None,
                    "until": rule.until.isoformat() if rule.until else None,
                    "inputs": rule.inputs,
                }
                for rule in self.rules
            ],
        }

"""A decision whether to call, with every rule's result."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.learned import Learned
from voicebot.eligibility.reason_words import in_words
from voicebot.eligibility.terms import Recording


class Verdict(StrEnum):
    """What one rule says."""

    ALLOW = "allow"
    REFUSE = "refuse"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's verdict; `until` is when a DEFER would become an allowance; `inputs` are JSON.

    `also` are further reasons where several of the rule's objections hold for different ones.
    """

    rule: str
    verdict: Verdict
    reason: SuppressionReason | None = None
    until: datetime | None = None
    inputs: dict[str, object] = field(default_factory=dict)
    also: tuple[SuppressionReason, ...] = ()

    @property
    def reasons(self) -> tuple[SuppressionReason, ...]:
        """All its reasons not to call; none if it allows."""
        return (self.reason, *self.also) if self.reason else ()

    def as_json(self) -> dict[str, object]:
        """One of the `rules` of a decision's JSON."""
        said = {
            "rule": self.rule,
            "result": str(self.verdict),
            "reason": str(self.reason) if self.reason else None,
            "until": self.until.isoformat() if self.until else None,
            "inputs": self.inputs,
        }
        return said | ({"also": [str(reason) for reason in self.also]} if self.also else {})


@dataclass(frozen=True, slots=True)
class Decision:
    """Every rule that was asked, in the order of the policy table.

    `basis` is what the call would rest on, with the consent where that is one on record, or the
    `request_id` where somebody asked for this very call, and `recording` whether it may be
    recorded. `reopens_at` is the first lawful moment once every deferral has passed.
    `channels_left` are the lawful ones for a mandatory notice that may not
    be called, and for a vital one that may be and would annoy, or would reach nobody.
    """

    at: datetime
    rules: tuple[RuleResult, ...]
    rule_set: str
    profiles: tuple[str, ...] = ()
    law_version: str = ""
    basis: LegalBasis | None = None
    consent_id: str | None = None
    recording: Recording | None = None
    channels_left: tuple[Channel, ...] = ()
    reopens_at: datetime | None = None
    learned: Learned | None = None
    request_id: str | None = None

    @property
    def allowed(self) -> bool:
        """True if no rule refused or deferred."""
        return all(rule.verdict is Verdict.ALLOW for rule in self.rules)

    @property
    def reasons(self) -> tuple[SuppressionReason, ...]:
        """Every reason not to call, in the order of the table, each once."""
        return tuple(dict.fromkeys(reason for rule in self.rules for reason in rule.reasons))

    @property
    def refused(self) -> bool:
        """True if a rule refused: waiting would not help."""
        return any(rule.verdict is Verdict.REFUSE for rule in self.rules)

    def refused_otherwise(self, but_for: Container[SuppressionReason]) -> bool:
        """True if a rule refused for another reason than these."""
        refusals = (rule for rule in self.rules if rule.verdict is Verdict.REFUSE)
        return any(reason not in but_for for rule in refusals for reason in rule.reasons)

    @property
    def defer_until(self) -> datetime | None:
        """When to ask again; None if the call is allowed or refused for good."""
        times = [rule.until for rule in self.rules if rule.until is not None]
        if not times or self.refused:
            return None
        return max(times if self.reopens_at is None else [*times, self.reopens_at])

    @property
    def sentence(self) -> str:
        """The decision as one would say it."""
        if self.allowed:
            consent = f", by consent {self.consent_id}" if self.consent_id else ""
            asked = f", by the request {self.request_id}" if self.request_id else ""
            on = f" on {self.basis}{consent}{asked}" if self.basis else ""
            return f"May be called now{on}.{self._quieter}"
        why = "; ".join(in_words(reason) for reason in self.reasons)
        if self.defer_until is not None:
            return f"Not now: {why}. Ask again at {self.defer_until:%Y-%m-%d %H:%M} UTC."
        left = ", ".join(self.channels_left)
        return f"May not be called: {why}.{f' The notice may go by {left}.' if left else ''}"

    @property
    def _quieter(self) -> str:
        """Of a vital notice that a score speaks against: how it would be less of a nuisance."""
        said = self.learned
        if said is None or said.left_alone_for is None:
            return ""
        ways = [f"by {', '.join(self.channels_left)}"] if self.channels_left else []
        ways += [f"at {said.better_hour_at:%H:%M} UTC"] if said.better_hour_at else []
        better = f" It is better sent {' or '.join(ways)}." if ways else ""
        return f" But {in_words(said.left_alone_for)}.{better}"

    def as_json(self) -> dict[str, object]:
        """The shape that `voicebot check --json` prints and the journal keeps."""
        return {
            "allowed": self.allowed,
            "reasons": [str(reason) for reason in self.reasons],
            "defer_until": self.defer_until.isoformat() if self.defer_until else None,
            "sentence": self.sentence,
            "at": self.at.isoformat(),
            "rule_set": self.rule_set,
            "law_version": self.law_version,
            "profiles": list(self.profiles),
            "basis": str(self.basis) if self.basis else None,
            "consent_id": self.consent_id,
            "request_id": self.request_id,
            "recording": str(self.recording) if self.recording else None,
            "channels_left": [str(channel) for channel in self.channels_left],
            "learned": self.learned.as_json() if self.learned else None,
            "rules": [rule.as_json() for rule in self.rules],
        }

"""A journalled decision, read so that a person can follow it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voicebot.eligibility.policy import POLICY, RULE_SET
from voicebot.evidence.dossier.found import RecordFound

_SOURCES = {(RULE_SET, rule.name): rule.sources for rule in POLICY}
"""The law each rule stands on; known for decisions of the rules in force."""


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """One rule's result with everything it looked at; `source` is the law it stands on."""

    rule: str
    result: str
    reasons: tuple[str, ...]
    until: str | None
    source: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was journalled.

    `result` says what came of it ("opened", "refused", …); `decision` is the decision itself.
    """

    decision_id: str
    seq: int
    result: str
    allowed: bool
    reasons: tuple[str, ...]
    defer_until: str | None
    rule_set: str
    rules: tuple[RuleSaid, ...]
    decision: Mapping[str, Any]

    @property
    def law(self) -> str:
        """The jurisdiction profiles that were asked, and their version."""
        profiles = self.profiles
        return " ".join(part for part in (", ".join(profiles), self.said("law_version")) if part)

    @property
    def profiles(self) -> tuple[str, ...]:
        """The jurisdiction profiles that were asked; empty where the decision does not say."""
        return tuple(next((value for value in self.inputs("profiles") if value), ()))

    @property
    def channels_left(self) -> tuple[str, ...]:
        """By which channels the notice might lawfully go instead."""
        return tuple(self.decision.get("channels_left") or ())

    @property
    def registries(self) -> tuple[str, ...]:
        """The do-not-call registries that were asked, by name."""
        groups = ("own", "national", "operator")
        asked = [name for group in groups for name in next(self.inputs(f"{group}_lists_asked"), ())]
        return tuple(dict.fromkeys(asked))

    @property
    def model(self) -> str | None:
        """The model that predicted, where one did."""
        return self.said("model")

    @property
    def score(self) -> str | None:
        """What it predicted."""
        return self.said("score")

    @property
    def learned(self) -> Mapping[str, Any]:
        """What a model said of the call (`eligibility/learned.py`); empty where none did."""
        said: Mapping[str, Any] = self.decision.get("learned") or {}
        return said

    def said(self, name: str) -> str | None:
        """The first value of this name among the decision's fields and its rules' inputs."""
        return next((str(value) for value in self.inputs(name) if value not in (None, "")), None)

    def inputs(self, name: str) -> Iterator[Any]:
        """Every value of this name that the decision rests on."""
        if name in self.decision:
            yield self.decision[name]
        for rule in self.rules:
            if name in rule.inputs:
                yield rule.inputs[name]


def decided(record: RecordFound) -> Decided:
    """The decision of a journal record; empty where its personal data were erased with it."""
    said = record.content
    decision: Mapping[str, Any] = said.get("decision") or {}
    rule_set = str(decision.get("rule_set", ""))
    return Decided(
        decision_id=str(said.get("decision_id", "")),
        seq=record.seq,
        result=str(said.get("result", "")),
        allowed=bool(decision.get("allowed")),
        reasons=tuple(decision.get("reasons", ())),
        defer_until=decision.get("defer_until"),
        rule_set=rule_set,
        rules=tuple(_rule(rule, rule_set) for rule in decision.get("rules", ())),
        decision=decision,
    )


def _rule(rule: Mapping[str, Any], rule_set: str) -> RuleSaid:
    return RuleSaid(
        rule=str(rule.get("rule", "")),
        result=str(rule.get("result", "")),
        reasons=(*([rule["reason"]] if rule.get("reason") else []), *rule.get("also", ())),
        until=rule.get("until"),
        source=", ".join(_SOURCES.get((rule_set, str(rule.get("rule"))), ())),
        inputs=rule.get("inputs") or {},
    )

"""Deciding every journalled decision again: a decision depends on its recorded inputs alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from voicebot.eligibility.deciding import replay
from voicebot.eligibility.policy import RULE_SET
from voicebot.evidence.journal import JournalRecord


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A decision that came out otherwise: its record's number, and what of it differs."""

    seq: int
    differs: tuple[str, ...]


@dataclass(slots=True)
class Replayed:
    """`other_rules` were made by other sets of rules, which this program no longer has."""

    decisions: int = 0
    other_rules: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)


def replay_all(records: Iterable[JournalRecord]) -> Replayed:
    """Decide again all decisions among the journal's records, in bounded memory."""
    found = Replayed()
    for record in records:
        decision = record.content.get("decision") if record.kind == "decision" else None
        if not isinstance(decision, dict):
            continue
        found.decisions += 1
        if decision.get("rule_set") != RULE_SET:
            found.other_rules += 1
            continue
        again = replay(decision).as_json()
        names = dict.fromkeys([*decision, *again])
        differs = tuple(name for name in names if decision.get(name) != again.get(name))
        if differs:
            found.mismatches.append(Mismatch(record.seq, differs))
    return found

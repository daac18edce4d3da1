"""How long what is kept is kept, and why. Whatever an open complaint or a legal hold covers stays.

An opt-out never ends by retention: after its time a demand for all calls lives on as a keyed hash.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

YEARS = 5
ROUTINE_AUDIO_DAYS = 90


class Kept(StrEnum):
    """What retention distinguishes."""

    OPTOUTS = "optouts"
    COMPLAINTS = "complaints"
    SUPPRESSIONS = "suppressions"
    LEFT_ALONE = "left_alone"
    CONSENTS = "consents"
    ATTEMPTS = "attempts"
    JOURNAL = "journal"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one kind is kept: `years`, or days where the setting says; counted from `since`."""

    what: Kept
    since: str
    then: str
    source: str
    years: int | None = YEARS

    def due_before(self, now: datetime, audio_days: int = ROUTINE_AUDIO_DAYS) -> datetime:
        """What is older than this is due."""
        return (
            now - timedelta(days=audio_days)
            if self.years is None
            else years_before(now, self.years)
        )


RULES = (
    Rule(
        Kept.OPTOUTS,
        "the demand, or its lifting",
        "words and evidence go; of a demand for all calls a keyed hash stays in force",
        "47 CFR 64.1200(d)(6): 5 years; GDPR 5(1)(e)",
    ),
    Rule(Kept.COMPLAINTS, "it was resolved", "deleted", "kept as long as what it is about"),
    Rule(Kept.SUPPRESSIONS, "it ran out", "deleted", "kept as long as the calls it explains"),
    Rule(Kept.LEFT_ALONE, "it ran out", "deleted", "kept as long as the calls it explains"),
    Rule(Kept.CONSENTS, "the last use", "deleted with its events", "UWG 7a(2): 5 years"),
    Rule(Kept.ATTEMPTS, "the call", "deleted with its files", "16 CFR 310.5(b): 5 years"),
    Rule(
        Kept.JOURNAL,
        "the record",
        "its personal data go, the chain stays",
        "as the attempts that it records",
    ),
    Rule(
        Kept.AUDIO,
        "the day of the call",
        "recordings go, words and evidence stay",
        "the setting for routine audio; GDPR 5(1)(e)",
        years=None,
    ),
)
"""In the order in which they are applied."""


def rule_for(what: Kept) -> Rule:
    """The rule of one kind."""
    return next(rule for rule in RULES if rule.what is what)


def years_before(now: datetime, years: int) -> datetime:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


@dataclass(frozen=True, slots=True)
class CallFiles:
    """What a call's folder may have to keep its files for."""

    day: date
    frozen: bool
    evidence_needed: bool


def files_due(
    call: CallFiles,
    names: Collection[str],
    now: datetime,
    audio_days: int,
    audio: Collection[str],
    evidence: Collection[str],
) -> set[str]:
    """Which of a call folder's files go now.

    `audio` names routine recordings, `evidence` the clip of an opt-out. A folder is as old as the
    end of its day (UTC).
    """
    ended = datetime.combine(call.day + timedelta(days=1), datetime.min.time(), now.tzinfo)
    if call.frozen:
        return set()
    if ended <= years_before(now, YEARS):
        return {name for name in names if name not in evidence or not call.evidence_needed}
    if ended <= now - timedelta(days=audio_days):
        return {name for name in names if name in audio}
    return set()

"""What one call adds to the figures: under which facets it counts, and as what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from voicebot.learning.results import FIRM, GOALS, HARMS, SPOKE_S
from voicebot.outcomes.disposition import Disposition

ALL, INBOUND, CHANNEL, AUDIENCE = "all", "inbound", "channel", "audience"
LANGUAGE, PURPOSE, SCRIPT, CAMPAIGN = "language", "purpose", "script", "campaign"
SCORE, EXPLORED = "score", "explored"
"""The facets. `inbound` are people who called us, in no other facet; `score` are the calls that a
model scored, `explored` those of them that were placed against the score."""

BY_DAY = (SCORE,)
"""Facets of so many values that only whole days (UTC) are told apart."""

DAYS_OF = {each: f"{each}.day" for each in (CHANNEL, AUDIENCE, LANGUAGE, PURPOSE, SCRIPT)}
"""Facets that are summed up over long spans: under the second name they stand by whole days (UTC),
too, so that a year is a few hundred rows of each value and not thousands."""

MEASURES = (
    *("calls", "answered", "goals", "refusals", "opt_outs", "complaints", "hang_ups", "harms"),
    *("machines", "failed", "told", "satisfied", "talk_s"),
)
_REFUSALS = {
    Disposition.SOFT_REFUSAL,
    Disposition.HARD_REFUSAL,
    Disposition.OPT_OUT,
    Disposition.COMPLAINT,
}
_MACHINES = {Disposition.VOICEMAIL_LEFT, Disposition.VOICEMAIL_NOT_LEFT}
_NOBODY = {Disposition.NOT_REACHED, Disposition.TECHNICAL_FAILURE, *_MACHINES}
_SCORE_STEP, _SCORE_MOST = 0.5, 20.0

Key = tuple[str, datetime, str]
Adding = dict[Key, dict[str, float]]


@dataclass(frozen=True, slots=True)
class CountedAs:
    """An outcome as the figures have it; `audience` is a Relation."""

    disposition: str
    refusal_kind: str
    audience: str

    @classmethod
    def read(cls, text: str) -> "CountedAs":
        """From its column."""
        disposition, refusal_kind, audience = text.split("/")
        return cls(disposition, refusal_kind, audience)

    def __str__(self) -> str:
        return "/".join((self.disposition, self.refusal_kind, self.audience))


def score_step(score: float) -> str:
    """The step of half a call that a score is in, by its lower end, from -20 to 20."""
    kept = max(-_SCORE_MOST, min(_SCORE_MOST, score))
    return f"{kept // _SCORE_STEP * _SCORE_STEP:.1f}"


def add_call(into: Adding, call: Mapping[str, Any], as_: CountedAs, times: int = 1) -> None:
    """Add what a call of these columns counts, or with `times` -1 take it away."""
    hour = call["at"].astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    measured = _measures(call, as_)
    for key in _keys(hour, _facets(call, as_.audience)):
        sums = into.setdefault(key, defaultdict(float))
        for measure, value in measured.items():
            sums[measure] += times * value


def _keys(hour: datetime, facets: Mapping[str, str]) -> Iterator[Key]:
    day = hour.replace(hour=0)
    for facet, name in facets.items():
        yield facet, day if facet in BY_DAY else hour, name
        if facet in DAYS_OF:
            yield DAYS_OF[facet], day, name


def _facets(call: Mapping[str, Any], audience: str) -> dict[str, str]:
    if call["direction"] != "outbound":
        return {INBOUND: ""}
    found = {ALL: "", CHANNEL: call["channel"], AUDIENCE: audience, PURPOSE: call["purpose"]}
    found |= {LANGUAGE: call["language"], SCRIPT: call["flow"]}
    if call["campaign_id"]:
        found[CAMPAIGN] = call["campaign_id"]
    if call["score"] is not None:
        found[SCORE] = score_step(call["score"])
        if call["explored"]:
            found[EXPLORED] = ""
    return found


def _measures(call: Mapping[str, Any], as_: CountedAs) -> dict[str, float]:
    said, told = as_.disposition, call["satisfaction"]
    answered = _answered(call, said)
    talk_s = call["talk_s"]
    heard = talk_s is None or talk_s >= SPOKE_S
    went = said == Disposition.EARLY_HANGUP
    harm = said in HARMS or as_.refusal_kind in FIRM or (went and heard)
    return {
        "calls": 1,
        "answered": answered,
        "goals": said in GOALS,
        "refusals": said in _REFUSALS,
        "opt_outs": said == Disposition.OPT_OUT,
        "complaints": said == Disposition.COMPLAINT,
        "hang_ups": went,
        "harms": answered and harm,
        "machines": said in _MACHINES,
        "failed": said == Disposition.TECHNICAL_FAILURE,
        "told": told is not None,
        "satisfied": told or 0.0,
        "talk_s": talk_s or 0.0,
    }


def _answered(call: Mapping[str, Any], said: str) -> bool:
    """What a reviewer put in the place of the outcome says, too, whether anybody took the call."""
    if said == call["disposition"]:
        return bool(call["answered"])
    return said not in _NOBODY

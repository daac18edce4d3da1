"""What one person said about being called: as `gathering_grounds` has it of a list.

A law compares them fact by fact.
"""

from collections.abc import Sequence
from datetime import datetime

from voicebot.contacts.suppression import SuppressionReason, covers
from voicebot.eligibility.fact_row import FOREVER, STANDING, standing_column
from voicebot.eligibility.gathering_grounds import NUMBER_BOUND
from voicebot.eligibility.known import Values
from voicebot.eligibility.known_of_one import Stop, Suppressed

_COLUMN = {str(reason): standing_column(reason) for reason in SuppressionReason}
_OTHER = _COLUMN[str(SuppressionReason.MANUAL)]


def optouts_of_one(said: Sequence[Stop], question: Values) -> Values:
    """How many opt-outs of the person cover the call, and which."""
    covering = [stop.optout_id for stop in said if _covers(stop, question)]
    return {"optouts_covering": len(covering), "optout_ids": sorted(covering)}


def standing_of_one(written: Sequence[Suppressed], question: Values) -> Values:
    """STANDING: for each reason, until when it stands; a reason nobody knows stands as MANUAL."""
    ends: dict[str, datetime | None] = dict.fromkeys(STANDING)
    for each in written:
        if _stands(each, question):
            name, end = _COLUMN.get(each.reason, _OTHER), each.until or FOREVER
            ends[name] = max(end, ends[name] or end)
    return ends


def _covers(stop: Stop, question: Values) -> bool:
    """Whoever stopped all calls may ask for one; what they say after that binds again."""
    requested_at = question["requested_at"]
    before = stop.at is not None and requested_at is not None and stop.at <= requested_at
    return not before and covers(stop, question["campaign_id"], question["purpose"])


def _stands(each: Suppressed, question: Values) -> bool:
    of_another_number = each.reason in NUMBER_BOUND and each.number != question["number"]
    return not of_another_number and (each.until is None or each.until > question["at"])

"""What is known of a number by itself: its plan and its place, and nothing from the books.

So an answer made of it gives away nothing of whoever has the number.
"""

from datetime import UTC

from voicebot.adapters.storage import standing
from voicebot.contacts.consent import Relation
from voicebot.contacts.numbering import plan_of
from voicebot.eligibility.known import Question
from voicebot.eligibility.known_of_one import KnownOfOne


def known_of_stranger(question: Question, default_zone: str) -> KnownOfOne:
    """A number that nobody has written anything down about, and a call that was asked for."""
    plan, at = plan_of(question.number), question.at.astimezone(UTC)
    zones, zones_from = standing.zones(question.number, "", default_zone, plan.zones)
    row = {
        "number": question.number.e164,
        "person": question.number.e164,
        "valid": plan.valid,
        "country": plan.country,
        "region": "",
        "zones": list(zones),
        "zones_from": zones_from,
        "relation": str(Relation.STRANGER),
        "purpose": str(question.purpose),
        "campaign_id": None,
        "at": at,
        "lasts_s": float(question.lasts_s),
        "erased": False,
        "request_id": question.request_id,
        "requested_at": at,
    }
    return KnownOfOne(row)

"""Some weeks of calls of two campaigns, one of them by another script, for pages with figures."""

from datetime import datetime, timedelta

from sqlalchemy import insert

from tests.fakes.calls import record
from voicebot.adapters.storage.attempt_rows import fill as filled
from voicebot.adapters.storage.tables import AttemptRow
from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.network import NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.outcomes.disposition import Disposition

_WORDS = (
    *("CONFIRMED", "NOT_REACHED", "SOFT_REFUSAL", "CONFIRMED", "NOT_REACHED", "EARLY_HANGUP"),
    *("COMPLETED", "VOICEMAIL_LEFT", "CONFIRMED", "NOT_REACHED", "OPT_OUT"),
)
ENDED = [Disposition(word) for word in _WORDS]
CALLS = 330


def fill(office: Office, campaign_id: str, now: datetime) -> None:
    """A second campaign, Reminders, and what both came to; the calls are counted."""
    other = office.storage.campaigns.create(
        "Reminders", "delivery_notice", Purpose.APPOINTMENT_REMINDER, "ru"
    )
    both = (campaign_id, other.campaign_id)
    for each in both:
        office.storage.campaigns.enlist(each, now)
    rows = [_row(place, both[place % 2], now) for place in range(CALLS)]
    with office.storage._databases[0].write() as session:
        session.execute(insert(AttemptRow), rows)
    office.storage.call_counts.catch_up(now)


def _row(place: int, campaign_id: str, now: datetime) -> dict[str, object]:
    at = now - timedelta(hours=(place * 37) % 560 + 80, minutes=place % 60)
    ended = ENDED[(place // 2 + (place % 2) * (place % 5)) % len(ENDED)]
    number = PhoneNumber(f"+1202555{3000 + place}")
    order = CallOrder(
        f"figures-{place}", "outbound", number.e164, number.e164,
        "delivery_notice" if place % 2 else "appointment_reminder", "ru" if place % 2 else "en",
        Purpose.APPOINTMENT_REMINDER, campaign_id=campaign_id,
    )  # fmt: skip
    result = NetworkResult.NO_ANSWER if ended is Disposition.NOT_REACHED else NetworkResult.ANSWERED
    told = record(order, result=result, disposition=ended, at=at)
    row = AttemptRow(at=at)
    filled(row, told, now, 1)
    columns = ("network_result", "answered", "answered_by", "disposition", "record", "sip_code")
    return {name: getattr(row, name) for name in columns} | {
        "attempt_id": order.attempt_id,
        "state": "SETTLED",
        "number": number.e164,
        "target": number.e164,
        "direction": "outbound",
        "campaign_id": campaign_id,
        "flow": order.flow,
        "language": order.language,
        "purpose": str(order.purpose),
        "at": at,
        "settled_at": at,
        "channel": "VOICE",
        "source": "",
        "talk_s": 21.0 if result is NetworkResult.ANSWERED else None,
        "satisfaction": 0.8 if place % 7 == 0 else None,
        "score": (place % 40) / 4 - 1,
        "explored": place % 29 == 0,
    }

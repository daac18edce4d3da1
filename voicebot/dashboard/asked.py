"""What a page's address asks for: days, numbers, cursors. What cannot be read asks for nothing."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadNumber


def day_span(text: str, zone: str) -> tuple[datetime, datetime] | None:
    """A day (2026-11-21) in that zone as its first moment and the next day's; None for none."""
    try:
        day = date.fromisoformat(text.strip())
        begins = datetime.combine(day, time(), ZoneInfo(zone))
        return begins, datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    except (ValueError, OverflowError):
        return None


def number_in(text: str) -> PhoneNumber | None:
    """A number however it was typed; None for none that can be dialled."""
    try:
        return PhoneNumber.parse(text) if text.strip() else None
    except BadNumber:
        return None


def place_in(cursor: str) -> int | None:
    """The number of the last record seen; None for the first page."""
    return int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None

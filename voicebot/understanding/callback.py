"""When a person wants to be called: "tomorrow at ten", «через час»."""

from datetime import datetime


def callback_time(text: str, language: str, now: datetime, zone: str) -> datetime | None:
    """The time said, aware, in `zone`, after `now`; None if no time was said."""
    return None

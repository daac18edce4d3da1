"""One contact who may be called now, and the wish to remind her."""

from datetime import UTC, datetime

from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.dialling.wish import Wish
from voicebot.simulation.cast import midday_zone

NUMBER = PhoneNumber("+12065550123")
ROW = {"when": "2026-12-01 10:30", "doctor": "Doctor Smith"}


def contact(language: str = "en") -> Contact:
    """Where she lives it is midday."""
    return Contact(NUMBER, "Ann", language, midday_zone(datetime.now(UTC)), attributes=dict(ROW))


def wish(language: str = "en") -> Wish:
    """A reminder of her appointment."""
    flow, purpose = "appointment_reminder", Purpose.APPOINTMENT_REMINDER
    return Wish(contact(language), flow, purpose, language, dict(ROW))

"""What is known about calling a number: the facts that a decision looks at."""

from datetime import datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from tzlocal import get_localzone_name

from voicebot.adapters.storage.tables import AttemptRow, SuppressionRow
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.facts import Limits, PastAttempt, Suppression
from voicebot.errors import BadSettings
from voicebot.settings import Settings


def zones(
    number: PhoneNumber,
    contact: Contact | None,
    default: str,
    of_number: tuple[str, ...] | None = None,
) -> tuple[tuple[str, ...], str]:
    """The zones the called party may be in, and how they are known.

    A SIP address without a number is somebody near: this machine's zone, unless a setting says.
    `of_number` are those of the numbering plan, where they are known already.
    """
    if contact is not None and contact.timezone:
        return (contact.timezone,), "contact"
    planned = number.time_zones if of_number is None else of_number
    if planned:
        return planned, "number"
    if default:
        return (default,), "setting"
    return ((get_localzone_name(),), "machine") if number.is_sip_address else ((), "unknown")


def limits(settings: Settings) -> Limits:
    """The figures of the rules. Raises BadSettings for a time of day that is none."""
    return Limits(
        calls_from=_time_of_day("quiet_until", settings.quiet_until),
        calls_until=_time_of_day("quiet_from", settings.quiet_from),
        max_unanswered=settings.max_unanswered,
        max_calls_per_day=settings.max_calls_per_day,
    )


def suppressions(session: Session, number: PhoneNumber, at: datetime) -> tuple[Suppression, ...]:
    """The number's suppressions that have not run out, oldest first."""
    query = (
        select(SuppressionRow)
        .where(
            SuppressionRow.number == number.e164,
            or_(SuppressionRow.until.is_(None), SuppressionRow.until > at),
        )
        .order_by(SuppressionRow.since, SuppressionRow.id)
    )
    return tuple(
        Suppression(SuppressionReason(row.reason), row.since, row.until, row.why)
        for row in session.scalars(query)
    )


def past_attempts(session: Session, number: PhoneNumber) -> tuple[PastAttempt, ...]:
    """Every settled call to the number, in order of time."""
    query = (
        select(AttemptRow.at, AttemptRow.answered, AttemptRow.disposition)
        .where(
            AttemptRow.number == number.e164,
            AttemptRow.direction == "outbound",
            AttemptRow.state == "SETTLED",
        )
        .order_by(AttemptRow.at, AttemptRow.attempt_id)
    )
    return tuple(
        PastAttempt(row.at, bool(row.answered), row.disposition) for row in session.execute(query)
    )


def _time_of_day(name: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise BadSettings(f"the setting {name!r} cannot be {text!r}", "write HH:MM") from error

"""Whom an open complaint or a legal hold protects from being forgotten."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from voicebot.adapters.storage.tables import ComplaintRow, PersonNumberRow, SuppressionRow
from voicebot.contacts.suppression import SuppressionReason

Number = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def is_free(number: Number, now: datetime) -> ColumnElement[bool]:
    """True where no hold lies on the number, nor on another that surely is the same person's."""
    held = union(
        select(ComplaintRow.number).where(ComplaintRow.state == "OPEN"),
        select(SuppressionRow.number).where(
            SuppressionRow.reason == str(SuppressionReason.LEGAL_HOLD),
            or_(SuppressionRow.until.is_(None), SuppressionRow.until > now),
        ),
    ).subquery()
    whose = select(PersonNumberRow.person_id).where(
        PersonNumberRow.number.in_(select(held.c.number)), PersonNumberRow.until.is_(None)
    )
    others = select(PersonNumberRow.number).where(
        PersonNumberRow.person_id.in_(whose), PersonNumberRow.until.is_(None)
    )
    free = number.not_in(select(held.c.number)) & number.not_in(others)
    return or_(number.is_(None), free)

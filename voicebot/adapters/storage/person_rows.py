"""Every row about a person: read for their export, and taken away or made nameless.

A table that knows persons by number must be named here; a test compares.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, null, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from voicebot.adapters.storage.tables import (
    AskedOfTwoRow,
    AttemptRow,
    CallWordRow,
    ComplaintRow,
    ConsentEventRow,
    ConsentRow,
    ConsentStateRow,
    ConsentUseRow,
    ContactRow,
    CorrectionRow,
    EntryRow,
    LeftAloneRow,
    LikenessRow,
    NoteRow,
    OptOutRow,
    PersonNumberRow,
    ReviewItemRow,
    SuppressionRow,
    Table,
    VisitorCodeRow,
    WebhookDeliveryRow,
)
from voicebot.evidence.erasure import open_record

NUMBERED: tuple[type[Table], ...] = (
    ContactRow,
    EntryRow,
    ConsentRow,
    ConsentStateRow,
    AttemptRow,
    OptOutRow,
    SuppressionRow,
    LeftAloneRow,
    ComplaintRow,
    PersonNumberRow,
    LikenessRow,
    NoteRow,
    VisitorCodeRow,
    WebhookDeliveryRow,
)
DELETED: tuple[type[Table], ...] = (
    EntryRow,
    ContactRow,
    PersonNumberRow,
    LikenessRow,
    NoteRow,
    VisitorCodeRow,
    WebhookDeliveryRow,
)
NAMELESS: dict[type[Table], Mapping[str, object]] = {
    AttemptRow: {"target": "", "order": null()},
    OptOutRow: {"reason": "", "words": None, "evidence": None, "lift_reason": None},
    SuppressionRow: {"why": ""},
    LeftAloneRow: {"person": "", "lift_reason": None},
    ConsentRow: {"how": {}},
    ConsentStateRow: {},
    ComplaintRow: {"text": "", "resolution": None},
}
"""Rows that stay without the person: their number becomes the pseudonym, these columns this."""

Kept = dict[str, list[dict[str, Any]]]


def read(session: Session, numbers: Sequence[str]) -> Kept:
    """Every row about these numbers, by table name, in a steady order."""
    kept = {table.__tablename__: _rows(session, table, about(table, numbers)) for table in NUMBERED}
    consents = [row["consent_id"] for row in kept["consents"]]
    for table, column in ((ConsentEventRow, ConsentEventRow.consent_id),
                          (ConsentUseRow, ConsentUseRow.consent_id)):  # fmt: skip
        kept[table.__tablename__] = _rows(session, table, column.in_(consents))
    calls = [row["attempt_id"] for row in kept["attempts"]]
    kept["corrections"] = _rows(session, CorrectionRow, CorrectionRow.attempt_id.in_(calls))
    kept["asked_of_two"] = _rows(session, AskedOfTwoRow, AskedOfTwoRow.about.in_(numbers))
    return kept


def make_nameless(session: Session, kept: Kept, names: Mapping[str, str]) -> None:
    """Take away what was read, or put each number's pseudonym in its place."""
    numbers = list(names)
    consents = [row["consent_id"] for row in kept["consents"]]
    session.execute(
        update(ConsentEventRow).where(ConsentEventRow.consent_id.in_(consents)).values(reason="")
    )
    for row in kept["attempts"]:
        nameless = open_record(row["record"])
        session.execute(
            update(AttemptRow)
            .where(AttemptRow.attempt_id == row["attempt_id"])
            .values(record=nameless if nameless else null())
        )
    calls = [row["attempt_id"] for row in kept["attempts"]]
    for beside in (CallWordRow, ReviewItemRow):
        session.execute(delete(beside).where(beside.attempt_id.in_(calls)))
    corrected = [row["correction_id"] for row in kept["corrections"]]
    session.execute(
        update(CorrectionRow).where(CorrectionRow.correction_id.in_(corrected)).values(note="")
    )
    for table, columns in NAMELESS.items():
        for number, name in names.items():
            change = update(table).where(about(table, [number]))
            session.execute(change.values({"number": name, **columns}))
    for number, name in names.items():
        asked = update(AskedOfTwoRow).where(AskedOfTwoRow.about == number)
        session.execute(asked.values(about=name, reason=""))
    for table in DELETED:
        session.execute(delete(table).where(about(table, numbers)))


def about(table: type[Table], numbers: Sequence[str]) -> ColumnElement[bool]:
    """Which rows of a table are about these numbers."""
    return or_(*(column.in_(numbers) for column in number_columns(table)))


def number_columns(table: type[Table]) -> list[InstrumentedAttribute[str]]:
    """The columns that hold a person's number."""
    names = ("number", "number_a", "number_b")
    return [getattr(table, name) for name in names if name in table.__table__.columns]


def _rows(session: Session, table: type[Table], which: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns: Iterable[Any] = table.__table__.columns
    query = select(*columns).where(which).order_by(*table.__table__.primary_key)
    return [dict(row._mapping) for row in session.execute(query)]

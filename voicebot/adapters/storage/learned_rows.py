"""What learning asks of the database: one query for each table, with its columns beside it."""

from collections.abc import Sequence

import polars as pl
from sqlalchemy import func, select

from voicebot.adapters.storage.known_tables import Query, Whose
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ContactRow,
    CorrectionRow,
    PersonNumberRow,
)
from voicebot.contacts.feedback import FeedbackKind
from voicebot.eligibility.known import MOMENT, Columns

ATTEMPTS: Columns = {
    "attempt_id": pl.String,
    "number": pl.String,
    "at": MOMENT,
    "direction": pl.String,
    "channel": pl.String,
    "purpose": pl.String,
    "campaign_id": pl.String,
    "network_result": pl.String,
    "answered_by": pl.String,
    "disposition": pl.String,
    "refusal_kind": pl.String,
    "ring_s": pl.Float64,
    "talk_s": pl.Float64,
    "certainty": pl.Float64,
    "satisfaction": pl.Float64,  # as told on this call
    "explored": pl.Boolean,
    "propensity": pl.Float64,
}
CORRECTIONS: Columns = {
    "number": pl.String,
    "correction_id": pl.String,
    "attempt_id": pl.String,
    "reviewer": pl.String,
    "disposition": pl.String,
    "refusal_kind": pl.String,
    "at": MOMENT,
}
LINKS: Columns = {"number": pl.String, "person": pl.String, "since": MOMENT, "until": MOMENT}
COMPLAINTS: Columns = {"number": pl.String, "since": MOMENT, "until": MOMENT}
SATISFACTION: Columns = {"number": pl.String, "at": MOMENT, "satisfaction": pl.Float64}
CONTACTS: Columns = {
    "id": pl.Int64,
    "list_id": pl.Int64,
    "number": pl.String,
    "timezone": pl.String,
    "number_zones": pl.String,
}


def said_of(name: str) -> str:
    """The column that holds what a contact or a history says under a name."""
    return f"said_{name}"


def with_names(columns: Columns, names: Sequence[str]) -> Columns:
    """The columns, and one for each attribute."""
    return columns | {said_of(name): pl.String for name in names}


def attempts(whose: Whose, names: Sequence[str] = ()) -> Query:
    """Everything that ended, ours and of imported histories, by any channel, either way."""
    columns = (getattr(AttemptRow, name) for name in ATTEMPTS)
    said = (_one_line(AttemptRow.record[("attributes", name)].as_string()) for name in names)
    known = AttemptRow.number.is_not(None)
    return select(*columns, *said).where(whose(AttemptRow.number), known, _SETTLED)


def corrections(whose: Whose, names: Sequence[str] = ()) -> Query:  # noqa: ARG001
    """Every correction of their attempts."""
    columns = (getattr(CorrectionRow, name) for name in CORRECTIONS if name != "number")
    return (
        select(AttemptRow.number, *columns)
        .join(AttemptRow, AttemptRow.attempt_id == CorrectionRow.attempt_id)
        .where(whose(AttemptRow.number))
    )


def links(whose: Whose, names: Sequence[str] = ()) -> Query:  # noqa: ARG001
    """Every link of a number to a person, the ended ones too, in the order they were made."""
    row = PersonNumberRow
    query = select(row.number, row.person_id, row.since, row.until)
    return query.where(whose(row.number)).order_by(row.since, row.id)


def numbers_of_same(whose: Whose, names: Sequence[str] = ()) -> Query:  # noqa: ARG001
    """Every number that was ever linked to a person of these numbers."""
    theirs = select(PersonNumberRow.person_id).where(whose(PersonNumberRow.number))
    return select(PersonNumberRow.number).where(PersonNumberRow.person_id.in_(theirs)).distinct()


def complaints(whose: Whose, names: Sequence[str] = ()) -> Query:  # noqa: ARG001
    """From when to when each complaint was open, as we knew of it."""
    row = ComplaintRow
    query = select(row.number, row.recorded_at, row.resolved_at)
    return query.where(whose(row.number), row.kind == str(FeedbackKind.COMPLAINT))


def satisfaction(whose: Whose, names: Sequence[str] = ()) -> Query:  # noqa: ARG001
    """How satisfied people said they were, and on the call of which time."""
    row = AttemptRow
    query = select(row.number, row.at, row.satisfaction)
    return query.where(whose(row.number), row.satisfaction.is_not(None), _SETTLED)


def contacts(whose: Whose, names: Sequence[str] = ()) -> Query:
    """Contacts as every list had them, finished or not."""
    row = ContactRow
    plain = (row.id, row.list_id, row.number, row.timezone, row.number_zones)
    said = (_one_line(row.attributes[name].as_string()) for name in names)
    return select(*plain, *said).where(whose(row.number))


_SETTLED = AttemptRow.state == "SETTLED"


def _one_line(text: object) -> object:
    """Rows are read as lines."""
    return func.replace(func.replace(text, "\n", " "), "\x1f", " ")

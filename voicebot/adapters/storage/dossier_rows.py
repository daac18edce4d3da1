"""Table rows as what a dossier is made of."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ConsentEventRow,
    ConsentRow,
    ContactRow,
    CorrectionRow,
    LikenessRow,
    OptOutRow,
    PersonNumberRow,
    SuppressionRow,
    Table,
)
from voicebot.evidence.dossier.found import (
    AttemptFound,
    ComplaintFound,
    ConsentEventFound,
    ConsentFound,
    ContactFound,
    CorrectionFound,
    LikenessFound,
    LinkFound,
    OptOutFound,
    RecordFound,
    RelationFound,
    SuppressionFound,
)


def contact(row: ContactRow, file: str, listed_at: datetime) -> ContactFound:
    """A contact, with the list it came by."""
    return ContactFound(
        **_columns(row, ContactFound), contact_id=row.id, file=file, listed_at=listed_at
    )


def relation(record: RecordFound) -> RelationFound:
    """A change of relation, by its journal record."""
    said = record.content
    since = datetime.fromisoformat(str(said["since"]))
    return RelationFound(record.at, since, str(said["from"]), str(said["to"]))


def link(row: PersonNumberRow) -> LinkFound:
    """A number of a person."""
    return LinkFound(**_columns(row, LinkFound))


def likeness(row: LikenessRow, number: str) -> LikenessFound:
    """A likeness, seen from one of its two numbers."""
    other = row.number_b if row.number_a == number else row.number_a
    return LikenessFound(other=other, **_columns(row, LikenessFound))


def consent(row: ConsentRow, events: Sequence[ConsentEventRow]) -> ConsentFound:
    """A consent with its events."""
    columns = _columns(row, ConsentFound)
    columns |= {"purposes": tuple(row.purposes), "channels": tuple(row.channels)}
    happened = tuple(ConsentEventFound(**_columns(event, ConsentEventFound)) for event in events)
    return ConsentFound(**columns, events=happened)


def optout(row: OptOutRow) -> OptOutFound:
    """An opt-out."""
    return OptOutFound(**_columns(row, OptOutFound))


def suppression(row: SuppressionRow, journalled_at: datetime | None) -> SuppressionFound:
    """A suppression; one without a journal record was written down when it began."""
    columns = _columns(row, SuppressionFound)
    return SuppressionFound(**columns, recorded_at=journalled_at or row.since)


def complaint(row: ComplaintRow) -> ComplaintFound:
    """A complaint."""
    return ComplaintFound(**_columns(row, ComplaintFound))


def attempt(row: AttemptRow, campaign: str | None, consent_id: str | None) -> AttemptFound:
    """An attempt, with its campaign's name and the consent it used."""
    columns = _columns(row, AttemptFound) | {"record": row.record or {}}
    return AttemptFound(**columns, campaign=campaign, consent_id=consent_id)


def correction(row: CorrectionRow) -> CorrectionFound:
    """A reviewer's word."""
    return CorrectionFound(**_columns(row, CorrectionFound))


def _columns(row: Table, kind: type) -> dict[str, Any]:
    """The columns of a row that a kind has under the same name."""
    return {
        field.name: getattr(row, field.name) for field in fields(kind) if hasattr(row, field.name)
    }

"""Everything on record about a number, found by indexes alone."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import dossier_rows as rows
from voicebot.adapters.storage.dossier_records import read_records
from voicebot.adapters.storage.tables import (
    AttemptRow,
    CampaignRow,
    ComplaintRow,
    ConsentEventRow,
    ConsentRow,
    ConsentUseRow,
    ContactList,
    ContactRow,
    CorrectionRow,
    JournalRow,
    JournalSubjectRow,
    LikenessRow,
    OptOutRow,
    PersonNumberRow,
    SuppressionRow,
)
from voicebot.evidence.dossier import Found, Span
from voicebot.evidence.dossier.found import (
    AttemptFound,
    ComplaintFound,
    ConsentFound,
    ContactFound,
    CorrectionFound,
    EarlierFound,
    LikenessFound,
    LinkFound,
    OptOutFound,
    RelationFound,
    SuppressionFound,
)
from voicebot.evidence.dossier.standing import person_then

RowOnList = tuple[ContactRow, str, datetime | None]


def found_about(
    session: Session, number: str, span: Span, erased_at: datetime | None = None
) -> Found:
    """What is on record about a number, and about the other numbers its person had then."""
    links = links_of(session, number)
    _, numbers = person_then(Found(number, links=links), span)
    attempts = _attempts(session, number, span)
    corrections = _corrections(session, number, span)
    consents = consents_of(session, numbers)
    seqs = _seqs(session, number, span, attempts, consents)
    seqs |= {correction.journal_seq for correction in corrections}
    return Found(
        number=number,
        contacts=contacts_of(session, number),
        relations=_relations(session, number),
        links=links,
        likenesses=_likenesses(session, number),
        consents=consents,
        optouts=_optouts(session, numbers),
        suppressions=_suppressions(session, numbers),
        complaints=_complaints(session, numbers),
        attempts=attempts,
        corrections=corrections,
        records=read_records(session, seqs),
        registries=read_records(session, _registry_imports(session, span)),
        earlier=_earlier(session, number, span) if span.begins else EarlierFound(),
        campaigns=_campaigns(session),
        erased_at=erased_at,
    )


def contacts_of(session: Session, number: str) -> tuple[ContactFound, ...]:
    """The rows of every finished list that has the number."""
    return found_on_lists(rows_on_lists(session, number))


def found_on_lists(found: Iterable[RowOnList]) -> tuple[ContactFound, ...]:
    """Those of finished lists."""
    return tuple(rows.contact(row, file, listed_at) for row, file, listed_at in found if listed_at)


def rows_on_lists(session: Session, number: str) -> list[RowOnList]:
    """The number's rows, in order, each with its list's file and when that was finished."""
    query = (
        select(ContactRow, ContactList.file, ContactList.finished_at)
        .join(ContactList, ContactList.id == ContactRow.list_id)
        .where(ContactRow.number == number)
        .order_by(ContactRow.id)
    )
    return [(row, file, listed_at) for row, file, listed_at in session.execute(query)]


def _relations(session: Session, number: str) -> tuple[RelationFound, ...]:
    about = select(JournalSubjectRow.seq).where(JournalSubjectRow.number == number)
    query = select(JournalRow.seq).where(JournalRow.seq.in_(about), JournalRow.kind == "relation")
    return tuple(map(rows.relation, read_records(session, session.scalars(query))))


def links_of(session: Session, number: str) -> tuple[LinkFound, ...]:
    persons = select(PersonNumberRow.person_id).where(PersonNumberRow.number == number)
    query = select(PersonNumberRow).where(PersonNumberRow.person_id.in_(persons))
    return tuple(map(rows.link, session.scalars(query.order_by(PersonNumberRow.id))))


def _likenesses(session: Session, number: str) -> tuple[LikenessFound, ...]:
    either = or_(LikenessRow.number_a == number, LikenessRow.number_b == number)
    found = session.scalars(select(LikenessRow).where(either).order_by(LikenessRow.id))
    return tuple(rows.likeness(row, number) for row in found)


def _optouts(session: Session, numbers: tuple[str, ...]) -> tuple[OptOutFound, ...]:
    query = select(OptOutRow).where(OptOutRow.number.in_(numbers))
    found = session.scalars(query.order_by(OptOutRow.at, OptOutRow.optout_id))
    return tuple(map(rows.optout, found))


def _complaints(session: Session, numbers: tuple[str, ...]) -> tuple[ComplaintFound, ...]:
    query = select(ComplaintRow).where(ComplaintRow.number.in_(numbers))
    found = session.scalars(query.order_by(ComplaintRow.at, ComplaintRow.complaint_id))
    return tuple(map(rows.complaint, found))


def consents_of(session: Session, numbers: tuple[str, ...]) -> tuple[ConsentFound, ...]:
    same = ConsentEventRow.consent_id == ConsentRow.consent_id
    query = (
        select(ConsentRow, ConsentEventRow)
        .join(ConsentEventRow, same, isouter=True)
        .where(ConsentRow.number.in_(numbers))
        .order_by(ConsentRow.captured_at, ConsentRow.consent_id, ConsentEventRow.id)
    )
    found: dict[str, tuple[ConsentRow, list[ConsentEventRow]]] = {}
    for row, event in session.execute(query):
        events = found.setdefault(row.consent_id, (row, []))[1]
        events += [event] if event is not None else []
    return tuple(rows.consent(row, events) for row, events in found.values())


def _suppressions(session: Session, numbers: tuple[str, ...]) -> tuple[SuppressionFound, ...]:
    query = (
        select(SuppressionRow, JournalRow.at)
        .join(JournalRow, JournalRow.seq == SuppressionRow.journal_seq, isouter=True)
        .where(SuppressionRow.number.in_(numbers))
        .order_by(SuppressionRow.since, SuppressionRow.id)
    )
    return tuple(rows.suppression(row, at) for row, at in session.execute(query))


def _attempts(session: Session, number: str, span: Span) -> tuple[AttemptFound, ...]:
    query = (
        select(AttemptRow, CampaignRow.name, ConsentUseRow.consent_id)
        .join(CampaignRow, CampaignRow.campaign_id == AttemptRow.campaign_id, isouter=True)
        .join(ConsentUseRow, ConsentUseRow.attempt_id == AttemptRow.attempt_id, isouter=True)
        .where(*_within(number, span))
        .order_by(AttemptRow.at, AttemptRow.attempt_id)
    )
    return tuple(rows.attempt(*found) for found in session.execute(query))


def _corrections(session: Session, number: str, span: Span) -> tuple[CorrectionFound, ...]:
    query = (
        select(CorrectionRow)
        .join(AttemptRow, AttemptRow.attempt_id == CorrectionRow.attempt_id)
        .where(*_within(number, span))
        .order_by(CorrectionRow.at, CorrectionRow.correction_id)
    )
    return tuple(map(rows.correction, session.scalars(query)))


def _within(number: str, span: Span) -> list[ColumnElement[bool]]:
    """The attempts of a number in the time asked about."""
    held = [AttemptRow.number == number, AttemptRow.at < span.ends]
    return held if span.begins is None else [*held, AttemptRow.at >= span.begins]


def _earlier(session: Session, number: str, span: Span) -> EarlierFound:
    query = (
        select(
            AttemptRow.disposition,
            func.count().label("calls"),
            func.count(AttemptRow.decision_id).label("decided"),
            func.min(AttemptRow.at).label("first"),
            func.max(AttemptRow.at).label("last"),
        )
        .where(
            AttemptRow.number == number,
            AttemptRow.at < span.begins,
            or_(AttemptRow.source == "", AttemptRow.settled_at < span.ends),
        )
        .group_by(AttemptRow.disposition)
    )
    found = list(session.execute(query))
    decisions = _records_about(number, None, span.begins or span.ends).where(
        JournalRow.kind == "decision"
    )
    taken = session.scalars(select(func.count()).select_from(decisions.subquery())).one()
    return EarlierFound(
        calls=sum(row.calls for row in found),
        not_called=max(0, taken - sum(row.decided for row in found)),
        first_at=min((row.first for row in found), default=None),
        last_at=max((row.last for row in found), default=None),
        dispositions={str(row.disposition): row.calls for row in found if row.disposition},
    )


def _records_about(number: str, begins: datetime | None, ends: datetime) -> Select[int]:
    """The few of this number first: joined, SQLite goes through every record of a kind."""
    about = select(JournalSubjectRow.seq).where(JournalSubjectRow.number == number)
    query = select(JournalRow.seq).where(JournalRow.seq.in_(about), JournalRow.at < ends)
    return query if begins is None else query.where(JournalRow.at >= begins)


def _seqs(
    session: Session,
    number: str,
    span: Span,
    attempts: tuple[AttemptFound, ...],
    consents: tuple[ConsentFound, ...],
) -> set[int]:
    """The journal records that the dossier rests on."""
    seqs: set[int | None] = set(session.scalars(_records_about(number, span.begins, span.ends)))
    seqs |= {attempt.settled_seq for attempt in attempts}
    for consent in consents:
        seqs |= {consent.journal_seq} | {event.journal_seq for event in consent.events}
    return {seq for seq in seqs if seq}


def _registry_imports(session: Session, span: Span) -> set[int]:
    query = select(JournalRow.seq).where(JournalRow.kind == "registry", JournalRow.at < span.ends)
    return set(session.scalars(query))


def _campaigns(session: Session) -> dict[str, str]:
    query = select(CampaignRow.campaign_id, CampaignRow.name)
    return {row.campaign_id: row.name for row in session.execute(query)}

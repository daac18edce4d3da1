"""On what grounds was this number called? Everything on record, as it was known then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from voicebot.evidence.dossier.calls import Entry, entries
from voicebot.evidence.dossier.found import (
    ComplaintFound,
    ConsentFound,
    ContactFound,
    EarlierFound,
    Found,
    LikenessFound,
    LinkFound,
    OptOutFound,
    RecordFound,
    SuppressionFound,
)
from voicebot.evidence.dossier.later import Later, learned_later
from voicebot.evidence.dossier.plain import plain
from voicebot.evidence.dossier.span import Span
from voicebot.evidence.dossier.standing import (
    consents_known,
    contact_then,
    likenesses_then,
    links_then,
    person_then,
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What was known by the end of `span` about a number, its person, and the calls in `span`.

    All but `later` stays as it is whatever is written down afterwards; erasure alone takes away.
    """

    number: str
    span: Span
    person: str
    numbers: tuple[str, ...]  # the person's, the one asked about first
    contact: ContactFound | None
    links: tuple[LinkFound, ...]
    likenesses: tuple[LikenessFound, ...]
    entries: tuple[Entry, ...]
    earlier: EarlierFound
    consents: tuple[ConsentFound, ...]
    optouts: tuple[OptOutFound, ...]
    suppressions: tuple[SuppressionFound, ...]
    complaints: tuple[ComplaintFound, ...]
    records: tuple[RecordFound, ...]
    later: tuple[Later, ...]
    erased: bool = False

    @property
    def calls(self) -> tuple[Entry, ...]:
        """Calls that were placed or came in."""
        return tuple(entry for entry in self.entries if entry.placed)

    @property
    def not_placed(self) -> tuple[Entry, ...]:
        """Calls that the decision refused or put off."""
        return tuple(entry for entry in self.entries if not entry.placed)

    def consent(self, consent_id: str | None) -> ConsentFound | None:
        """A consent by its id."""
        return next((one for one in self.consents if one.consent_id == consent_id), None)

    def as_json(self) -> dict[str, Any]:
        """Everything; times as ISO 8601 in UTC. What came later is under `learned_later`."""
        names = [name for name in self.__slots__ if name not in {"later", "span", "records"}]
        body = {name: plain(getattr(self, name)) for name in names}
        asked = {"begins": self.span.begins, "ends": self.span.ends, "day": self.span.day}
        return body | {
            "asked": plain(asked | {"zone": self.span.zone}),
            "records": [_record(record) for record in self.records],
            "learned_later": plain(self.later),
        }


def compile_dossier(found: Found, span: Span) -> Dossier:
    """Put together what was known by the end of the time asked about."""
    person, numbers = person_then(found, span)
    told = entries(found, span)
    consents = [_consent_as_known(one, span) for one in consents_known(found.consents, span)]
    return Dossier(
        number=found.number,
        span=span,
        person=person,
        numbers=numbers,
        contact=contact_then(found.contacts, span, found.relations),
        links=tuple(replace(link, until=None) for link in links_then(found.links, span)),
        likenesses=tuple(
            replace(one, state="OPEN", reviewed_at=None)
            for one in likenesses_then(found.likenesses, span)
        ),
        entries=tuple(told),
        earlier=found.earlier,
        consents=tuple(consents),
        optouts=tuple(_optouts_as_known(found.optouts, span)),
        suppressions=tuple(one for one in found.suppressions if span.knows(one.recorded_at)),
        complaints=tuple(_complaints_as_known(found.complaints, span)),
        records=_cited(found.records, told, consents, span),
        later=tuple(learned_later(found, span)),
        erased=found.erased_at is not None,
    )


def _consent_as_known(consent: ConsentFound, span: Span) -> ConsentFound:
    known = tuple(event for event in consent.events if span.knows(event.recorded_at))
    return replace(consent, events=known)


def _optouts_as_known(optouts: Sequence[OptOutFound], span: Span) -> list[OptOutFound]:
    """A lift that came later is not told here; nor is the record number, which a lift replaces."""
    known = [one for one in optouts if span.knows(one.recorded_at)]
    return [
        replace(one, lifted_at=None, lift_reason=None, journal_seq=None)
        if one.lifted_at is not None and not span.knows(one.lifted_at)
        else replace(one, journal_seq=None)
        for one in known
    ]


def _complaints_as_known(complaints: Sequence[ComplaintFound], span: Span) -> list[ComplaintFound]:
    known = [one for one in complaints if span.knows(one.recorded_at)]
    return [
        replace(one, resolved_at=None, resolution=None)
        if one.resolved_at is not None and not span.knows(one.resolved_at)
        else one
        for one in known
    ]


def _cited(
    records: Sequence[RecordFound],
    told: Sequence[Entry],
    consents: Sequence[ConsentFound],
    span: Span,
) -> tuple[RecordFound, ...]:
    """Journal records of the time asked about, and those that what is told here rests on."""
    named = {seq for entry in told for seq in entry.records}
    for consent in consents:
        named |= {consent.journal_seq or 0} | {event.journal_seq or 0 for event in consent.events}
    return tuple(one for one in records if one.seq in named or span.holds(one.at))


def _record(record: RecordFound) -> Mapping[str, Any]:
    return {
        "seq": record.seq,
        "at": record.at.isoformat(),
        "kind": record.kind,
        "hash": record.hash,
        "state": record.state,
    }

"""What stood at a moment, as it was known at that moment or at a later one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from voicebot.contacts import consent_ledger
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState
from voicebot.contacts.consent_ledger import ConsentEvent
from voicebot.contacts.purpose import Purpose
from voicebot.evidence.dossier.found import (
    ComplaintFound,
    ConsentEventFound,
    ConsentFound,
    ContactFound,
    Found,
    LikenessFound,
    LinkFound,
    OptOutFound,
    RelationFound,
)
from voicebot.evidence.dossier.span import Span


def contact_then(
    contacts: Sequence[ContactFound], span: Span, relations: Iterable[RelationFound] = ()
) -> ContactFound | None:
    """The contact in use: the newest row of the lists that were in by then.

    Its relation is the one it had then: a change that came later is taken back.
    """
    known = [row for row in contacts if span.knows(row.listed_at)]
    found = max(known, key=lambda row: row.contact_id, default=None)
    if found is None:
        return None
    replaced_at = min(
        (row.listed_at for row in contacts if row.contact_id > found.contact_id), default=None
    )
    undone = [
        change
        for change in relations
        if not span.knows(change.recorded_at)
        and (replaced_at is None or change.recorded_at < replaced_at)
    ]
    first = min(undone, key=lambda change: change.recorded_at, default=None)
    return found if first is None else replace(found, relation=first.before)


def links_then(links: Iterable[LinkFound], span: Span) -> list[LinkFound]:
    """Which numbers were one person's by then."""
    return [
        link
        for link in links
        if span.knows(link.since) and (link.until is None or not span.knows(link.until))
    ]


def person_then(found: Found, span: Span) -> tuple[str, tuple[str, ...]]:
    """The person, and all their numbers, the one asked about first; alone it is its own person."""
    standing = links_then(found.links, span)
    person = next((link.person_id for link in standing if link.number == found.number), None)
    others = {link.number for link in standing if link.person_id == person} - {found.number}
    return person or found.number, (found.number, *sorted(others))


def likenesses_then(likenesses: Iterable[LikenessFound], span: Span) -> list[LikenessFound]:
    """Open ones: found by then, and reviewed by nobody by then."""
    return [
        likeness
        for likeness in likenesses
        if span.knows(likeness.found_at)
        and (likeness.reviewed_at is None or not span.knows(likeness.reviewed_at))
    ]


def consents_known(consents: Iterable[ConsentFound], span: Span) -> list[ConsentFound]:
    """Those on record by then."""
    return [consent for consent in consents if span.knows(consent.recorded_at)]


def state_at(
    consent: ConsentFound, purpose: str, channel: str, moment: datetime, known_at: datetime
) -> ConsentState:
    """Where it stood at `moment`, by what was written down up to `known_at`.

    With `known_at` the moment itself: what the caller could know. With a later one: what was so.
    """
    if consent.recorded_at > known_at:
        return ConsentState.NOT_ASKED
    events = [
        _as_event(consent, event)
        for event in consent.events
        if (event.purpose, event.channel) == (purpose, channel)
    ]
    return consent_ledger.state_at(events, moment, known_at, consent.expires_at)


def _as_event(consent: ConsentFound, event: ConsentEventFound) -> ConsentEvent:
    return ConsentEvent(
        consent_id=consent.consent_id,
        purpose=Purpose(event.purpose),
        channel=Channel(event.channel),
        state=ConsentState(event.state),
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        source=ConsentSource(event.source),
    )


def optouts_then(optouts: Iterable[OptOutFound], moment: datetime) -> list[OptOutFound]:
    """Opt-outs that were on record at a moment and not lifted."""
    return [
        optout
        for optout in optouts
        if optout.recorded_at <= moment
        and optout.at <= moment
        and (optout.lifted_at is None or optout.lifted_at > moment)
    ]


def complaints_then(complaints: Iterable[ComplaintFound], moment: datetime) -> list[ComplaintFound]:
    """Complaints that were on record at a moment and not resolved."""
    return [
        one
        for one in complaints
        if one.recorded_at <= moment and (one.resolved_at is None or one.resolved_at > moment)
    ]

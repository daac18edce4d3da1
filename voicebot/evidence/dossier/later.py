"""What was written down only after the time asked about: told, and kept apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voicebot.evidence.dossier.corrections import Corrected, corrections_of
from voicebot.evidence.dossier.found import ConsentFound, Found
from voicebot.evidence.dossier.span import Span


@dataclass(frozen=True, slots=True)
class Later:
    """One thing learned later.

    `had_happened` is true where it had happened by the end of the time asked about and was not
    known yet; else it happened afterwards. `about` says the rest, by the kind of `what`.
    """

    what: str
    happened_at: datetime
    recorded_at: datetime
    had_happened: bool
    about: Mapping[str, Any]


def learned_later(found: Found, span: Span) -> list[Later]:
    """Everything on record now that was not known by the end of the time asked about."""
    things = [
        Later(what, happened_at, recorded_at, happened_at < span.ends, about)
        for what, happened_at, recorded_at, about in _dated(found)
        if not span.knows(recorded_at)
    ]
    return sorted(things, key=lambda thing: (thing.recorded_at, thing.happened_at, thing.what))


Dated = tuple[str, datetime, datetime, Mapping[str, Any]]


def _dated(found: Found) -> Iterator[Dated]:
    """What happened, when, and when it was written down."""
    for consent in found.consents:
        yield from _of_consent(consent)
    yield from _of_optouts(found)
    yield from _of_person(found)
    for call in found.attempts:
        if call.source and call.settled_at:
            yield "imported_call", call.at, call.settled_at, {"source": call.source}
        for one in corrections_of(call, found):
            yield "correction", one.at, one.at, _of_correction(one, call.at)
    for stop in found.suppressions:
        about = {"number": stop.number, "reason": stop.reason, "why": stop.why}
        yield "suppression", stop.since, stop.recorded_at, about
    for complaint in found.complaints:
        yield complaint.called, complaint.at, complaint.recorded_at, {"text": complaint.text}
        if complaint.resolved_at:
            about = {"why": complaint.resolution or ""}
            yield "complaint_resolved", complaint.resolved_at, complaint.resolved_at, about


def _of_correction(one: Corrected, called_at: datetime) -> Mapping[str, Any]:
    names = ("correction_id", "by", "before", "after", "refusal_kind", "why")
    return {"called": called_at, **{name: getattr(one, name) for name in names}}


def _of_consent(consent: ConsentFound) -> Iterator[Dated]:
    base = {"consent_id": consent.consent_id, "number": consent.number}
    yield "consent_recorded", consent.captured_at, consent.recorded_at, base
    for event in consent.events:
        about = base | {
            "state": event.state,
            "purpose": event.purpose,
            "channel": event.channel,
            "why": event.reason,
        }
        yield "consent_event", event.happened_at, event.recorded_at, about


def _of_optouts(found: Found) -> Iterator[Dated]:
    for optout in found.optouts:
        about = {"number": optout.number, "scope": optout.scope, "words": optout.words or ""}
        yield "optout", optout.at, optout.recorded_at, about
        if optout.lifted_at:
            reason = {"number": optout.number, "why": optout.lift_reason or ""}
            yield "optout_lifted", optout.lifted_at, optout.lifted_at, reason


def _of_person(found: Found) -> Iterator[Dated]:
    for contact in found.contacts:
        about: dict[str, Any] = {"name": contact.name, "file": contact.file}
        yield "listed", contact.listed_at, contact.listed_at, about
    for change in found.relations:
        yield "relation", change.since, change.recorded_at, {"relation": change.after}
    for link in found.links:
        linked = {"number": link.number, "person_id": link.person_id}
        yield "linked", link.since, link.since, linked
        if link.until:
            yield "unlinked", link.until, link.until, linked
    for likeness in found.likenesses:
        alike = {"other": likeness.other, "score": likeness.score}
        yield "likeness", likeness.found_at, likeness.found_at, alike
        if likeness.reviewed_at:
            reviewed = alike | {"state": likeness.state}
            yield "likeness_reviewed", likeness.reviewed_at, likeness.reviewed_at, reviewed

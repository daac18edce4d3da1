"""One call, or one call that was not placed: everything on record about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from voicebot.contacts.consent import ConsentState
from voicebot.evidence.dossier.corrections import Corrected, corrections_of
from voicebot.evidence.dossier.decided import Decided, decided
from voicebot.evidence.dossier.found import AttemptFound, ConsentFound, Found, RecordFound
from voicebot.evidence.dossier.grounds import Grounds, grounds_of
from voicebot.evidence.dossier.span import Span
from voicebot.evidence.dossier.standing import consents_known, state_at


@dataclass(frozen=True, slots=True)
class ConsentThen:
    """Where a consent to a call's purpose stood at the call, as known at that moment."""

    consent_id: str
    state: ConsentState


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a transcript; `who` is "callee" or "robot"."""

    at: datetime
    who: str
    text: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended, and what it left. Paths are relative to the data directory."""

    settled_at: datetime | None
    network_result: str | None
    answered_by: str | None
    disposition: str | None
    refusal_kind: str | None
    talk_s: float | None = None
    transcript: tuple[Said, ...] = ()
    opt_out: Mapping[str, Any] | None = None
    recording: str | None = None
    recording_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that came of a call: `what` names it, `about` says the rest."""

    what: str
    at: datetime | None
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Registry:
    """A do-not-call registry that was asked; `listed_at` is the date of its copy, "" if unknown."""

    name: str
    kind: str = ""
    listed_at: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A call that was placed or came in, or a journalled decision that placed none."""

    placed: bool
    attempt_id: str
    at: datetime
    direction: str
    channel: str
    purpose: str
    campaign: str | None
    flow: str
    language: str
    source: str
    decided: Decided | None
    grounds: Grounds | None  # None where nothing was placed
    consents: tuple[ConsentThen, ...] = ()
    registries: tuple[Registry, ...] = ()
    ended: Ended | None = None
    corrections: tuple[Corrected, ...] = ()
    followed: tuple[Followed, ...] = ()
    records: tuple[int, ...] = field(default=())


def entries(found: Found, span: Span) -> list[Entry]:
    """Every call and every refusal of the time asked about, in order of time."""
    decisions = _decisions(found.records)
    consents = tuple(consents_known(found.consents, span))
    calls = [call for call in found.attempts if span.holds(call.at) and known_then(call, span)]
    placed = [_placed(call, decisions, consents, found, span) for call in calls]
    begun = {call.attempt_id for call in found.attempts}
    refused = [
        _not_placed(record, consents, found)
        for attempt_id, record in decisions.items()
        if attempt_id not in begun and span.holds(record.at)
    ]
    return sorted([*placed, *refused], key=lambda entry: (entry.at, entry.attempt_id))


def known_then(call: AttemptFound, span: Span) -> bool:
    """False for a call of another dialler whose history was imported only later."""
    return not call.source or (call.settled_at is not None and span.knows(call.settled_at))


def _decisions(records: Iterable[RecordFound]) -> dict[str, RecordFound]:
    return {
        str(record.content["attempt_id"]): record
        for record in records
        if record.kind == "decision" and "attempt_id" in record.content
    }


def _placed(
    call: AttemptFound,
    decisions: Mapping[str, RecordFound],
    consents: tuple[ConsentFound, ...],
    found: Found,
    span: Span,
) -> Entry:
    record = decisions.get(call.attempt_id)
    said = decided(record) if record else None
    outcome = next((one for one in found.records if one.seq == call.settled_seq), None)
    seqs = [one.seq for one in (record, outcome) if one is not None]
    corrected = tuple(one for one in corrections_of(call, found) if span.knows(one.at))
    return Entry(
        placed=True,
        attempt_id=call.attempt_id,
        at=call.at,
        direction=call.direction,
        channel=call.channel,
        purpose=call.purpose,
        campaign=call.campaign,
        flow=call.flow,
        language=call.language,
        source=call.source,
        decided=said,
        grounds=grounds_of(call, said, consents),
        consents=_consents_then(consents, call.purpose, call.channel, call.at),
        registries=_registries(said, found.registries),
        ended=_ended(call) if call.settled_at else None,
        corrections=corrected,
        followed=tuple(_followed(call, outcome, found, span)),
        records=(*seqs, *(one.record for one in corrected)),
    )


def _not_placed(record: RecordFound, consents: tuple[ConsentFound, ...], found: Found) -> Entry:
    said = record.content
    purpose, channel = str(said.get("purpose", "")), str(said.get("channel", "VOICE"))
    campaign_id = said.get("campaign_id")
    return Entry(
        placed=False,
        attempt_id=str(said["attempt_id"]),
        at=record.at,
        direction=str(said.get("direction", "outbound")),
        channel=channel,
        purpose=purpose,
        campaign=found.campaigns.get(str(campaign_id)) if campaign_id else None,
        flow=str(said.get("flow", "")),
        language=str(said.get("language", "")),
        source="",
        decided=decided(record),
        grounds=None,
        consents=_consents_then(consents, purpose, channel, record.at),
        registries=_registries(decided(record), found.registries),
        records=(record.seq,),
    )


def _consents_then(
    consents: Iterable[ConsentFound], purpose: str, channel: str, at: datetime
) -> tuple[ConsentThen, ...]:
    return tuple(
        ConsentThen(consent.consent_id, state_at(consent, purpose, channel, at, at))
        for consent in consents
        if purpose in consent.purposes and channel in consent.channels
    )


def _registries(decided: Decided | None, imports: Iterable[RecordFound]) -> tuple[Registry, ...]:
    """The registries that a decision asked, in the copy that was in force at it."""
    if decided is None:
        return ()
    copies = {str(one.content.get("name")): one.content for one in imports if one.seq < decided.seq}
    return tuple(_registry(name, copies.get(name, {})) for name in decided.registries)


def _registry(name: str, copy: Mapping[str, Any]) -> Registry:
    return Registry(name, *(str(copy.get(of, "")) for of in ("kind", "listed_at", "sha256")))


def _ended(call: AttemptFound) -> Ended:
    record = call.record
    return Ended(
        settled_at=call.settled_at,
        network_result=call.network_result,
        answered_by=call.answered_by,
        disposition=call.disposition,
        refusal_kind=call.refusal_kind,
        talk_s=(record.get("timings") or {}).get("talk_s"),
        transcript=tuple(_said(line, call.at) for line in record.get("transcript") or ()),
        opt_out=record.get("opt_out"),
        recording=record.get("recording"),
        recording_sha256=record.get("recording_sha256"),
    )


def _said(line: Mapping[str, Any], began: datetime) -> Said:
    at = began + timedelta(seconds=float(line["at_s"]))
    return Said(at, str(line["who"]), str(line["text"]), line.get("confidence"))


def _followed(
    call: AttemptFound, outcome: RecordFound | None, found: Found, span: Span
) -> Iterable[Followed]:
    """Consequences as journalled, and what else names this call, in the books' own words."""
    for one in outcome.content.get("consequences", ()) if outcome else ():
        yield Followed("consequence", outcome.at if outcome else None, one)
    for optout in found.optouts:
        if optout.attempt_id == call.attempt_id and span.knows(optout.recorded_at):
            yield Followed(
                "optout", optout.at, {"scope": optout.scope, "words": optout.words or ""}
            )
    for consent in found.consents:
        for event in consent.events:
            if event.attempt_id == call.attempt_id and span.knows(event.recorded_at):
                about = {"state": event.state, "purpose": event.purpose, "why": event.reason}
                yield Followed("consent", event.happened_at, about)
    for complaint in found.complaints:
        if complaint.at >= call.at and span.knows(complaint.recorded_at):
            yield Followed(complaint.called, complaint.at, {"text": complaint.text})

"""Consents and their events as table rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from voicebot.adapters.storage.tables import ConsentEventRow, ConsentRow
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, Flaw, LegalBasis
from voicebot.contacts.consent_ledger import ConsentEvent
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose

_HOW = ("method", "place", "proof_of_control", "evidence")


def as_columns(consent: Consent, recorded_at: datetime, seq: int) -> dict[str, Any]:
    """The row of a consent."""
    return {
        "consent_id": consent.consent_id,
        "number": consent.number.e164,
        "controller": consent.controller,
        "purposes": [str(purpose) for purpose in consent.purposes],
        "channels": [str(channel) for channel in consent.channels],
        "basis": str(consent.basis),
        "jurisdiction": consent.jurisdiction,
        "wording": consent.wording.text,
        "wording_hash": consent.wording.hash,
        "language": consent.wording.language,
        "how": how(consent),
        "captured_at": consent.capture.at,
        "recorded_at": recorded_at,
        "expires_at": consent.expires_at,
        "journal_seq": seq,
    }


def how(consent: Consent) -> dict[str, Any]:
    """How it was captured, as JSON."""
    said: dict[str, Any] = {name: getattr(consent.capture, name) for name in _HOW}
    if consent.flaws:
        said["flaws"] = [str(flaw) for flaw in consent.flaws]
    return said | ({"also": dict(consent.capture.also)} if consent.capture.also else {})


def from_row(row: ConsentRow) -> Consent:
    """The consent of a row."""
    return Consent(
        number=PhoneNumber(row.number),
        controller=row.controller,
        purposes=tuple(Purpose(purpose) for purpose in row.purposes),
        channels=tuple(Channel(channel) for channel in row.channels),
        basis=LegalBasis(row.basis),
        wording=Wording(row.wording, row.language),
        capture=_capture(row.how, row.captured_at),
        jurisdiction=row.jurisdiction,
        expires_at=row.expires_at,
        flaws=tuple(Flaw(flaw) for flaw in row.how.get("flaws", ())),
        consent_id=row.consent_id,
    )


def _capture(said: Mapping[str, Any], at: datetime) -> Capture:
    plain = {name: said.get(name, "") for name in _HOW}
    return Capture(at=at, also=tuple(said.get("also", {}).items()), **plain)


def event_columns(event: ConsentEvent, seq: int) -> dict[str, Any]:
    """The row of an event."""
    return {
        "consent_id": event.consent_id,
        "purpose": str(event.purpose),
        "channel": str(event.channel),
        "state": str(event.state),
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at,
        "source": str(event.source),
        "reason": event.reason,
        "attempt_id": event.attempt_id,
        "journal_seq": seq,
    }


def event_of(row: ConsentEventRow) -> ConsentEvent:
    """The event of a row."""
    return ConsentEvent(
        row.consent_id,
        Purpose(row.purpose),
        Channel(row.channel),
        ConsentState(row.state),
        row.happened_at,
        row.recorded_at,
        ConsentSource(row.source),
        row.reason,
        row.attempt_id,
    )


def state_columns(consent: Consent, last: ConsentEvent) -> dict[str, Any]:
    """The row of where a new consent stands, for one purpose on one channel."""
    return {
        "consent_id": consent.consent_id,
        "purpose": str(last.purpose),
        "channel": str(last.channel),
        "number": consent.number.e164,
        "basis": str(consent.basis),
        "state": str(last.state),
        "since": last.happened_at,
        "expires_at": consent.expires_at,
    }

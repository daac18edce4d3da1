"""A person of whom everything is kept that can be kept."""

import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from tests.fakes.calls import decision, optout, order, record
from tests.fakes.clock import NOON
from tests.integration.storage.ledger_rows import give_consent
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import (
    ComplaintRow,
    LikenessRow,
    PersonNumberRow,
    SuppressionRow,
)
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.outcomes.record import OptOutHeard, TranscriptLine

WORDS = "Annoyed Anna says stop"


def remember(storage: Storage, number: PhoneNumber, home: Path, other: PhoneNumber) -> str:
    """A contact, a campaign, a consent, a call with recording, an opt-out; returns the attempt."""
    storage.contacts.add(Contact(number, name=f"Anna {number}", attributes={"pet": "Anna's cat"}))
    campaign = storage.campaigns.create(str(uuid.uuid4()), "reminder", Purpose.SURVEY, "en")
    storage.campaigns.enlist(campaign.campaign_id, NOON)
    give_consent(storage, number, NOON - timedelta(days=1))
    wanted = order(number)
    storage.books.begin(wanted, decision(), NOON)
    folder = storage.archive.open(wanted.attempt_id, NOON)
    folder.hear(f"sound of {number}".encode() * 500)
    folder.close(0.0)
    ended = record(wanted)
    heard = OptOutHeard("o", "SELLER", WORDS, number.e164, True, "database")
    said = (TranscriptLine(1.0, "callee", WORDS),)
    outcome = replace(ended.outcome, opt_out=heard, transcript=said)
    storage.books.settle(replace(ended, outcome=outcome), [])
    told = replace(optout(number), words=WORDS, attempt_id=wanted.attempt_id)
    storage.optouts.save(told)
    _write_down(storage, number, other)
    parts = {one.e164: {f"name_{i}": f"Anna {one}"} for i, one in enumerate((number, other))}
    storage.journal.append(NOON, "person", {"state": "SAME"}, parts=parts)
    return wanted.attempt_id


def _write_down(storage: Storage, number: PhoneNumber, other: PhoneNumber) -> None:
    """What other ways bring in: a complaint that was resolved, a suppression, a likeness."""
    complaint = {
        "complaint_id": str(uuid.uuid4()),
        "number": number.e164,
        "kind": "COMPLAINT",
        "state": "RESOLVED",
        "channel": "EMAIL",
        "text": "Anna complains",
        "at": NOON,
        "recorded_at": NOON,
    }
    suppression = {"number": number.e164, "reason": "MANUAL", "since": NOON, "why": "Anna's wish"}
    pair = sorted([number.e164, other.e164])
    alike = {"number_a": pair[0], "number_b": pair[1], "score": 0.7, "because": "Anna and Anna"}
    link = {"number": number.e164, "person_id": str(uuid.uuid4()), "since": NOON, "score": 1.0}
    with storage._databases[0].write() as session:
        session.execute(insert(ComplaintRow).values(complaint))
        session.execute(insert(SuppressionRow).values(suppression))
        session.execute(insert(LikenessRow).values(alike | {"state": "OPEN", "found_at": NOON}))
        session.execute(insert(PersonNumberRow).values(link | {"because": "Anna"}))

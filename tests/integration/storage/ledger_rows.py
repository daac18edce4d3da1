"""Consents put straight into the tables, for tests of what rests on them."""

import uuid
from datetime import datetime

from sqlalchemy import insert

from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import ConsentEventRow, ConsentRow, ConsentStateRow
from voicebot.contacts.number import PhoneNumber


def give_consent(
    storage: Storage, number: PhoneNumber, at: datetime, purpose: str = "MARKETING"
) -> str:
    """A written consent for one purpose by voice, given at `at`; returns its id."""
    consent_id = str(uuid.uuid4())
    consent = {
        "consent_id": consent_id,
        "number": number.e164,
        "controller": "Northern Clinic",
        "purposes": [purpose],
        "channels": ["VOICE"],
        "basis": "PEWC",
        "jurisdiction": "US",
        "wording": "I agree to be called",
        "wording_hash": "0" * 64,
        "language": "en",
        "how": {"method": "web form", "evidence": "form 17 of Anna"},
        "captured_at": at,
        "recorded_at": at,
    }
    one = {"consent_id": consent_id, "purpose": purpose, "channel": "VOICE", "state": "GIVEN"}
    event = one | {"happened_at": at, "recorded_at": at, "source": "PAGE", "reason": "Anna said so"}
    state = one | {"number": number.e164, "basis": "PEWC", "since": at}
    with storage._databases[0].write() as session:
        session.execute(insert(ConsentRow).values(consent))
        session.execute(insert(ConsentEventRow).values(event))
        session.execute(insert(ConsentStateRow).values(state))
    return consent_id

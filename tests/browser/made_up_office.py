"""An office with people, calls and supervisors in it, for pages to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser import (
    call_of_office,
    calls_of_office,
    people_of_office,
    webhook_of_office,
)
from tests.fakes.calls import decision, optout, order, record
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap.office import Office, office
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.ports import CallOrder
from voicebot.dashboard import passwords
from voicebot.dashboard.roles import Role
from voicebot.outcomes.record import Disposition, TranscriptLine
from voicebot.settings import Settings

PASSWORD = "four plain words here"
PEOPLE = (
    ("+12025550123", "Anna Petrova", Disposition.CONFIRMED, "yes, I will come"),
    ("+12025550124", "John Smith", Disposition.OPT_OUT, "stop calling me"),
    ("+12025550125", "Иван Иванов", Disposition.SOFT_REFUSAL, "спасибо, не надо"),
    ("+12025550126", "Mary Jones", Disposition.CALLBACK_REQUESTED, "call me tomorrow at ten"),
    ("+12025550127", "", Disposition.NOT_REACHED, ""),
    ("+12025550128", "Ольга Ким", Disposition.COMPLAINT, "я буду жаловаться"),
    ("+12025550129", "Peter Brown", Disposition.EARLY_HANGUP, ""),
)


@contextmanager
def made_up_office(home: Path) -> Iterator[Office]:
    """An office in this folder: a user of each role with `PASSWORD`, and some days of calls."""
    with office(Settings.load(home=home, database_url="")) as opened:
        fill(opened)
        yield opened


def fill(opened: Office) -> None:
    """Users first, then the past."""
    users = opened.storage.supervisors.users
    kept = passwords.hashed(PASSWORD)
    for role in Role:
        user = users.add(f"a.{role}", role, "a test")
        users.set_password(user.user_id, kept, "a test")
    campaign = opened.storage.campaigns.create(
        "Appointments", "appointment_reminder", Purpose.APPOINTMENT_REMINDER, "en"
    )
    now = datetime.now(UTC).replace(microsecond=0)
    for place, (digits, name, disposition, words) in enumerate(PEOPLE):
        number, at = PhoneNumber(digits), now - timedelta(hours=5 * place + 1)
        opened.storage.contacts.add(Contact(number, name=name))
        wanted = order(number, campaign.campaign_id)
        _call(opened.storage, wanted, disposition, words, at)
        if disposition is Disposition.OPT_OUT:
            said = replace(optout(number), attempt_id=wanted.attempt_id, words=words, at=at)
            opened.storage.optouts.save(said)
    people_of_office.fill(opened, campaign.campaign_id, now)
    calls_of_office.fill(opened, campaign.campaign_id, now)
    call_of_office.fill(opened, campaign.campaign_id, now)
    webhook_of_office.fill(opened, now)


def _call(
    storage: Storage, wanted: CallOrder, disposition: Disposition, words: str, at: datetime
) -> None:
    storage.books.begin(wanted, decision(at=at), at)
    folder = storage.archive.open(wanted.attempt_id, at)
    folder.hear(_hum(4.0))
    folder.close(0.0)
    ended = record(wanted, disposition=disposition, at=at)
    said = (TranscriptLine(1.0, "callee", words),) if words else ()
    storage.books.settle(replace(ended, outcome=replace(ended.outcome, transcript=said)), [])


def _hum(seconds: float) -> bytes:
    """A quiet tone: 8 kHz, 16-bit mono PCM."""
    period = b"".join(
        int(4000 * sample).to_bytes(2, "little", signed=True)
        for sample in (0, 0.38, 0.71, 0.92, 1, 0.92, 0.71, 0.38, 0, -0.38, -0.71, -0.92, -1, -0.92,
                       -0.71, -0.38)
    )  # fmt: skip
    return period * int(seconds * 500)

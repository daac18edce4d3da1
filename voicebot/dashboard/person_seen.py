"""Everything that the page of a number shows, gathered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voicebot.adapters.storage.consent_history import ConsentView
from voicebot.adapters.storage.left_alone import KeptAlone
from voicebot.adapters.storage.person_standing import LinkedNumber, Question
from voicebot.adapters.storage.person_story import Story, StoryLine
from voicebot.adapters.storage.register import Kept
from voicebot.adapters.storage.supervisors.asked_of_two import AskedOfTwo
from voicebot.adapters.storage.supervisors.notes import Note
from voicebot.adapters.storage.suppressed import Standing
from voicebot.bootstrap.office import Office
from voicebot.contacts.complaint import Complaint
from voicebot.contacts.contact import Contact
from voicebot.contacts.feedback import ComplaintState
from voicebot.contacts.number import PhoneNumber

LINES = 40
LEFT_ALONE = 10
ERASURE = "erasure"
"""What two people are asked for under this name in the books."""


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A number's person; `zone` is the one in which they are called, `contact` the newest."""

    number: PhoneNumber
    numbers: tuple[str, ...]
    links: tuple[LinkedNumber, ...]
    zone: str
    contact: Contact | None
    contacts: tuple[tuple[Contact, str], ...]
    story: Story
    optouts: tuple[Kept, ...]
    standing: tuple[Standing, ...]
    left_alone: tuple[KeptAlone, ...]
    complaints: tuple[Complaint, ...]
    consents: tuple[ConsentView, ...]
    questions: tuple[Question, ...]
    notes: tuple[Note, ...]
    erasures: tuple[AskedOfTwo, ...]
    hours: Mapping[int, tuple[int, int]]
    now: datetime

    @property
    def opted_out(self) -> list[Kept]:
        """Opt-outs in force."""
        return [kept for kept in self.optouts if kept.lifted_at is None]

    @property
    def alone(self) -> list[KeptAlone]:
        """What a model says against calls now."""
        return [one for one in self.left_alone if one.lifted_at is None and one.until > self.now]

    @property
    def open_complaints(self) -> list[Complaint]:
        """Those that nobody resolved."""
        return [one for one in self.complaints if one.state is ComplaintState.OPEN]

    @property
    def is_free(self) -> bool:
        """True if nothing on these books stands against a call; the rules are asked anyway."""
        return not (self.opted_out or self.standing or self.alone or self.open_complaints)

    @property
    def is_unknown(self) -> bool:
        """True if nothing at all is kept."""
        kept = (self.contacts, self.story.lines, self.optouts, self.consents, self.complaints)
        return not any(kept)

    @property
    def scored(self) -> StoryLine | None:
        """The newest call or non-call that a model scored."""
        return next((line for line in self.story.lines if line.score is not None), None)

    @property
    def best_hours(self) -> list[tuple[int, int, int]]:
        """The hours at which they answered most often: hour, answered, tried; at most three."""
        reached = [(hour, *told) for hour, told in self.hours.items() if told[0]]
        return sorted(reached, key=lambda each: (-_chance(each), each[0]))[:3]


def seen(office: Office, number: PhoneNumber, before: datetime | None = None) -> PersonSeen:
    """Read all of it; of the story the page that was before a time. Raises StorageError."""
    storage, now = office.storage, office.clock.now()
    links = storage.persons.numbers_of(number)
    numbers = tuple(dict.fromkeys((number.e164, *(link.number for link in links))))
    contacts = tuple(storage.persons.contacts(number))
    contact = storage.contacts.find(number)
    zone = _zone(number, contact, office.settings.default_zone)
    return PersonSeen(
        number=number,
        numbers=numbers,
        links=links,
        zone=zone,
        contact=contact,
        contacts=contacts,
        story=storage.pages.story.lines(numbers, LINES, before),
        hours=storage.pages.story.hours(numbers, zone),
        now=now,
        **_standing(office, number, numbers, now),
    )


def _standing(
    office: Office, number: PhoneNumber, numbers: tuple[str, ...], now: datetime
) -> dict[str, Any]:
    storage = office.storage
    all_numbers = [PhoneNumber(each) for each in numbers]
    history = storage.consent_history
    return {
        "optouts": tuple(storage.pages.suppressed.of_numbers(numbers)),
        "standing": tuple(storage.pages.suppressed.standing(now, LINES, numbers=numbers)),
        "left_alone": tuple(storage.left_alone.kept(number, ended=True, limit=LEFT_ALONE)),
        "complaints": tuple(
            one for each in all_numbers for one in storage.complaints.of_number(each, now)
        ),
        "consents": tuple(view for each in all_numbers for view in history.of_number(each, now))[
            ::-1
        ],
        "questions": tuple(storage.persons.questions(all_numbers, LINES)),
        "notes": tuple(storage.supervisors.notes.of("number", number.e164)),
        "erasures": tuple(storage.supervisors.of_two.waiting(ERASURE, number.e164)),
    }


def time_in(text: str) -> datetime | None:
    """Where an older page begins; None for the first, or for what is no time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _zone(number: PhoneNumber, contact: Contact | None, default: str) -> str:
    """As the dossier takes it."""
    if contact is not None and contact.timezone:
        return contact.timezone
    return next(iter(number.time_zones), default or "UTC")


def _chance(told: tuple[int, int, int]) -> float:
    """One lucky call is not yet an hour that is better than others: (a + 1) / (n + 3)."""
    _, answered, tried = told
    return (answered + 1) / (tried + 3)

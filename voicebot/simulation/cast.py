"""The people of a rehearsal: contacts with numbers, and the part each of them plays."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product

from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.simulation.clips import VOICES
from voicebot.simulation.personas import PERSONAS
from voicebot.simulation.scenario import Part

NAMES = {
    "en": ("Anna Brown", "James Hill", "Mary Stone", "Robert Field", "Helen Ward"),
    "ru": ("Анна Белова", "Иван Петров", "Мария Лебедева", "Павел Орлов", "Елена Волкова"),
}
DOCTORS = {"en": "Doctor Smith", "ru": "доктор Смирнова"}
SLOWEST_FIRST = ("rings_out", "voicemail", "wants_a_person", "listens_in_silence")
NOON = 12


@dataclass(frozen=True, slots=True)
class Cast:
    """Contacts to be called, and by number the part that answers."""

    contacts: tuple[Contact, ...]
    parts: dict[str, Part]


def gather(people: int, language: str, now: datetime) -> Cast:
    """`people` contacts, or every persona once in each language if 0; `language` may be empty.

    It is about noon where they live, so that a rehearsal may call them at any time.
    """
    languages = (language,) if language else tuple(VOICES)
    roles = sorted(product(PERSONAS, languages), key=_slowness)
    if people:
        roles = list(islice(_again_and_again(roles), people))
    cast = [_member(index, role, now) for index, role in enumerate(roles)]
    return Cast(
        tuple(contact for contact, _ in cast),
        {contact.number.e164: part for contact, part in cast},
    )


def noon_zone(now: datetime) -> str:
    """A zone in which it is between noon and one o'clock."""
    ahead = NOON - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def _again_and_again(roles: list[tuple[str, str]]):  # type: ignore[no-untyped-def]
    while True:
        yield from roles


def _slowness(role: tuple[str, str]) -> int:
    persona, _ = role
    return SLOWEST_FIRST.index(persona) if persona in SLOWEST_FIRST else len(SLOWEST_FIRST)


def _member(index: int, role: tuple[str, str], now: datetime) -> tuple[Contact, Part]:
    persona, language = role
    voices = VOICES[language]
    when = (now + timedelta(days=3)).replace(hour=10, minute=30)
    contact = Contact(
        number=_number(index, language),
        name=NAMES[language][index % len(NAMES[language])],
        language=language,
        timezone=noon_zone(now),
        attributes={"when": f"{when:%Y-%m-%dT%H:%M}", "doctor": DOCTORS[language]},
    )
    return contact, Part(persona, language, voices[index % len(voices)], habit=index)


def _number(index: int, language: str) -> PhoneNumber:
    """Numbers that exist in their countries' plans; nobody outside this machine is called."""
    if language == "ru":
        return PhoneNumber(f"+7495{1000000 + index:07d}")
    return PhoneNumber(f"+1{202 + index // 100}5550{100 + index % 100}")

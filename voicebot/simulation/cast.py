"""Who is called in a demonstration: contacts with what the flow needs, and the part each plays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput
from voicebot.simulation.clips import MUMBLED, VOICES
from voicebot.simulation.persona import Persona
from voicebot.simulation.personas import PERSONAS, SELDOM
from voicebot.simulation.scenario import Part
from voicebot.simulation.script import Say

LANGUAGES = ("en", "ru")
HABITS = 3  # as many ways as a persona has to say its line
MIDDAY = 13  # a call at this hour, and one a day later, are within any calling hours

# Numbers that nobody has: 555-01xx is kept for fiction, and +7 495 and 499 have no exchange 000.
# The first hundred of 202 belong to the robot's own line.
AREAS = {"en": ("206", "212", "303", "312", "404", "415", "503", "617"), "ru": ("495", "499")}

# One zone for each hour of the world's clock, so that it is about midday in one of them now.
ZONES = (
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Halifax",
    "America/Sao_Paulo",
    "Atlantic/South_Georgia",
    "Atlantic/Azores",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Europe/Moscow",
    "Asia/Dubai",
    "Asia/Tashkent",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Pacific/Noumea",
    "Pacific/Auckland",
    "Pacific/Apia",
)

NAMES = {
    "en": ("Ann Baker", "John Miller", "Mary Evans", "Peter Clark", "Susan Wood", "Paul Green"),
    "ru": ("Анна Белова", "Иван Мельников", "Мария Орлова", "Пётр Зайцев", "Ольга Лескова"),
}
CONTROLLER = {"en": "Northern Clinic", "ru": "Северная клиника"}
WORDING = {
    "en": "I agree that Northern Clinic's robot calls me to remind me of my appointments.",
    "ru": "Я согласен, чтобы робот Северной клиники звонил мне и напоминал о приёме.",
}
DOCTORS = {"en": ("Doctor Smith", "Doctor Brown"), "ru": ("доктор Смирнова", "доктор Волков")}


@dataclass(frozen=True, slots=True)
class Cast:
    """The contacts, by number the parts they play, and what each of them agreed to."""

    contacts: tuple[Contact, ...]
    parts: dict[str, Part]
    consents: tuple[Opening, ...]


def gather(count: int, language: str, now: datetime) -> Cast:
    """`count` people, all where it is about midday; 0: every persona.

    `language` "" means both, in turn. Personas that are seldom met (`SELDOM`) come once only where
    nobody asked for so many people, so that a rehearsal of all of them stays short. Raises BadInput
    for a language nobody speaks.
    """
    if language and language not in LANGUAGES:
        raise BadInput(f"nobody here speaks {language!r}", "choose en or ru, or neither for both")
    languages = (language,) if language else LANGUAGES
    contacts, parts, consents = [], {}, []
    for turn, spoken in _turns(count, languages):
        contact = contact_of(turn, spoken, now)
        contacts.append(contact)
        parts[contact.number.e164] = part = _part(turn, spoken)
        took_it_back = PERSONAS[part.persona].took_it_back
        consents.append(consent_of(contact, now, took_it_back=took_it_back))
    return Cast(tuple(contacts), parts, tuple(consents))


def _turns(count: int, languages: tuple[str, ...]) -> list[tuple[int, str]]:
    """Each person's place in the list of personas, counted on, and language."""
    if count:
        return [
            (index // len(languages), languages[index % len(languages)]) for index in range(count)
        ]
    return [
        (turn, spoken)
        for turn, name in enumerate(PERSONAS)
        for spoken in languages
        if name not in SELDOM or spoken == languages[turn % len(languages)]
    ]


def midday_zone(now: datetime) -> str:
    """The zone where the hour is nearest to midday; `now` is aware."""

    def distance(zone: str) -> float:
        local = now.astimezone(ZoneInfo(zone))
        return abs(local.hour + local.minute / 60 - MIDDAY)

    return min(ZONES, key=distance)


def takes(persona: Persona, language: str) -> list[tuple[str, int]]:
    """The voices and habits in which every phrase of a persona can be understood."""
    return [
        (voice, habit)
        for habit in range(HABITS)
        for voice in VOICES[language]
        if not any((voice, phrase) in MUMBLED for phrase in _said(persona, habit))
    ]


def number_of(turn: int, language: str) -> str:
    """The E.164 number of the `turn`-th person of a language."""
    areas = AREAS[language]
    if language == "en":
        hundred, last = divmod(turn, 100)
        return f"+1{areas[hundred % len(areas)]}55501{last:02d}"
    thousand, last = divmod(turn, 10_000)
    return f"+7{areas[thousand % len(areas)]}000{last:04d}"


def _said(persona: Persona, habit: int) -> list[str]:
    lines = [line.act for line in persona.script.lines if isinstance(line.act, Say)]
    first = [act.phrases[habit % len(act.phrases)] for act in lines]
    return first + [phrase for act in persona.script.again for phrase in act.phrases]


def _part(turn: int, language: str) -> Part:
    persona = list(PERSONAS.values())[turn % len(PERSONAS)]
    choices = takes(persona, language)
    repeat = turn // len(PERSONAS)
    voice, habit = choices[(turn + repeat) % len(choices)]
    return Part(persona.name, language, voice, habit)


def consent_of(contact: Contact, now: datetime, *, took_it_back: bool) -> Opening:
    """As a clinic takes it down: on paper, at the desk, before the appointment."""
    consent = Consent(
        number=contact.number,
        controller=CONTROLLER[contact.language],
        purposes=(Purpose.APPOINTMENT_REMINDER,),
        channels=(Channel.VOICE,),
        basis=LegalBasis.PEC,
        wording=Wording(WORDING[contact.language], contact.language),
        capture=Capture(now - timedelta(days=14), "paper form", "front desk"),
    )
    withdrawn_at = now - timedelta(days=2) if took_it_back else None
    return Opening(consent, ConsentSource.WRITTEN, withdrawn_at=withdrawn_at)


def contact_of(turn: int, language: str, now: datetime) -> Contact:
    """The `turn`-th person of a language, with an appointment, where it is about midday now."""
    zone = midday_zone(now)
    day = now.astimezone(ZoneInfo(zone)) + timedelta(days=3 + turn % 5)
    when = day.replace(hour=9 + turn % 8, minute=30 * (turn % 2))
    names, doctors = NAMES[language], DOCTORS[language]
    return Contact(
        PhoneNumber.parse(number_of(turn, language)),
        name=names[turn % len(names)],
        language=language,
        timezone=zone,
        attributes={
            "when": when.strftime("%Y-%m-%d %H:%M"),
            "doctor": doctors[turn % len(doctors)],
        },
    )

"""People with a story, for the pages about persons: calls by real decisions, consents, refusals."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pyroaring import BitMap64
from sqlalchemy import insert

from tests.fakes.calls import optout, order, record
from voicebot.adapters.registries.changes import Changes
from voicebot.adapters.registries.labels import Labels
from voicebot.adapters.registries.registry import RegistryKind
from voicebot.adapters.storage.tables import LeftAloneRow, LikenessRow, SuppressionRow
from voicebot.bootstrap.office import Office
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.ports import CallOrder
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import TranscriptLine

ANNA = PhoneNumber("+79161234567")
ANNA_OLD = PhoneNumber("+79161234568")
CALLED_OFTEN = PhoneNumber("+12025550125")
OPT_OUT_ID = "00000000-0000-4000-8000-00000000a001"
ZONE = ZoneInfo("Europe/Moscow")
WORDING = "Я согласна, чтобы Северная клиника звонила мне, чтобы напомнить о приёме."
SAID = (
    (1.2, "robot", "Здравствуйте! Это Северная клиника. Напоминаем о приёме завтра в десять."),
    (6.4, "callee", "да, я приду"),
    (8.1, "robot", "Спасибо, ждём вас."),
)


def fill(office: Office, campaign_id: str, now: datetime) -> None:
    """Anna, called yesterday by consent and not called in the night; others who are left alone."""
    storage = office.storage
    office.clock.ahead = timedelta(days=-80)
    storage.contacts.add(
        Contact(
            ANNA, "Анна Петрова", "ru", "Europe/Moscow", "RU", "Москва", "anna.petrova@example.org",
            external_id="K-10472", attributes={"doctor": "Ильина"},
        )
    )  # fmt: skip
    storage.contacts.add(Contact(ANNA_OLD, "Петрова А.", "ru", "Europe/Moscow", "RU"))
    storage.consents.record(Opening(_consent(now - timedelta(days=82)), ConsentSource.PAGE))
    office.clock.ahead = timedelta(0)
    yesterday = now.astimezone(ZONE) - timedelta(days=1)
    _considered(office, campaign_id, yesterday.replace(hour=15, minute=20))
    _considered(office, campaign_id, yesterday.replace(hour=23, minute=5))
    _suppressions(office, now)
    numbers = BitMap64(range(12125550000, 12125550900))
    labels = Labels("us-national", RegistryKind.NATIONAL, now - timedelta(days=12), "US")
    Changes(office.settings.home, storage.registry_book).replace(labels, numbers, now)


def _consent(at: datetime) -> Consent:
    return Consent(
        number=ANNA,
        controller="Northern Clinic",
        purposes=(Purpose.APPOINTMENT_REMINDER, Purpose.SURVEY),
        channels=(Channel.VOICE,),
        basis=LegalBasis.PEC,
        wording=Wording(WORDING, "ru"),
        capture=Capture(at, "web form", "example.org/sign-up", "a code by SMS", "form 1873"),
        jurisdiction="RU",
    )


def _considered(office: Office, campaign_id: str, at: datetime) -> None:
    """A call that the rules decide on, and its record where they let it be placed."""
    wanted = replace(order(ANNA, campaign_id), language="ru")
    facts = office.storage.books.facts(Question(ANNA, wanted.purpose, at, campaign_id))
    decision = decide(facts)
    if office.storage.books.begin(wanted, decision, at) and decision.allowed:
        _ended(office, wanted, at)


def _ended(office: Office, wanted: CallOrder, at: datetime) -> None:
    ended = record(wanted, disposition=Disposition.CONFIRMED, at=at)
    lines = tuple(TranscriptLine(*each) for each in SAID)
    timings = replace(ended.outcome.timings, talk_s=11.5)
    outcome = replace(ended.outcome, transcript=lines, timings=timings)
    office.storage.books.settle(replace(ended, outcome=outcome), [])


def _suppressions(office: Office, now: datetime) -> None:
    said = replace(optout(PhoneNumber("+12025550130")), optout_id=OPT_OUT_ID, at=now, words=None)
    attempt = next(office.storage.records.every(limit=1)).attempt_id
    evidence = office.storage.archive.read(attempt).recording
    words = "please stop calling this number"
    office.storage.optouts.save(replace(said, words=words, attempt_id=attempt, evidence=evidence))
    alone = {
        "left_alone_id": "00000000-0000-4000-8000-00000000a002",
        "number": CALLED_OFTEN.e164,
        "person": CALLED_OFTEN.e164,
        "purpose": str(Purpose.SURVEY),
        "reason": "PREDICTED_ANNOYANCE",
        "since": now - timedelta(days=2),
        "until": now + timedelta(days=88),
        "score": -0.42,
        "harm_chance": 0.31,
        "reach_chance": 0.62,
        "because": ["said no politely 2 times", "hung up early in 3 of 5 calls"],
        "because_ru": ["вежливо отказался 2 раза", "рано положил трубку в 3 звонках из 5"],
        "model": "calls-2026-11-20",
    }
    cooling = {
        "number": CALLED_OFTEN.e164,
        "reason": "REFUSAL_COOLDOWN",
        "since": now - timedelta(hours=11),
        "until": now + timedelta(days=30),
        "why": "said no politely",
    }
    alike = {
        "number_a": ANNA.e164,
        "number_b": ANNA_OLD.e164,
        "score": 0.87,
        "because": "the same surname and initial",
        "state": "OPEN",
        "found_at": now,
    }
    with office.storage._databases[0].write() as session:
        for table, row in ((LeftAloneRow, alone), (SuppressionRow, cooling), (LikenessRow, alike)):
            session.execute(insert(table).values(row))

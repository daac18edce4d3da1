"""One call with its whole log, placed by the rules, hardly understood; two reviewers at odds."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.browser.people_of_office import WORDING, ZONE
from tests.fakes.calls import order
from tests.fakes.heard_call import hold, talk
from voicebot.bootstrap.office import Office
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question
from voicebot.outcomes.disposition import Disposition

ELENA = PhoneNumber("+79161234571")
CALL_ID = "00000000-0000-4000-8000-0000000000c1"
SAID = "спасибо, мне это не подходит"


def fill(office: Office, campaign_id: str, now: datetime) -> None:
    """Елена is called two days ago by her consent; two users disagree about another call."""
    storage = office.storage
    at = (now.astimezone(ZONE) - timedelta(days=2)).replace(hour=11, minute=40)
    office.clock.ahead = timedelta(days=-40)
    storage.contacts.add(Contact(ELENA, "Елена Соколова", "ru", "Europe/Moscow", "RU"))
    storage.consents.record(Opening(_consent(now - timedelta(days=41)), ConsentSource.PAGE))
    office.clock.ahead = timedelta(0)
    wanted = replace(order(ELENA, campaign_id), attempt_id=CALL_ID, language="ru")
    question = Question(ELENA, wanted.purpose, at, campaign_id)
    decided = decide(storage.books.facts(question))
    assert decided.allowed, decided.sentence
    hold(storage, wanted, at, talk(wanted, at, SAID), decided)
    reviewed = next(storage.records.every(number="+12025550126")).attempt_id
    words = (Disposition.CALLBACK_REQUESTED, Disposition.SOFT_REFUSAL)
    for name, word in zip(("user a.admin", "user a.compliance"), words, strict=True):
        storage.corrections.correct(reviewed, word, name)


def _consent(at: datetime) -> Consent:
    return Consent(
        number=ELENA,
        controller="Northern Clinic",
        purposes=(Purpose.APPOINTMENT_REMINDER,),
        channels=(Channel.VOICE,),
        basis=LegalBasis.PEC,
        wording=Wording(WORDING, "ru"),
        capture=Capture(at, "web form", "example.org/sign-up", "a code by SMS", "form 1900"),
        jurisdiction="RU",
    )

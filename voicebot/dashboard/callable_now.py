"""May a robot ring this number now because somebody asked for it? By the number alone.

Nothing is read of the books: the answer is the same whoever has the number, known here or not.
"""

from dataclasses import dataclass
from datetime import datetime

from voicebot.bootstrap.office import LONGEST_ASKED_FOR_S, Office
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason
from voicebot.dashboard.languages import mark
from voicebot.dashboard.number_typed import home_of, number_typed
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question

NO_NUMBER = mark("This is not a whole telephone number. Write it with its country code.")
NOT_DIALLED = mark("Our robots do not ring numbers like this one. Please use another way.")
NOT_THERE = mark("By the rules of its place no robot may ring this number at all.")
NIGHT = "night"
"""Of `Objection.text`: it has a time, and a sentence of its own."""

_HOURS = {
    SuppressionReason.QUIET_HOURS,
    SuppressionReason.HOLIDAY,
    SuppressionReason.TIMEZONE_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Objection:
    """Why no call is made now; `until`: when one may be asked for, None if that is not known."""

    text: str
    number: PhoneNumber | None = None
    until: datetime | None = None


def wanted_number(office: Office, typed: str) -> PhoneNumber | Objection:
    """The number that was typed, if it may be rung now, or what speaks against it."""
    number = number_typed(typed, home_of(office))
    if number is None or number.is_sip_address:
        return Objection(NO_NUMBER)
    prefixes = office.settings.pbx_prefixes
    if not number.is_ordinary or (prefixes and not number.e164.startswith(prefixes)):
        return Objection(NOT_DIALLED)
    return _by_the_rules(office, number) or number


def _by_the_rules(office: Office, number: PhoneNumber) -> Objection | None:
    question = Question(
        number=number,
        purpose=Purpose.TRANSACTIONAL,
        at=office.clock.now(),
        lasts_s=office.settings.ring_timeout_s + LONGEST_ASKED_FOR_S,
        request_id="not asked yet",
    )
    decision = decide(office.storage.books.facts_of_stranger(question))
    if decision.allowed:
        return None
    if set(decision.reasons) <= _HOURS:
        return Objection(NIGHT, number, decision.defer_until)
    return Objection(NOT_THERE)

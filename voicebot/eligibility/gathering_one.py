"""The facts of one question: as `gather` has them of a list, out of one person's rows.

A law compares them fact by fact. The rules that are put to facts are the same expressions for both.
"""

from typing import Any

from voicebot.contacts.number import SIP_SCHEMES
from voicebot.eligibility.fact_row import FACTS, QUESTION, Facts
from voicebot.eligibility.gathering_calls_of_one import calls_of_one
from voicebot.eligibility.gathering_consents_of_one import (
    consents_of_one,
    other_channels_of_one,
)
from voicebot.eligibility.gathering_grounds_of_one import optouts_of_one, standing_of_one
from voicebot.eligibility.gathering_learned import learned_of_one
from voicebot.eligibility.gathering_lists import lists_of_one
from voicebot.eligibility.gathering_places import Law, facts_of_place, terms_of
from voicebot.eligibility.gathering_times import MOMENTS, Calendar, calendar
from voicebot.eligibility.house import House
from voicebot.eligibility.judging_one import wait_of_one
from voicebot.eligibility.known import ASKED, Values
from voicebot.eligibility.known_of_one import KnownOfOne
from voicebot.eligibility.policy import POLICY
from voicebot.eligibility.terms import Terms

_UNSAID = {
    "country": "",
    "region": "",
    "zones": [],
    "lasts_s": 0.0,
    "valid": False,
    "erased": False,
}
"""What a question that leaves it out has."""


def gather_one(known: KnownOfOne, law: Law, house: House | None = None) -> Facts:
    """FACTS of the question. Without `house` the settings' defaults are the house's rules."""
    house, asked = house or House(), _asked(known)
    terms = _terms(asked, law, house)
    times = _calendar(asked, terms, house)
    moments = dict(zip(MOMENTS, times.moments(asked["at"]), strict=True))
    values = {**{name: asked[name] for name in QUESTION}, **facts_of_place(terms), **moments}
    for part in _parts(known, asked, terms, moments):
        values |= part
    until = wait_of_one(values, POLICY)
    values["reopens_at"] = until and times.opens(until)
    return Facts({name: values[name] for name in FACTS})


def _asked(known: KnownOfOne) -> dict[str, Any]:
    said = {name: value for name, value in known.asked.items() if value is not None}
    return {**dict.fromkeys(ASKED), **_UNSAID, **said}


def _terms(asked: Values, law: Law, house: House) -> Terms:
    on_sip = asked["number"].startswith(SIP_SCHEMES)
    return terms_of(law, house, asked["country"], asked["region"], asked["purpose"], on_sip)


def _calendar(asked: Values, terms: Terms, house: House) -> Calendar:
    where = (asked["country"], asked["region"])
    return calendar(house, asked["zones"], *where, terms, asked["lasts_s"])


def _parts(known: KnownOfOne, asked: Values, terms: Terms, today: Values) -> tuple[Values, ...]:
    """All facts but those of the question, its place and its calendar."""
    return (
        {"complaints_open": known.complaints, "barred_likenesses": known.likenesses},
        optouts_of_one(known.optouts, asked),
        standing_of_one(known.suppressions, asked),
        consents_of_one(known.consents, asked, terms),
        other_channels_of_one(known.consents, known.optouts, asked, terms),
        lists_of_one(known.registries, known.listed, terms, asked),
        calls_of_one(known.attempts, known.campaign, asked, today, terms),
        learned_of_one(known.learned),
    )

"""The facts of one question: the parts of `gather`, without the tables that only a list needs.

What expressions say of opt-outs, suppressions and consents is said by the same ones here.
"""

from collections.abc import Mapping
from typing import Any

from voicebot.contacts.number import SIP_SCHEMES
from voicebot.eligibility import gathering_consents, gathering_grounds
from voicebot.eligibility.fact_row import FACTS, QUESTION, Facts
from voicebot.eligibility.gathering_calls_of_one import calls_of_one
from voicebot.eligibility.gathering_learned import learned_of_one
from voicebot.eligibility.gathering_lists import lists_of_one, registries_of
from voicebot.eligibility.gathering_one_row import OneRow, collect
from voicebot.eligibility.gathering_places import Law, facts_of_place, terms_of
from voicebot.eligibility.gathering_rows import Part, Values
from voicebot.eligibility.gathering_times import MOMENTS, Calendar, calendar
from voicebot.eligibility.house import House
from voicebot.eligibility.judging_one import wait_of_one
from voicebot.eligibility.known import ASKED
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
    for part in _parts(known, OneRow(asked, terms), moments):
        values |= part if isinstance(part, Mapping) else collect(part)
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


def _parts(known: KnownOfOne, row: OneRow, today: Values) -> tuple[Part, ...]:
    """All facts but those of the question, its place and its calendar."""
    asked, terms = row.values, row.terms
    return (
        {"complaints_open": known.complaints, "barred_likenesses": known.likenesses},
        gathering_grounds.optouts(known.optouts, row),
        *gathering_grounds.standing(known.suppressions, row),
        gathering_consents.consents(known.consents, row),
        gathering_consents.other_channels(known.consents, known.optouts, row),
        lists_of_one(registries_of(known.registries), known.listed, terms, asked),
        calls_of_one(known.attempts, known.campaign, asked, today, terms),
        learned_of_one(known.learned),
    )

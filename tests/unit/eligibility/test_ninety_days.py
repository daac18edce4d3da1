"""A campaign of ninety days, watched by a referee who knows nothing of the engine.

The referee has the figures of the law and of the house, and counts with plain Python.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest

from tests.fakes.known_books import law
from tests.fakes.ninety_days import LASTS_S, PURPOSE, Call, Campaign, Person, campaign
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.house import House
from voicebot.eligibility.terms import HOLIDAYS, Hours, Terms

HOUSE = House()


@pytest.fixture(scope="module")
def ran() -> Campaign:
    """Ten thousand people, once for all tests."""
    made = campaign(people=10_000, seed=90)
    made.run()
    return made


def by_person(ran: Campaign) -> Iterator[tuple[Person, list[Call]]]:
    """Each person's calls, in order of time."""
    calls: dict[Person, list[Call]] = defaultdict(list)
    for call in ran.calls:
        calls[call.person].append(call)
    return iter(calls.items())


@cache
def terms_of(country: str, region: str) -> Terms:
    """The law's figures, without the house's."""
    return law().terms(country, region, Purpose(PURPOSE))


@cache
def is_holiday(country: str, region: str, day: object) -> bool:
    """By the calendar itself."""
    try:
        calendar = holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        calendar = holidays.country_holidays(country)
    return day in calendar


def suits(hours: Hours, begins: datetime, ends: datetime) -> bool:
    """True if a call from `begins` to `ends` (local) lies within these hours of its day."""
    if begins.weekday() not in hours.days or begins.date() != ends.date():
        return False
    closes = hours.ends if hours.ends.hour or hours.ends.minute else None
    return hours.begins <= begins.time() and (closes is None or ends.time() < closes)


def test_the_campaign_was_a_real_one(ran: Campaign) -> None:
    assert len(ran.calls) > 20_000
    assert {call.person.zone for call in ran.calls} == {person.zone for person in ran.people}
    assert len(ran.opted_out_at) > 200
    assert len(ran.withdrew_at) > 200
    assert len(ran.left_alone_until) > 300
    wanted = {"QUIET_HOURS", "FREQUENCY_CAP", "INTERNAL_DNC", "CONSENT_WITHDRAWN"}
    assert wanted | {"REFUSAL_COOLDOWN", "HOLIDAY"} <= set(ran.reasons)


def test_no_call_falls_outside_its_window(ran: Campaign) -> None:
    house = Hours(frozenset(range(7)), HOUSE.calls_from, HOUSE.calls_until)
    for call in ran.calls:
        person = call.person
        terms = terms_of(person.country, person.region)
        begins = call.at.astimezone(ZoneInfo(person.zone))
        ends = (call.at + timedelta(seconds=LASTS_S)).astimezone(ZoneInfo(person.zone))
        assert suits(house, begins, ends)
        assert any(suits(hours, begins, ends) for hours in terms.hours)
        if terms.holidays_forbidden:
            assert not is_holiday(person.country, person.region, begins.date())
        assert all(HOLIDAYS not in hours.days for hours in terms.hours)


def test_no_call_is_over_a_cap(ran: Campaign) -> None:
    for person, calls in by_person(ran):
        for cap in terms_of(person.country, person.region).caps:
            counted = defaultdict(list)
            for call in calls:
                counted["all" if cap.per_person else call.number].append(call.at)
            for times in counted.values():
                if cap.within is None:
                    days = [at.astimezone(ZoneInfo(person.zone)).date() for at in times]
                    assert all(days.count(day) <= cap.most for day in days)
                else:
                    over = zip(times, times[cap.most :], strict=False)
                    assert all(later - first >= cap.within for first, later in over)
        days = [call.at.astimezone(ZoneInfo(person.zone)).date() for call in calls]
        assert len(set(days)) == len(days), "the house calls at most once a day"


def test_no_call_comes_after_an_opt_out_or_a_withdrawal(ran: Campaign) -> None:
    for call in ran.calls:
        for said in (ran.opted_out_at, ran.withdrew_at):
            assert call.person.name not in said or call.at < said[call.person.name]


def test_no_call_breaks_into_a_cool_down(ran: Campaign) -> None:
    for person, calls in by_person(ran):
        until = ran.left_alone_until.get(person.name)
        if until is None:
            continue
        began = until - timedelta(days=30)
        assert not [call for call in calls if began <= call.at < until]


def test_two_contacts_that_nobody_answered_are_the_last(ran: Campaign) -> None:
    for _, calls in by_person(ran):
        answered = [call.answered for call in calls]
        pairs = list(pairwise(answered))
        assert (False, False) not in pairs[:-1]


def test_a_signed_consent_is_for_the_number_it_names(ran: Campaign) -> None:
    assert all(call.number == call.person.numbers[0] for call in ran.calls)


def test_there_were_calls_on_the_days_after_each_change_of_clocks(ran: Campaign) -> None:
    for day in (datetime(2027, 3, 15).date(), datetime(2027, 3, 29).date()):
        assert any(call.at.date() == day for call in ran.calls)

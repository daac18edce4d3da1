"""When a call may begin: windows of the week, holidays, clock changes, several zones at once."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.hours import FAR, next_opening
from voicebot.eligibility.law import Law
from voicebot.eligibility.terms import HOLIDAYS, Hours, Terms

LAW = Law.load()
FRANCE = LAW.terms("FR", "", Purpose.MARKETING)
RUSSIAN_DEBT = LAW.terms("RU", "", Purpose.DEBT_COLLECTION)
EVERY_DAY = frozenset(range(7))
MINUTE = timedelta(minutes=1)
ZONES = (
    "Africa/Cairo",  # clocks change at midnight
    "Africa/Casablanca",
    "America/Los_Angeles",
    "America/New_York",
    "America/Santiago",  # clocks change at midnight
    "America/St_Johns",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Europe/Berlin",
    "Europe/London",
    "Europe/Moscow",
    "Pacific/Auckland",
)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def daily(begins: str, ends: str) -> Terms:
    return week(Hours(EVERY_DAY, time.fromisoformat(begins), time.fromisoformat(ends)))


def week(*hours: Hours) -> Terms:
    return replace(FRANCE, hours=hours, holidays_forbidden=False)


def changes(zone: str) -> list[datetime]:
    """The hours of 2026-2028 (UTC) within which the zone's clocks change."""
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(3 * 8766)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    return [hours[n + 1] for n, (one, next_) in enumerate(pairwise(offsets)) if one != next_]


CHANGES = [(zone, change) for zone in ZONES for change in changes(zone)]


# ── The day's windows ─────────────────────────────────────────────────────────────────────────────


def test_a_call_within_the_window_may_begin_at_once() -> None:
    noon = at("2026-11-23T12:00", "Europe/Berlin")
    assert next_opening(noon, ("Europe/Berlin",), daily("09:00", "20:00")) == noon


def test_a_call_at_night_waits_for_the_morning() -> None:
    opens = next_opening(
        at("2026-11-23T22:00", "Europe/Berlin"), ("Europe/Berlin",), daily("09:00", "20:00")
    )
    assert opens == at("2026-11-24T09:00", "Europe/Berlin")


@pytest.mark.parametrize(
    ("begins", "may_begin"),
    [("19:56:59", "19:56:59"), ("19:57:00", "09:00"), ("19:59:59", "09:00")],
)
def test_a_call_that_would_run_past_the_windows_end_is_not_started(
    begins: str, may_begin: str
) -> None:
    opens = next_opening(
        at(f"2026-11-23T{begins}"), ("UTC",), daily("09:00", "20:00"), timedelta(minutes=3).seconds
    )
    assert opens is not None
    assert opens.time() == time.fromisoformat(may_begin)


def test_a_call_longer_than_the_window_never_begins() -> None:
    assert next_opening(at("2026-11-23T09:00"), ("UTC",), daily("09:00", "10:00"), 3600.0) is None
    assert next_opening(at("2026-11-23T09:00"), ("UTC",), daily("09:00", "10:00"), 3599.0)


def test_midnight_between_two_open_days_ends_no_call() -> None:
    night = at("2026-11-23T23:59:30")
    assert next_opening(night, ("UTC",), daily("00:00", "00:00"), 120.0) == night


def test_french_calls_rest_at_lunch() -> None:
    paris = ("Europe/Paris",)
    lunch = at("2026-11-23T13:00", "Europe/Paris")
    assert next_opening(lunch, paris, FRANCE) == at("2026-11-23T14:00", "Europe/Paris")
    before = lunch - timedelta(minutes=2)
    assert next_opening(before, paris, FRANCE, 60.0) == before
    assert next_opening(before, paris, FRANCE, 120.0) == at("2026-11-23T14:00", "Europe/Paris")


def test_french_calls_rest_on_weekends_and_holidays() -> None:
    friday_evening = at("2027-05-14T20:00", "Europe/Paris")
    opens = next_opening(friday_evening, ("Europe/Paris",), FRANCE, holidays_in=("FR",))
    assert opens == at("2027-05-18T10:00", "Europe/Paris")  # Monday the 17th is Whit Monday


def test_holidays_of_another_country_close_nothing() -> None:
    whit_monday = at("2027-05-17T12:00", "Europe/Paris")
    assert next_opening(whit_monday, ("Europe/Paris",), FRANCE, holidays_in=("RU",)) == whit_monday


@pytest.mark.parametrize(
    ("place", "closed"),
    [("DE-BY", True), ("DE-Bayern", True), ("DE-BE", False), ("DE", False), ("DE-nowhere", False)],
)
def test_a_holiday_of_one_part_of_a_country_closes_that_part(place: str, closed: bool) -> None:
    corpus_christi = at("2027-05-27T12:00", "Europe/Berlin")
    terms = replace(daily("09:00", "20:00"), holidays_forbidden=True)
    opens = next_opening(corpus_christi, ("Europe/Berlin",), terms, holidays_in=(place,))
    assert (opens != corpus_christi) is closed


def test_a_country_without_a_calendar_has_no_holidays() -> None:
    terms = replace(daily("09:00", "20:00"), holidays_forbidden=True)
    new_year = at("2027-01-01T12:00")
    assert next_opening(new_year, ("UTC",), terms, holidays_in=("ZZ",)) == new_year


def test_russian_debt_calls_on_a_holiday_keep_the_hours_of_a_weekend() -> None:
    moscow, zone = ("Europe/Moscow",), "Europe/Moscow"
    friday_evening = at("2026-11-20T20:30", zone)
    unity_day_evening = at("2026-11-04T20:30", zone)
    unity_day_morning = at("2026-11-04T08:30", zone)
    assert next_opening(friday_evening, moscow, RUSSIAN_DEBT, holidays_in=("RU",)) == friday_evening
    assert next_opening(unity_day_evening, moscow, RUSSIAN_DEBT, holidays_in=("RU",)) == at(
        "2026-11-05T08:00", zone
    )
    assert next_opening(unity_day_morning, moscow, RUSSIAN_DEBT, holidays_in=("RU",)) == at(
        "2026-11-04T09:00", zone
    )


def test_every_zone_must_be_open() -> None:
    both = ("Europe/Moscow", "Asia/Vladivostok")
    opens = next_opening(at("2026-11-20T12:00"), both, daily("09:00", "20:00"))
    assert opens == at("2026-11-21T06:00")


def test_zones_whose_hours_never_meet_have_no_opening() -> None:
    zones = ("Pacific/Auckland", "America/New_York", "Europe/London")
    assert next_opening(at("2026-11-20T12:00"), zones, daily("09:00", "20:00")) is None


def test_without_a_zone_there_is_no_opening() -> None:
    assert next_opening(at("2026-11-20T12:00"), (), daily("00:00", "00:00")) is None


def test_the_sellers_hours_bind_too() -> None:
    opens = next_opening(
        at("2026-11-20T12:00", "Asia/Vladivostok"),
        ("Asia/Vladivostok",),
        daily("09:00", "20:00"),
        seller_zone="Europe/Moscow",
        seller_hours=(Hours(EVERY_DAY, time(9), time(18)),),
    )
    assert opens == at("2026-11-20T09:00", "Europe/Moscow")


# ── Clock changes ─────────────────────────────────────────────────────────────────────────────────


def test_hours_that_begin_in_the_hour_left_out_begin_when_it_is_over() -> None:
    opens = next_opening(
        at("2027-03-14T00:00", "America/New_York"), ("America/New_York",), daily("02:30", "05:00")
    )
    assert opens == at("2027-03-14T07:00")  # 03:00 there, the moment after 01:59:59


def test_hours_that_end_in_the_hour_left_out_end_when_it_would_begin() -> None:
    zone, night = ("America/New_York",), daily("01:00", "02:30")
    last = at("2027-03-14T06:59:59")  # 01:59:59 there
    assert next_opening(last, zone, night) == last
    assert next_opening(last + timedelta(seconds=1), zone, night) == at(
        "2027-03-15T01:00", "America/New_York"
    )


def test_hours_within_a_repeated_hour_are_open_twice() -> None:
    zone, half_hour = ("America/New_York",), daily("01:30", "02:00")
    once = at("2027-11-07T05:30")
    again = at("2027-11-07T06:30")
    assert next_opening(once, zone, half_hour) == once
    assert next_opening(once, zone, half_hour, 1800.0) is None
    assert next_opening(once + timedelta(minutes=30), zone, half_hour) == again
    assert next_opening(again + timedelta(minutes=30), zone, half_hour) == at(
        "2027-11-08T06:30"
    )  # the day after, once only


def test_a_day_whose_midnight_is_left_out_opens_with_its_first_moment() -> None:
    change = next(change for zone, change in CHANGES if zone == "Africa/Cairo")
    opens = next_opening(change - timedelta(hours=3), ("Africa/Cairo",), daily("00:15", "20:00"))
    assert opens is not None
    assert next_opening(change, ("Africa/Cairo",), daily("00:15", "20:00")) == change
    assert change.astimezone(ZoneInfo("Africa/Cairo")).time() == time(1)


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────

quarters = st.integers(0, 96)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Hours, ...]:
    """One to three windows, each on some days, in quarters of an hour."""
    return tuple(
        Hours(
            frozenset(draw(st.sets(st.integers(0, HOLIDAYS), min_size=1))),
            time(begins // 4, begins % 4 * 15),
            time(ends // 4 % 24, ends % 4 * 15),
        )
        for begins, ends in draw(
            st.lists(
                st.tuples(quarters, quarters).filter(lambda pair: pair[0] < pair[1]),
                min_size=1,
                max_size=3,
            )
        )
    )


def is_open(hours: tuple[Hours, ...], local: datetime, holiday: bool) -> bool:
    """What the clock on the wall says, written as plainly as can be."""
    of_day = local.hour * 60 + local.minute

    def minutes(bound: time) -> int:
        return bound.hour * 60 + bound.minute

    def within(day: int) -> bool:
        return any(
            day in each.days and minutes(each.begins) <= of_day < (minutes(each.ends) or 1440)
            for each in hours
        )

    on_holidays = holiday and any(HOLIDAYS in each.days for each in hours)
    return within(local.weekday()) and (not on_holidays or within(HOLIDAYS))


def open_minutes(
    hours: tuple[Hours, ...], zones: tuple[str, ...], first: datetime, minutes: int
) -> list[bool]:
    def all_open(moment: datetime) -> bool:
        walls = [moment.astimezone(ZoneInfo(zone)) for zone in zones]
        return all(is_open(hours, wall, wall.date() in IN_FRANCE) for wall in walls)

    return [all_open(first + n * MINUTE) for n in range(minutes)]


IN_FRANCE = set(holidays.country_holidays("FR", years=range(2025, 2030)))
HORIZON = 30 * 60
near = st.integers(-36 * 60, 12 * 60).map(lambda minutes: minutes * MINUTE)


@given(
    st.sampled_from(CHANGES),
    st.sampled_from([None, *ZONES]),
    near,
    weeks(),
    st.integers(0, 180),
)
def test_the_opening_is_the_first_minute_at_which_the_whole_call_fits(
    change: tuple[str, datetime],
    other: str | None,
    away: timedelta,
    hours: tuple[Hours, ...],
    lasts: int,
) -> None:
    zones = (change[0],) if other is None else (change[0], other)
    asked = change[1] + away
    found = next_opening(asked, zones, week(*hours), lasts * 60.0, holidays_in=("FR",))
    minutes = open_minutes(hours, zones, asked, HORIZON + lasts + 1)
    first = next((n for n in range(HORIZON) if all(minutes[n : n + lasts + 1])), None)
    if first is None:
        assert found is None or found >= asked + HORIZON * MINUTE
    else:
        assert found == asked + first * MINUTE


@given(st.sampled_from(CHANGES), near, weeks(), st.integers(0, 180))
def test_an_opening_is_its_own_opening(
    change: tuple[str, datetime], away: timedelta, hours: tuple[Hours, ...], lasts: int
) -> None:
    asked = change[1] + away
    found = next_opening(asked, (change[0],), week(*hours), lasts * 60.0)
    if found is not None:
        assert asked <= found <= asked + FAR
        assert next_opening(found, (change[0],), week(*hours), lasts * 60.0) == found


@given(st.sampled_from(CHANGES), near, st.sampled_from([("FR", "FR"), ("US", ""), ("RU", "")]))
def test_the_hours_of_a_profile_hold_across_clock_changes(
    change: tuple[str, datetime], away: timedelta, place: tuple[str, str]
) -> None:
    terms = LAW.terms(*place, Purpose.APPOINTMENT_REMINDER)
    found = next_opening(change[1] + away, (change[0],), terms, 240.0, holidays_in=(place[0],))
    assert found is not None
    for moment in (found, found + timedelta(seconds=240)):
        assert is_open(terms.hours, moment.astimezone(ZoneInfo(change[0])), holiday=False)


several_zones = st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True).map(tuple)


@given(st.sampled_from(CHANGES), near, weeks(), several_zones)
def test_another_candidate_zone_never_makes_a_call_earlier(
    change: tuple[str, datetime], away: timedelta, hours: tuple[Hours, ...], zones: tuple[str, ...]
) -> None:
    asked = change[1] + away
    alone = next_opening(asked, zones[:1], week(*hours), 120.0)
    together = next_opening(asked, zones, week(*hours), 120.0)
    assert together is None or (alone is not None and alone <= together)


@given(st.sampled_from(CHANGES), near, weeks(), several_zones)
def test_a_holiday_never_makes_a_call_earlier(
    change: tuple[str, datetime], away: timedelta, hours: tuple[Hours, ...], zones: tuple[str, ...]
) -> None:
    asked = change[1] + away
    closed = replace(week(*hours), holidays_forbidden=True)
    plain = next_opening(asked, zones, week(*hours))
    with_holidays = next_opening(asked, zones, closed, holidays_in=("FR", "US"))
    assert with_holidays is None or (plain is not None and plain <= with_holidays)

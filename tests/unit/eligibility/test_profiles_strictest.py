"""Terms for several places, and under the house's rules: stricter or the same, never looser."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.hours import next_opening
from voicebot.eligibility.law import Law
from voicebot.eligibility.strictness import NO_COMMON_BASIS, strictest, with_house_rules
from voicebot.eligibility.terms import (
    HOLIDAYS,
    Cap,
    Hours,
    Recording,
    RegistryDuty,
    Terms,
)
from voicebot.eligibility.week import met, spans_on
from voicebot.errors import BadSettings

LAW = Law.load()
EVERY_DAY = frozenset(range(7))
PLACES = ("US", "GB", "DE", "FR", "RU", "IN", "")
STATES = ("", "TX", "FL", "WA", "CA", "OK")

days = st.frozensets(st.integers(0, HOLIDAYS), min_size=1)
bounds = st.tuples(st.integers(0, 48), st.integers(0, 48)).filter(lambda pair: pair[0] < pair[1])
hours = st.builds(
    lambda on, pair: Hours(
        on, time(pair[0] // 2, pair[0] % 2 * 30), time(pair[1] // 2 % 24, pair[1] % 2 * 30)
    ),
    days,
    bounds,
)
lengths = st.sampled_from([timedelta(0), *(timedelta(days=n) for n in (1, 7, 30))])
caps = st.builds(
    Cap,
    st.integers(1, 5),
    st.sampled_from([None, timedelta(days=7), timedelta(days=30)]),
    st.booleans(),
    st.booleans(),
)
duties = st.builds(
    RegistryDuty,
    st.sampled_from(["NATIONAL", "OPERATOR"]),
    st.sampled_from(["US", "GB"]),
    st.integers(1, 31),
)
any_terms = st.builds(
    Terms,
    profiles=st.lists(st.sampled_from("ABC"), min_size=1, max_size=2).map(tuple),
    version=st.just("1"),
    banned=st.sampled_from(["", "", "robots", "adverts"]),
    bases=st.frozensets(st.sampled_from(LegalBasis)),
    hours=st.lists(hours, max_size=4).map(tuple),
    holidays_forbidden=st.booleans(),
    caps=st.lists(caps, max_size=4).map(tuple),
    exempt_caps=st.lists(caps, max_size=2).map(tuple),
    unanswered=st.integers(1, 5),
    ring_s=st.floats(0, 30),
    abandoned_share=st.floats(0, 1),
    abandoned_within=lengths,
    redial_after_abandoned=lengths,
    registries=st.lists(duties, max_size=3).map(tuple),
    recording=st.sampled_from(Recording),
    channels=st.lists(st.sampled_from(Channel), unique=True).map(tuple),
    silence_after_refusal=lengths,
    pause_after_talk=lengths,
    sources=st.dictionaries(st.sampled_from(["hours", "caps"]), st.sampled_from(["S1", "S2, S3"])),
)
places = st.builds(
    LAW.terms, st.sampled_from(PLACES), st.sampled_from(STATES), st.sampled_from(Purpose)
)
terms = st.one_of(any_terms, places)


def no_looser(one: Terms, than: Terms) -> bool:
    """True if whatever `one` lets through, `than` lets through as well."""
    return all(
        (
            bool(one.banned) >= bool(than.banned),
            bool(one.banned) or not than.bases or (bool(one.bases) and one.bases <= than.bases),
            hours_within(one, than),
            caps_cover(one.caps, than.caps),
            caps_cover(one.exempt_caps, than.exempt_caps),
            one.unanswered <= than.unanswered,
            one.ring_s >= than.ring_s,
            one.abandoned_share <= than.abandoned_share,
            one.abandoned_within <= than.abandoned_within,
            one.redial_after_abandoned >= than.redial_after_abandoned,
            registries_cover(one.registries, than.registries),
            list(Recording).index(one.recording) >= list(Recording).index(than.recording),
            set(one.channels) <= set(than.channels),
            one.silence_after_refusal >= than.silence_after_refusal,
            one.pause_after_talk >= than.pause_after_talk,
        )
    )


def hours_within(one: Terms, than: Terms) -> bool:
    return all(
        met(spans(one, day, holiday), spans(than, day, holiday)) == spans(one, day, holiday)
        for day in range(7)
        for holiday in (False, True)
    )


def spans(asked: Terms, day: int, holiday: bool) -> tuple[tuple[int, int], ...]:
    whole = spans_on(asked.hours, day)
    if not holiday:
        return whole
    if asked.holidays_forbidden:
        return ()
    on_holidays = spans_on(asked.hours, HOLIDAYS)
    return met(whole, on_holidays) if on_holidays else whole


def caps_cover(ones: Sequence[Cap], others: Sequence[Cap]) -> bool:
    """True if no sequence of calls within `ones` breaks one of `others`."""
    return all(
        any(
            one.within == other.within
            and one.most <= other.most
            and (other.same_purpose or not one.same_purpose)
            and (one.per_person or not other.per_person)
            for one in ones
        )
        for other in others
    )


def registries_cover(ones: Sequence[RegistryDuty], others: Sequence[RegistryDuty]) -> bool:
    return all(
        any(
            (one.kind, one.country) == (other.kind, other.country)
            and one.max_age_days <= other.max_age_days
            for one in ones
        )
        for other in others
    )


@given(st.lists(terms, min_size=1, max_size=4))
def test_the_strictest_is_never_looser_than_any_of_its_parts(parts: list[Terms]) -> None:
    found = strictest(parts)
    assert all(no_looser(found, part) for part in parts)


@given(st.lists(terms, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_parts_makes_no_difference(parts: list[Terms], chance: object) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert strictest(shuffled) == strictest(parts)


@given(st.lists(terms, min_size=1, max_size=3))
def test_saying_it_twice_makes_no_difference(parts: list[Terms]) -> None:
    found = strictest(parts)
    assert strictest([found]) == found
    assert strictest([*parts, *parts, found]) == found


@given(st.lists(terms, min_size=2, max_size=4))
def test_parts_may_be_joined_step_by_step(parts: list[Terms]) -> None:
    assert strictest([strictest(parts[:2]), *parts[2:]]) == strictest(parts)


@given(places)
def test_terms_of_one_place_are_their_own_strictest(alone: Terms) -> None:
    assert strictest([alone]) == alone


@given(st.sampled_from(PLACES), st.sampled_from(STATES), st.sampled_from(Purpose))
def test_a_state_is_never_looser_than_its_country(
    country: str, state: str, purpose: Purpose
) -> None:
    free = LAW.terms("US", "TX", purpose)
    assert no_looser(LAW.terms("US", state, purpose), free)
    assert no_looser(LAW.terms("US", "", purpose), LAW.terms("US", state, purpose))
    assert LAW.strictest([LAW.terms(country, state, purpose)]) == LAW.terms(country, state, purpose)


@given(st.lists(places, min_size=1, max_size=3), st.integers(0, 14 * 24))
def test_a_call_that_may_begin_under_the_strictest_may_begin_under_each(
    parts: list[Terms], hour: int
) -> None:
    asked = datetime(2026, 12, 20, tzinfo=UTC) + timedelta(hours=hour)
    zone, place = ("Europe/Moscow",), ("RU",)
    found = next_opening(asked, zone, strictest(parts), 60.0, holidays_in=place)
    if found is not None:
        for part in parts:
            assert next_opening(found, zone, part, 60.0, holidays_in=place) == found


def test_places_without_a_basis_in_common_leave_no_way_to_call() -> None:
    some = LAW.terms("GB", "", Purpose.SURVEY)
    contract = replace(some, bases=frozenset({LegalBasis.CONTRACT}))
    consent = replace(some, bases=frozenset({LegalBasis.PEC}))
    found = strictest([contract, consent])
    assert found.banned == NO_COMMON_BASIS
    assert found.bases


def test_a_place_without_a_duty_of_consent_does_not_lift_anothers() -> None:
    private = LAW.terms("", "", Purpose.SURVEY, sip_address=True)
    russia = LAW.terms("RU", "", Purpose.SURVEY)
    assert strictest([private, russia]).bases == russia.bases


def test_the_share_of_abandoned_calls_is_taken_over_the_shorter_time() -> None:
    both = strictest(
        [LAW.terms("US", "TX", Purpose.MARKETING), LAW.terms("GB", "", Purpose.SURVEY)]
    )
    assert (both.abandoned_share, both.abandoned_within) == (0.03, timedelta(hours=24))


# ── The house's rules ─────────────────────────────────────────────────────────────────────────────


def under_house_rules(law: Terms, purpose: Purpose = Purpose.SURVEY, **changes: object) -> Terms:
    rules: dict[str, object] = {
        "quiet_until": time(9),
        "quiet_from": time(20),
        "max_unanswered": 2,
        "max_calls_per_day": 1,
    }
    return with_house_rules(law, purpose, **(rules | changes))  # type: ignore[arg-type]


@given(terms, bounds, st.integers(1, 5), st.integers(1, 5))
def test_the_house_makes_the_law_stricter_and_never_looser(
    law: Terms, pair: tuple[int, int], unanswered: int, calls: int
) -> None:
    found = under_house_rules(
        law,
        quiet_until=time(pair[0] // 2, pair[0] % 2 * 30),
        quiet_from=time(pair[1] // 2 % 24, pair[1] % 2 * 30),
        max_unanswered=unanswered,
        max_calls_per_day=calls,
    )
    assert no_looser(found, law)
    assert found.unanswered <= unanswered
    assert caps_cover(found.caps, (Cap(calls, None),))


def test_the_house_rules_are_all_there_is_for_a_sip_address() -> None:
    found = under_house_rules(LAW.terms("", "", Purpose.SURVEY, sip_address=True))
    assert found.hours == (Hours(EVERY_DAY, time(9), time(20)),)
    assert found.caps == (Cap(1, None),)
    assert (found.unanswered, found.bases) == (2, frozenset())
    assert found.sources["caps"] == "HOUSE"


def test_a_warning_of_danger_waits_for_no_office_hours() -> None:
    law = LAW.terms("DE", "", Purpose.SAFETY_EMERGENCY)
    assert under_house_rules(law, Purpose.SAFETY_EMERGENCY) == law


@pytest.mark.parametrize("until", [time(20), time(21)])
def test_a_house_without_any_hours_is_told_so(until: time) -> None:
    with pytest.raises(BadSettings, match="later time of day"):
        under_house_rules(LAW.terms("DE", "", Purpose.SURVEY), quiet_until=until)

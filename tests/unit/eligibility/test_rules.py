"""The policy table: which facts allow a call, and the laws that hold whatever the facts are."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource, SuppressionReason
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.facts import Facts, Limits, PastAttempt, Suppression
from voicebot.eligibility.rules import POLICY, decide

NOON_IN_MOSCOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MOSCOW = ("Europe/Moscow",)
NUMBER = PhoneNumber("+74951234567")


def facts(**changes: object) -> Facts:
    plain = Facts(
        number=NUMBER,
        number_valid=True,
        at=NOON_IN_MOSCOW,
        purpose=Purpose.APPOINTMENT_REMINDER,
        zones=MOSCOW,
        zones_from="contact",
        campaign_id="spring",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def optout(scope: OptOutScope = OptOutScope.SELLER, campaign: str | None = None) -> OptOut:
    return OptOut(
        "one", NUMBER, scope, OptOutSource.SPOKEN, NOON_IN_MOSCOW, "said so", campaign_id=campaign
    )


def test_a_plain_contact_at_noon_may_be_called() -> None:
    decision = decide(facts())
    assert decision.allowed
    assert [rule.rule for rule in decision.rules] == [rule.__name__ for rule in POLICY]


def test_every_reason_is_reported_and_not_only_the_first() -> None:
    night = NOON_IN_MOSCOW.replace(hour=1)
    decision = decide(facts(number_valid=False, optouts=(optout(),), at=night))
    assert decision.reasons == (
        SuppressionReason.INVALID_NUMBER,
        SuppressionReason.INTERNAL_DNC,
        SuppressionReason.QUIET_HOURS,
    )
    assert decision.refused
    assert decision.defer_until is None


def test_a_call_at_four_in_the_morning_waits_for_nine_o_clock_there() -> None:
    decision = decide(facts(at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC)))
    assert decision.reasons == (SuppressionReason.QUIET_HOURS,)
    assert decision.defer_until == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_a_call_at_eight_in_the_evening_is_too_late() -> None:
    assert not decide(facts(at=datetime(2026, 11, 20, 17, 0, tzinfo=UTC))).allowed
    assert decide(facts(at=datetime(2026, 11, 20, 16, 59, tzinfo=UTC))).allowed


def test_a_number_of_unknown_zone_must_suit_every_zone_it_may_be_in() -> None:
    both = ("Europe/Moscow", "Asia/Vladivostok")
    afternoon = decide(facts(zones=both, at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC)))
    assert afternoon.defer_until == datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    morning = decide(facts(zones=both, at=datetime(2026, 11, 20, 6, 30, tzinfo=UTC)))
    assert morning.allowed


def test_zones_whose_hours_never_meet_are_refused_and_not_deferred_for_ever() -> None:
    decision = decide(facts(zones=("Pacific/Auckland", "America/New_York", "Europe/London")))
    assert decision.refused
    assert decision.reasons == (SuppressionReason.TIMEZONE_UNKNOWN,)


def test_no_zone_at_all_is_no_permission() -> None:
    assert SuppressionReason.TIMEZONE_UNKNOWN in decide(facts(zones=())).reasons


def test_a_campaigns_opt_out_leaves_other_campaigns_free() -> None:
    mine = optout(OptOutScope.CAMPAIGN, "spring")
    other = optout(OptOutScope.CAMPAIGN, "autumn")
    assert not decide(facts(optouts=(mine,))).allowed
    assert decide(facts(optouts=(other,))).allowed


def test_two_unanswered_contacts_and_no_third() -> None:
    def days_ago(days: int, answered: bool) -> PastAttempt:
        return PastAttempt(NOON_IN_MOSCOW - timedelta(days=days), answered)

    assert decide(facts(attempts=(days_ago(2, False),))).allowed
    assert decide(facts(attempts=(days_ago(3, False), days_ago(2, False)))).refused
    answered_since = (days_ago(4, False), days_ago(3, False), days_ago(2, True))
    assert decide(facts(attempts=answered_since)).allowed


def test_a_second_call_on_one_day_waits_for_the_next_morning() -> None:
    earlier = PastAttempt(NOON_IN_MOSCOW - timedelta(hours=2), answered=True)
    decision = decide(facts(attempts=(earlier,)))
    assert decision.reasons == (SuppressionReason.FREQUENCY_CAP,)
    assert decision.defer_until == datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


def test_a_cool_down_ends_at_its_time() -> None:
    until = NOON_IN_MOSCOW + timedelta(days=3)
    cooling = Suppression(SuppressionReason.REFUSAL_COOLDOWN, NOON_IN_MOSCOW, until)
    assert decide(facts(suppressions=(cooling,))).defer_until == until
    assert decide(facts(suppressions=(cooling,), at=until)).allowed


def test_when_clocks_go_forward_nine_o_clock_is_the_new_nine_o_clock() -> None:
    eve = datetime(2027, 3, 14, 3, 0, tzinfo=UTC)  # 22:00 on 13 March in New York
    decision = decide(facts(zones=("America/New_York",), at=eve))
    assert decision.defer_until == datetime(2027, 3, 14, 13, 0, tzinfo=UTC)


moments = st.datetimes(
    datetime(2025, 1, 1),
    datetime(2028, 1, 1),
    timezones=st.just(UTC),
)
zones = st.lists(
    st.sampled_from(
        ["Europe/Moscow", "Asia/Kamchatka", "America/New_York", "Europe/London", "Asia/Kolkata"]
    ),
    max_size=3,
    unique=True,
).map(tuple)
optouts = st.lists(
    st.sampled_from([optout(), optout(OptOutScope.CAMPAIGN, "spring")]), max_size=2
).map(tuple)
suppressions = st.lists(
    st.builds(
        Suppression,
        st.sampled_from(SuppressionReason),
        st.just(NOON_IN_MOSCOW),
        st.none() | moments,
    ),
    max_size=3,
).map(tuple)
attempts = st.lists(st.builds(PastAttempt, moments, st.booleans()), max_size=4).map(tuple)
any_facts = st.builds(
    facts,
    number_valid=st.booleans(),
    at=moments,
    zones=zones,
    optouts=optouts,
    suppressions=suppressions,
    attempts=attempts,
    limits=st.just(Limits(time(9), time(20))),
)


@given(any_facts)
def test_a_number_that_opted_out_is_never_allowed(given_facts: Facts) -> None:
    assert not decide(replace(given_facts, optouts=(*given_facts.optouts, optout()))).allowed


@given(any_facts, suppressions)
def test_adding_a_suppression_never_turns_a_refusal_into_an_allowance(
    given_facts: Facts, more: tuple[Suppression, ...]
) -> None:
    before = decide(given_facts)
    after = decide(replace(given_facts, suppressions=(*given_facts.suppressions, *more)))
    assert before.allowed or not after.allowed


@given(any_facts)
def test_an_allowed_call_always_begins_within_the_hours_of_every_zone(given_facts: Facts) -> None:
    decision: Decision = decide(given_facts)
    assert decision.allowed == (not decision.reasons)
    if decision.allowed:
        assert all(9 <= given_facts.at.astimezone(ZoneInfo(z)).hour < 20 for z in given_facts.zones)


@given(any_facts)
def test_a_deferred_call_is_within_the_hours_when_its_time_comes(given_facts: Facts) -> None:
    until = decide(given_facts).defer_until
    if until is not None:
        assert until > given_facts.at
        assert all(9 <= until.astimezone(ZoneInfo(z)).hour < 20 for z in given_facts.zones)

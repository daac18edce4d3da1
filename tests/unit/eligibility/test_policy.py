"""The policy table: what each rule lets pass, and what it says when it does not."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.known_books import NOON, Row, decided, law
from voicebot.contacts.consent import LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason as Reason
from voicebot.eligibility.fact_row import FACTS
from voicebot.eligibility.house import House
from voicebot.eligibility.policy import POLICY

DAY = timedelta(days=1)
LENIENT = House(max_unanswered=9, max_calls_per_day=9)
OTHER = "+442079460019"
MARKETING: Row = {"purpose": "MARKETING"}
AGREED: list[Row] = [{"purpose": "MARKETING", "basis": "PEC"}]
FRESH: list[Row] = [{"registry": "tps"}]


def call(days: float, answered: bool = True, **columns: object) -> Row:
    """A call so many days ago."""
    return {"at": NOON - days * DAY, "answered": answered, **columns}


def test_a_customer_may_be_reminded_at_noon() -> None:
    decision = decided()
    assert decision.allowed
    assert decision.basis is LegalBasis.CONTRACT
    assert [rule.rule for rule in decision.rules] == [rule.name for rule in POLICY]


def test_every_reason_has_a_rule_that_can_give_it() -> None:
    given = {objection.reason for rule in POLICY for objection in rule.objections}
    assert given == set(Reason)


@pytest.mark.parametrize("reason", list(Reason))
def test_whatever_was_written_down_for_good_refuses_for_its_reason(reason: Reason) -> None:
    decision = decided(suppressions=[{"reason": str(reason)}])
    assert decision.refused
    assert decision.reasons == (reason,)


@pytest.mark.parametrize("reason", list(Reason))
def test_whatever_was_written_down_for_a_time_defers_until_then(reason: Reason) -> None:
    until = NOON + 2 * DAY
    decision = decided(suppressions=[{"reason": str(reason), "until": until}])
    assert decision.reasons == (reason,)
    assert decision.defer_until == until
    assert decided(suppressions=[{"reason": str(reason), "until": NOON}]).allowed


def test_a_reason_nobody_knows_stands_all_the_same() -> None:
    assert decided(suppressions=[{"reason": "ODD"}]).reasons == (Reason.MANUAL,)


def test_a_rule_reads_only_facts_that_are_gathered() -> None:
    assert {name for rule in POLICY for name in rule.inputs} <= set(FACTS)
    assert len({rule.name for rule in POLICY}) == len(POLICY)
    assert all(rule.says.endswith(".") for rule in POLICY)


def test_every_reason_is_reported_and_not_only_the_first() -> None:
    night = NOON.replace(hour=1)
    decision = decided({"valid": False, "at": night}, optouts=[{}])
    assert decision.reasons == (Reason.INVALID_NUMBER, Reason.INTERNAL_DNC, Reason.QUIET_HOURS)
    assert decision.defer_until is None


@pytest.mark.parametrize(
    ("optout", "covers"),
    [
        ({"scope": "CAMPAIGN", "campaign_id": "spring"}, True),
        ({"scope": "CAMPAIGN", "campaign_id": "autumn"}, False),
        ({"scope": "CAMPAIGN"}, True),
        ({"scope": "PURPOSE", "purpose": "APPOINTMENT_REMINDER"}, True),
        ({"scope": "PURPOSE", "purpose": "MARKETING"}, False),
        ({"scope": "PURPOSE"}, True),
        ({"scope": "CHANNEL"}, True),
        ({"scope": "SELLER"}, True),
        ({"scope": "GLOBAL"}, True),
    ],
)
def test_an_opt_out_covers_what_its_scope_says(optout: Row, covers: bool) -> None:
    assert (Reason.INTERNAL_DNC in decided(optouts=[optout]).reasons) == covers


def test_an_opt_out_given_on_one_number_holds_for_all_numbers_of_the_person() -> None:
    question = {"number": OTHER, "person": "p-1"}
    said = {"number": "+442079460018", "person": "p-1"}
    assert decided(question, optouts=[said]).reasons == (Reason.INTERNAL_DNC,)


def test_a_wrong_number_says_nothing_of_the_persons_other_numbers() -> None:
    question = {"number": OTHER, "person": "p-1"}
    wrong = {"number": "+442079460018", "person": "p-1", "reason": "WRONG_NUMBER"}
    assert decided(question, suppressions=[wrong]).allowed
    assert not decided(question, suppressions=[{**wrong, "number": OTHER}]).allowed


def test_who_was_erased_is_never_called() -> None:
    assert decided({"erased": True}).reasons == (Reason.INTERNAL_DNC,)


def test_marketing_needs_a_consent_on_record() -> None:
    assert Reason.NO_CONSENT in decided(MARKETING, registries=FRESH).reasons
    decision = decided(MARKETING, consents=AGREED, registries=FRESH)
    assert decision.allowed
    assert (decision.basis, decision.consent_id) == (LegalBasis.PEC, "c1")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"state": "WITHDRAWN"}, Reason.CONSENT_WITHDRAWN),
        ({"state": "REVOKED"}, Reason.CONSENT_WITHDRAWN),
        ({"state": "REFUSED"}, Reason.CONSENT_WITHDRAWN),
        ({"state": "EXPIRED"}, Reason.CONSENT_EXPIRED),
        ({"expires_at": NOON}, Reason.CONSENT_EXPIRED),
        ({"state": "REQUESTED"}, Reason.NO_CONSENT),
        ({"state": "INVALIDATED"}, Reason.NO_CONSENT),
        ({"channel": "EMAIL"}, Reason.NO_CONSENT),
        ({"purpose": "SURVEY"}, Reason.NO_CONSENT),
        ({"basis": "LEGITIMATE_INTEREST"}, Reason.NO_CONSENT),
        ({"since": NOON + DAY}, Reason.NO_CONSENT),
    ],
)
def test_only_a_given_consent_in_force_permits(more: Row, reason: Reason) -> None:
    consents = [{**AGREED[0], **more}]
    assert decided(MARKETING, consents=consents, registries=FRESH).reasons == (reason,)


def test_a_refusal_outweighs_an_older_consent_and_yields_to_a_newer_one() -> None:
    def said(state: str, days_ago: int) -> Row:
        since = NOON - days_ago * DAY
        return {**AGREED[0], "consent_id": state, "state": state, "since": since}

    after = decided(MARKETING, consents=[said("GIVEN", 9), said("WITHDRAWN", 5)], registries=FRESH)
    assert after.reasons == (Reason.CONSENT_WITHDRAWN,)
    anew = decided(MARKETING, consents=[said("GIVEN", 2), said("WITHDRAWN", 5)], registries=FRESH)
    assert anew.allowed


def test_a_consent_that_runs_out_sooner_than_another_leaves_the_other() -> None:
    both = [
        {**AGREED[0], "consent_id": "old", "expires_at": NOON - DAY},
        {**AGREED[0], "consent_id": "new", "since": NOON - 99 * DAY},
    ]
    assert decided(MARKETING, consents=both, registries=FRESH).consent_id == "new"


def test_marketing_ends_with_the_relationship() -> None:
    ended = {**MARKETING, "relation": "ENDED"}
    assert decided(ended, consents=AGREED, registries=FRESH).reasons == (Reason.NO_CONSENT,)


def test_who_has_not_confirmed_gets_the_confirmation_alone() -> None:
    unconfirmed = {"relation": "UNCONFIRMED"}
    assert decided({**unconfirmed, "purpose": "TRANSACTIONAL"}).allowed
    assert not decided(unconfirmed).allowed


def test_a_stranger_is_not_called_on_a_contract() -> None:
    assert decided({"relation": "STRANGER"}).reasons == (Reason.NO_CONSENT,)


def test_a_danger_is_told_to_everybody_but_those_who_opted_out() -> None:
    danger: Row = {"purpose": "SAFETY_EMERGENCY", "relation": "STRANGER"}
    assert decided(danger).basis is LegalBasis.EMERGENCY
    assert decided(danger).allowed
    assert decided(danger, optouts=[{}]).refused


def test_russia_lets_no_robot_advertise_even_with_a_consent() -> None:
    there = {**MARKETING, "country": "RU", "zones": ["Europe/Moscow"]}
    assert Reason.JURISDICTION_BAN in decided(there, consents=AGREED).reasons


def test_an_exempt_call_keeps_the_exemptions_own_caps() -> None:
    there = {"country": "US", "region": "NY", "zones": ["America/New_York"]}
    there |= {"relation": "STRANGER", "at": NOON.replace(hour=16)}
    calls = [call(days) for days in (8, 16, 24)]
    exempt = decided(there, attempts=calls)
    assert exempt.basis is LegalBasis.EXEMPTION
    assert exempt.reasons == (Reason.FREQUENCY_CAP,)
    assert exempt.defer_until is not None
    assert exempt.defer_until >= NOON + 6 * DAY
    assert decided(there, attempts=calls[:2]).allowed
    assert decided(there, attempts=calls, consents=[{}]).allowed


def test_a_second_call_on_one_day_waits_for_the_next_morning() -> None:
    decision = decided(attempts=[call(0.1)])
    assert decision.reasons == (Reason.FREQUENCY_CAP,)
    assert decision.defer_until == datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


def test_a_day_is_a_day_in_every_zone_the_person_may_be_in() -> None:
    zones = ["Europe/London", "Asia/Kolkata"]
    evening = {"at": NOON.replace(hour=4), "zones": ["Europe/London"]}  # 09:30 in Kolkata
    earlier = [{"at": NOON.replace(day=17, hour=19), "answered": True}]  # the 18th in Kolkata
    assert decided({**evening, "zones": ["Europe/London"]}, attempts=earlier).reasons == (
        Reason.QUIET_HOURS,
    )
    both = decided({**evening, "zones": zones}, attempts=earlier)
    assert Reason.FREQUENCY_CAP in both.reasons


def test_calls_to_any_number_of_the_person_count() -> None:
    question = {"number": OTHER, "person": "p-1"}
    earlier = [{"number": "+442079460018", "person": "p-1", "at": NOON - timedelta(hours=2)}]
    assert decided(question, attempts=earlier).reasons == (Reason.FREQUENCY_CAP,)


def test_a_sliding_cap_frees_when_the_call_too_many_leaves_the_window() -> None:
    terms = law().terms("GB", "", Purpose.APPOINTMENT_REMINDER)
    weekly = [cap for cap in terms.caps if cap.within == 7 * DAY]
    assert weekly, "the profile has a weekly cap"
    calls = [call(6.5 - 0.01 * i) for i in range(weekly[0].most)]
    decision = decided(house=LENIENT, attempts=calls)
    assert decision.reasons == (Reason.FREQUENCY_CAP,)
    assert decision.defer_until is not None
    assert decision.defer_until - NOON >= 0.5 * DAY


def test_two_contacts_that_nobody_answered_and_no_third() -> None:
    assert decided(attempts=[call(20, answered=False)]).allowed
    twice = [call(30, answered=False), call(20, answered=False)]
    assert decided(attempts=twice).refused
    assert decided(attempts=[*twice, call(10)]).allowed


def test_tries_of_one_day_share_a_budget_over_their_causes() -> None:
    def failed(cause: str, hours: int) -> Row:
        return {"at": NOON - timedelta(hours=hours), "answered": False, "network_result": cause}

    def says(*tries: Row) -> bool:
        decision = decided(house=LENIENT, attempts=list(tries))
        (rule,) = [rule for rule in decision.rules if rule.rule == "retries_stay_in_budget"]
        return not rule.reasons

    assert says(failed("BUSY", 1), failed("NO_ANSWER", 2))
    assert not says(failed("BUSY", 1), failed("BUSY", 2))
    assert not says(failed("BUSY", 1), failed("NO_ANSWER", 2), failed("CONGESTION", 3))


def test_whom_we_abandoned_is_left_alone_for_the_time_of_the_place() -> None:
    abandoned = [call(2, answered=False, disposition="ABANDONED")]
    decision = decided(attempts=abandoned)
    assert decision.reasons == (Reason.FREQUENCY_CAP,)
    assert decision.defer_until == NOON + DAY
    assert decided(attempts=[call(3, answered=False, disposition="ABANDONED")]).allowed


def test_a_campaign_above_the_ceiling_of_abandoned_calls_stops() -> None:
    def of(live: int, abandoned: int) -> Row:
        counts = {"live_answered": live, "abandoned": abandoned}
        return counts | {f"{name}_in_a_day": count for name, count in counts.items()}

    assert decided(campaigns=[of(100, 3)]).allowed
    assert decided(campaigns=[of(100, 4)]).reasons == (Reason.ABANDON_RATE_CEILING,)
    assert decided(campaigns=[of(5, 1)]).allowed, "one abandoned call alone is no rate"


def test_abandoned_calls_are_counted_over_the_time_of_the_places_law() -> None:
    bad_day = [{"live_answered_in_a_day": 20, "abandoned_in_a_day": 2}]
    bad_month = [{"abandoned": 5}]
    ceiling = (Reason.ABANDON_RATE_CEILING,)
    assert decided(campaigns=bad_day).reasons == ceiling
    assert decided(campaigns=bad_month).allowed
    in_america = {"country": "US", "zones": ["America/New_York"], "at": NOON + DAY / 6}
    assert decided(in_america, campaigns=bad_day).allowed
    assert decided(in_america, campaigns=bad_month).reasons == ceiling


def test_who_got_an_optional_notice_by_another_channel_is_not_called_with_it_too() -> None:
    told = [call(0.5, channel="SMS", purpose="MARKETING")]
    decision = decided(MARKETING, consents=AGREED, registries=FRESH, attempts=told)
    assert decision.reasons == (Reason.CROSS_CHANNEL_DUPLICATE,)
    late = [call(1.5, channel="SMS", purpose="MARKETING")]
    assert decided(MARKETING, consents=AGREED, registries=FRESH, attempts=late).allowed
    owed = [call(0.5, channel="SMS")]
    assert decided(attempts=owed).allowed, "what a person is owed may come twice"


def test_a_text_message_is_no_call() -> None:
    texts = [call(days, answered=False, channel="SMS") for days in (0.1, 0.2, 0.3)]
    assert decided(attempts=texts).allowed


def test_a_registry_that_must_be_asked_refuses_who_is_on_it() -> None:
    decision = decided(MARKETING, consents=AGREED, registries=FRESH, listed=[{}])
    assert decision.reasons == (Reason.EXTERNAL_DNC,)


def test_a_registry_that_is_missing_or_too_old_refuses_and_does_not_silently_pass() -> None:
    assert decided(MARKETING, consents=AGREED).reasons == (Reason.EXTERNAL_DNC,)
    old = [{"listed_at": NOON - 40 * DAY}]
    assert decided(MARKETING, consents=AGREED, registries=old).reasons == (Reason.EXTERNAL_DNC,)


@pytest.mark.parametrize("kind", ["NATIONAL", "OPERATOR"])
@pytest.mark.parametrize("places", ["GB,RU", "RU,US"])
def test_who_may_be_in_two_countries_is_bound_by_the_registries_of_both(
    kind: str, places: str
) -> None:
    country = {("NATIONAL", "GB,RU"): "GB", ("NATIONAL", "RU,US"): "US"}.get((kind, places), "RU")
    registry = {"kind": kind, "country": country, "registry": "theirs", "max_age_days": 9}
    asked = {"country": places, "purpose": "MARKETING"}
    decision = decided(asked, registries=[registry], listed=[{"registry": "theirs"}])
    reason = {"NATIONAL": Reason.EXTERNAL_DNC, "OPERATOR": Reason.OPERATOR_OPT_OUT}[kind]
    assert reason in decision.reasons
    assert (
        reason
        not in decided(
            asked | {"country": "DE"}, registries=[registry], listed=[{"registry": "theirs"}]
        ).reasons
    )


def test_a_holiday_in_either_of_two_countries_is_a_holiday() -> None:
    unity_day = datetime(2025, 10, 3, 12, tzinfo=UTC)  # of Germany alone
    asked = {"at": unity_day, "zones": ["Europe/London"], "purpose": "SURVEY"}
    both = decided(asked | {"country": "DE,GB"})
    assert Reason.HOLIDAY in both.reasons
    assert Reason.HOLIDAY not in decided(asked | {"country": "GB"}).reasons


def test_a_campaigns_own_list_binds_that_campaign_alone() -> None:
    own = [{"registry": "ours", "kind": "CAMPAIGN", "campaign_id": "spring"}]
    listed = [{"registry": "ours"}]
    assert decided(registries=own, listed=listed).reasons == (Reason.INTERNAL_DNC,)
    assert decided({"campaign_id": "autumn"}, registries=own, listed=listed).allowed


def test_a_complaint_stops_what_is_optional_and_not_what_the_person_is_owed() -> None:
    complained = decided(MARKETING, consents=AGREED, registries=FRESH, complaints=[{}])
    assert complained.reasons == (Reason.OPEN_COMPLAINT,)
    assert decided(complaints=[{}]).allowed


def test_who_may_be_somebody_that_opted_out_is_not_called() -> None:
    assert decided(likenesses=[{}]).reasons == (Reason.IDENTITY_UNCERTAIN,)
    assert decided(likenesses=[{"bars": False}]).allowed


@pytest.mark.parametrize("reason", ["PREDICTED_ANNOYANCE", "PREDICTED_NON_RESPONSE"])
def test_a_prediction_yields_to_a_vital_notice_and_an_opt_out_does_not(reason: str) -> None:
    vital = {"purpose": "CONTRACT_CHANGE"}
    guess: list[Row] = [{"reason": reason}]
    assert decided(vital, suppressions=guess).allowed
    assert not decided(suppressions=guess).allowed
    assert decided(vital, suppressions=guess, optouts=[{}]).reasons == (Reason.INTERNAL_DNC,)


def test_a_holiday_is_told_from_an_indecent_hour() -> None:
    there = {"country": "FR", "zones": ["Europe/Paris"]}
    armistice = {**there, "at": datetime(2026, 11, 11, 10, 0, tzinfo=UTC)}
    assert Reason.HOLIDAY in decided({**armistice, "purpose": "MARKETING"}).reasons
    night = {**there, "at": datetime(2026, 11, 12, 2, 0, tzinfo=UTC), "purpose": "MARKETING"}
    assert Reason.QUIET_HOURS in decided(night).reasons


def test_no_zone_and_zones_that_never_meet_are_no_permission() -> None:
    assert decided({"zones": []}).reasons == (Reason.TIMEZONE_UNKNOWN,)
    apart = {"zones": ["Pacific/Auckland", "America/New_York", "Europe/London"]}
    assert decided(apart).reasons == (Reason.TIMEZONE_UNKNOWN,)


def test_a_call_that_would_run_past_the_end_of_the_window_is_not_begun() -> None:
    late = {"at": NOON.replace(hour=19, minute=50)}
    assert decided({**late, "lasts_s": 300.0}).allowed
    assert decided({**late, "lasts_s": 900.0}).reasons == (Reason.QUIET_HOURS,)


def test_a_private_address_has_the_rules_of_the_house_alone() -> None:
    near = {"number": "sip:anna@example.net", "person": "sip:anna@example.net", "country": ""}
    near |= {"relation": "STRANGER", "purpose": "MARKETING"}
    assert decided(near).allowed
    theirs = {"number": near["number"], "person": near["person"]}
    assert not decided(near, optouts=[theirs]).allowed
    assert not decided(near, attempts=[{**theirs, "at": NOON - timedelta(hours=1)}]).allowed


def test_the_house_makes_the_law_stricter_and_never_looser() -> None:
    night_owl = House(calls_from=datetime.min.time(), calls_until=datetime.min.time())
    assert not decided({"at": NOON.replace(hour=3)}, night_owl).allowed
    afternoon = House(calls_from=NOON.replace(hour=14).time())
    assert decided(house=afternoon).defer_until == NOON.replace(hour=14)

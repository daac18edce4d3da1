"""What a decision says, to programs and to people, and that it can be taken again."""

import json
from datetime import timedelta

import pytest

from tests.fakes.known_books import NOON, Row, decided, known, law
from voicebot.contacts.consent import Channel
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility import deciding
from voicebot.eligibility.deciding import decide_all, decide_list, replay
from voicebot.eligibility.forecast import forecast
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.policy import RULE_SET
from voicebot.eligibility.reason_words import WORDS
from voicebot.eligibility.terms import Recording
from voicebot.errors import BadInput

RUSSIAN: Row = {"country": "RU", "zones": ["Europe/Moscow"]}


def test_a_decision_says_on_what_law_and_ground_it_rests() -> None:
    said = decided().as_json()
    assert said["allowed"] is True
    assert said["reasons"] == []
    assert said["defer_until"] is None
    assert said["profiles"] == ["GB"] or said["profiles"] == ["UK"]
    assert said["law_version"] == law().version
    assert said["rule_set"] == RULE_SET
    assert said["basis"] == "CONTRACT"
    assert said["recording"] in set(Recording)
    assert said["sentence"] == "May be called now on CONTRACT."
    assert {"rule", "result", "reason", "until", "inputs"} <= set(said["rules"][0])


def test_a_decision_is_plain_json_that_names_no_number() -> None:
    text = json.dumps(decided(optouts=[{}], attempts=[{}], consents=[{}]).as_json())
    assert "442079460018" not in text


def test_a_mandatory_notice_that_may_not_be_called_names_the_channels_left() -> None:
    decision = decided(RUSSIAN)
    assert decision.refused
    assert decision.channels_left
    assert Channel.VOICE not in decision.channels_left
    assert "may go by" in decision.sentence


def test_a_channel_that_the_person_refused_is_not_left() -> None:
    before = decided(RUSSIAN).channels_left
    refused = [{"channel": str(before[0]), "state": "REFUSED"}]
    assert decided(RUSSIAN, consents=refused).channels_left == before[1:]


def test_who_wants_nothing_at_all_is_left_no_channel() -> None:
    assert decided(RUSSIAN, optouts=[{"scope": "GLOBAL"}]).channels_left == ()
    assert decided({**RUSSIAN, "erased": True}).channels_left == ()


def test_marketing_that_may_not_be_called_is_not_pushed_by_another_channel() -> None:
    assert decided({"purpose": "MARKETING"}).channels_left == ()


def test_a_call_that_must_only_wait_says_until_when() -> None:
    decision = decided({"at": NOON.replace(hour=3)})
    assert decision.defer_until == NOON.replace(hour=9)
    assert decision.sentence == (
        "Not now: it is outside the hours for calls. Ask again at 2026-11-18 09:00 UTC."
    )


def test_a_time_at_night_is_moved_into_the_hours_again() -> None:
    until = NOON.replace(hour=23)
    decision = decided(suppressions=[{"reason": "REFUSAL_COOLDOWN", "until": until}])
    assert decision.defer_until == NOON.replace(day=19, hour=9)


def test_every_reason_can_be_said_in_words() -> None:
    assert set(WORDS) == set(SuppressionReason)


def test_a_rule_with_two_reasons_gives_both() -> None:
    both = [{"reason": "NO_CONSENT"}, {"reason": "HOLIDAY"}]
    decision = decided(suppressions=both)
    assert decision.reasons == (SuppressionReason.NO_CONSENT, SuppressionReason.HOLIDAY)


def test_a_decision_made_by_other_rules_is_not_replayed_by_these() -> None:
    journalled = decided().as_json() | {"rule_set": "1999-01.1"}
    with pytest.raises(BadInput, match=r"1999-01\.1"):
        replay(journalled)


def test_a_changed_input_changes_the_decision_that_is_replayed() -> None:
    journalled = json.loads(json.dumps(decided().as_json()))
    (rule,) = [r for r in journalled["rules"] if r["rule"] == "nobody_opted_out"]
    rule["inputs"]["optouts_covering"] = 1
    assert replay(journalled).reasons == (SuppressionReason.INTERNAL_DNC,)


LIST = known(
    [
        {},
        {"number": "+442079460020", "person": "+442079460020"},
        {"number": "+442079460021", "person": "+442079460021", "valid": False},
        {"number": "+442079460022", "person": "+442079460022", "zones": ["America/New_York"]},
        {"number": "+442079460023", "person": "+442079460023"},
    ],
    suppressions=[
        {"person": "+442079460023", "number": "+442079460023", "until": NOON + timedelta(days=2)}
    ],
)


def test_a_forecast_counts_who_may_be_called_now_later_and_never() -> None:
    said = forecast(decide_all(gather(LIST, law())), NOON).as_json()
    assert (said["contacts"], said["now"], said["later"], said["never"]) == (5, 2, 2, 1)
    assert said["never_by_reason"] == {"INVALID_NUMBER": 1}
    assert said["later_by_reason"] == {"MANUAL": 1, "QUIET_HOURS": 1}
    assert said["later_by_hour"] == {
        "2026-11-18T14:00:00+00:00": 1,
        "2026-11-20T12:00:00+00:00": 1,
    }
    assert said["later_by_day"] == {"2026-11-18": 1, "2026-11-20": 1}


def test_a_list_in_slices_is_judged_as_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = decide_list(LIST, law())
    monkeypatch.setattr(deciding, "SLICE", 2)
    assert decide_list(LIST, law()).rows() == whole.rows()
    assert whole.rows() == decide_all(gather(LIST, law())).rows()


def test_an_empty_list_has_an_empty_forecast() -> None:
    nobody = known([])
    said = forecast(decide_list(nobody, law()), NOON).as_json()
    assert (said["contacts"], said["now"], said["later"], said["never"]) == (0, 0, 0, 0)

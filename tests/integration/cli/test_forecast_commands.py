"""`voicebot campaign forecast` and `voicebot check`, as programs and people use them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from voicebot.cli.application import application
from voicebot.errors import BadInput, NotFound

Run = Callable[..., Any]
NOON = "2026-12-01T15:00+00:00"
NIGHT = "2026-12-02T03:00+00:00"  # in New York
NUMBER = "+12125550123"
DIALPLANS = Path(__file__).parents[3] / "dialplans"


def invoke(*arguments: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(application(), list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == exit_code, done.output
    return done.stdout


def as_json(*arguments: str, exit_code: int = 0) -> Any:
    return json.loads(invoke(*arguments, "--json", exit_code=exit_code))


@pytest.fixture
def campaign(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A campaign of two Americans, one of whom opted out, and a stranger to robots."""
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.setenv("VOICEBOT_DIALPLANS", str(DIALPLANS))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(quick_path)
    (quick_path / "people.csv").write_text(
        "number,name,consent,consent at,consent wording\n"
        f"{NUMBER},Anna,yes,2026-05-01,You may call me\n"
        "+12125550124,Bert,yes,2026-05-01,You may call me\n"
        "+74951234567,Вера,,,\n"
    )
    flow = "appointment_reminder"
    made = as_json("campaign", "create", "December", "--flow", flow, "--csv", "people.csv")
    assert made["contacts"] == 3
    invoke("optout", "add", "+12125550124", "--reason", "a letter")
    return "December"


def test_a_forecast_counts_everybody_once(campaign: str) -> None:
    found = as_json("campaign", "forecast", campaign, "--at", NOON)
    assert (found["contacts"], found["now"], found["later"], found["never"]) == (3, 1, 0, 2)
    assert found["never_by_reason"]["INTERNAL_DNC"] == 1
    assert found["never_by_reason"]["NO_CONSENT"] >= 1


def test_at_night_they_become_callable_in_the_morning(campaign: str) -> None:
    found = as_json("campaign", "forecast", campaign, "--at", NIGHT)
    assert (found["now"], found["later"]) == (0, 1)
    assert list(found["later_by_day"]) == ["2026-12-02"]
    assert found["later_by_reason"] == {"QUIET_HOURS": 1}


def test_people_read_a_forecast_as_a_sentence(campaign: str) -> None:
    said = invoke("campaign", "forecast", campaign, "--at", NOON)
    assert "of 3 contacts 1 may be called now, 0 later, 2 not at all" in said
    assert "the person demanded that calls stop" in said


def test_the_check_agrees_with_the_forecast(campaign: str) -> None:
    may = as_json("check", NUMBER, "--campaign", campaign, "--at", NOON)
    assert may["allowed"] is True
    assert may["consent_id"]
    must_not = ("check", "+12125550124", "--campaign", campaign, "--at", NOON)
    refused = as_json(*must_not, exit_code=1)
    assert "INTERNAL_DNC" in refused["reasons"]
    assert {"rule", "result", "inputs"} <= set(refused["rules"][0])


def test_people_read_a_check_as_a_table_and_a_sentence(campaign: str) -> None:
    said = invoke("check", "+74951234567", "--campaign", campaign, "--at", NOON, exit_code=1)
    assert "call_has_a_legal_basis" in said
    assert "RU" in said
    assert "there is no consent to such calls" in said


def test_a_campaign_that_is_not_there_is_named(campaign: str) -> None:
    with pytest.raises(NotFound, match="'January'"):
        as_json("campaign", "forecast", "January")


def test_a_time_that_is_none_is_wrong_usage(campaign: str) -> None:
    with pytest.raises(BadInput, match="--at"):
        as_json("campaign", "forecast", campaign, "--at", "noon")

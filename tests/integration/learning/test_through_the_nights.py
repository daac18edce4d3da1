"""Night by night: what a firm's calls taught decides its next call, and can be undone."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.fakes.made_up_calls import write_calls
from tests.integration.learning.test_learning_from_our_calls import Firm, firm
from voicebot import bootstrap
from voicebot.adapters.storage.database import Database
from voicebot.cli import main
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question
from voicebot.eligibility.learned import Learned
from voicebot.learning.attempts import conform
from voicebot.settings import Settings

Run = Callable[..., dict[str, Any]]

ANNA = "+79000000000"
FIRST = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
EVENING, MORNING = range(15, 18), range(6, 9)
"""Hours of the day in UTC; people answer in the evening and are called at both."""

FIRST_DAYS, MORE_DAYS = 10, 30
PEOPLE, A_DAY = 40, 40


def called(first_day: int, days: int, hang_up: float) -> pl.DataFrame:
    """Everybody is called in turn; the hour alone says whether they answer.

    `hang_up` is how often one in three of them does so once they have answered.
    """
    random = np.random.default_rng(first_day)
    rows = [
        _call(place, FIRST + timedelta(days=first_day + place // A_DAY), hang_up, random)
        for place in range(days * A_DAY)
    ]
    return conform(pl.DataFrame(rows, infer_schema_length=None))


def _call(
    place: int, at: datetime, hang_up: float, random: np.random.Generator
) -> dict[str, object]:
    person = int(random.integers(PEOPLE))
    hours = (*EVENING, *MORNING)
    at = at.replace(hour=hours[place % len(hours)], minute=place % A_DAY)
    answered = random.random() < (0.9 if at.hour in EVENING else 0.05)
    annoyed = answered and person % 3 == 1 and random.random() < hang_up
    ended = ("EARLY_HANGUP", "SILENT_REFUSAL") if annoyed else ("CONFIRMED", None)
    nobody = ("NOT_REACHED", None)
    disposition, refusal = ended if answered else nobody
    return {
        "attempt_id": f"{at.isoformat()} {place}",
        "number": f"+7900000{person:04}",
        "at": at,
        "purpose": "APPOINTMENT_REMINDER",
        "network_result": "ANSWERED" if answered else "NO_ANSWER",
        "answered_by": "HUMAN" if answered else None,
        "disposition": disposition,
        "refusal_kind": refusal,
        "talk_s": 20.0 if answered else None,
        "certainty": 1.0,
    }


@pytest.fixture
def young(tmp_path: Path) -> Iterator[Firm]:
    """A firm that has called for some days."""
    opened = firm(tmp_path, called(0, FIRST_DAYS, 0.1), retrain_at=time(3))
    yield opened
    opened.storage.close()


@pytest.fixture
def run(young: Firm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command of the line on that firm's books, and the JSON that it prints."""
    monkeypatch.setenv("VOICEBOT_HOME", str(young.settings.home))
    monkeypatch.setenv("VOICEBOT_MODELS", str(young.settings.models))
    monkeypatch.setenv("VOICEBOT_WORTH", young.settings.worth)

    def command(*words: str) -> dict[str, Any]:
        monkeypatch.setattr("sys.argv", ["voicebot", *words, "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return command


def goes_on_calling(settings: Settings, calls: pl.DataFrame) -> None:
    with closing(Database(settings.database)) as database:
        write_calls(database, calls)


def morning_after(days: int) -> datetime:
    return FIRST + timedelta(days=days, hours=4)


def said_of_anna(young: Firm, hour: int, days: int) -> Learned:
    """What the model in force says of calling her then, on her own clock."""
    at = FIRST + timedelta(days=days, hours=hour)
    asked = Question(PhoneNumber(ANNA), Purpose.APPOINTMENT_REMINDER, at, luck=1.0)
    said = decide(young.storage.books.facts(asked)).learned
    assert said is not None
    return said


def test_each_night_teaches_the_next_day_and_what_is_wrong_can_be_undone(
    young: Firm, run: Run
) -> None:
    done = young.learning.night(morning_after(FIRST_DAYS))
    assert done is not None
    assert "shrunk rates are in force as version 1" in done.result
    assert said_of_anna(young, EVENING[0], FIRST_DAYS).model == "1"

    more = called(FIRST_DAYS, MORE_DAYS, 0.7)
    goes_on_calling(young.settings, more)
    taken_for_done = more.filter(pl.col("disposition") == "CONFIRMED")["attempt_id"][-1]
    run("calls", "correct", taken_for_done, "--disposition", "COMPLAINT", "--by", "anna")
    days = FIRST_DAYS + MORE_DAYS
    with bootstrap.office(young.settings) as office:
        chore = bootstrap.nightly_chores(office)["learning from calls"]
        assert chore.work(morning_after(days)) is not None
        assert chore.work(morning_after(days)) is None  # seen through already

    status = run("learn", "status")
    assert status["last_night"]["result"] == "version 2 is in force"
    assert status["in_force"]["version"] == "2"
    assert status["in_force"]["comparison"]["better"] is True
    assert status["in_force"]["counts"]["corrected"] == 1
    assert "chances of harm no longer come true" in status["watched"]["alarms"][0]
    evening, morning = (said_of_anna(young, hours[0], days) for hours in (EVENING, MORNING))
    assert (evening.model, worth(evening) > worth(morning)) == ("2", True)

    run("learn", "rollback", "calls")
    assert said_of_anna(young, EVENING[0], days).model == "1"


def worth(said: Learned) -> float:
    assert said.score is not None
    return said.score

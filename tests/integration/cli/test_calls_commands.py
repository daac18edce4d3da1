"""`voicebot calls` and `voicebot learn … calls`, as programs use them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.fakes.past import NUMBER, Past
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.cli.application import application
from voicebot.errors import BadInput, NotFound, TooFew

Run = Callable[..., Any]
CALLED = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def run(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation with two calls; gives its JSON, or raises its error."""
    home = quick_path / "home"
    home.mkdir()
    monkeypatch.setenv("VOICEBOT_HOME", str(home))
    monkeypatch.setenv("VOICEBOT_MODELS", str(quick_path / "models"))
    monkeypatch.chdir(quick_path)
    database = Database(f"sqlite:///{home / 'voicebot.db'}")
    bring_up_to_date(database)
    past = Past(database)
    past.called(CALLED, "sure", disposition="CONFIRMED", certainty=0.9)
    past.called(CALLED + timedelta(days=1), "unsure", disposition="PARTIAL", certainty=0.4)
    database.close()

    def run(*arguments: str, exit_code: int = 0) -> Any:
        done = CliRunner().invoke(application(), [*arguments, "--json"])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return json.loads(done.stdout)

    return run


def test_calls_to_review_are_those_that_nobody_is_sure_of(run: Run) -> None:
    assert [call["attempt_id"] for call in run("calls", "list")] == ["unsure", "sure"]
    assert [call["attempt_id"] for call in run("calls", "list", "--review")] == ["unsure"]
    run("calls", "correct", "unsure", "--disposition", "COMPLETED", "--by", "anna")
    assert run("calls", "list", "--review") == []
    (told, _) = run("calls", "list")
    assert (told["disposition"], told["corrected"]) == ("PARTIAL", "COMPLETED")


def test_a_correction_to_an_opt_out_saves_it_and_another_lifts_none(run: Run) -> None:
    said = ("--disposition", "OPT_OUT", "--by", "anna", "--note", "he said stop")
    done = run("calls", "correct", "sure", *said)
    assert (done["original"], done["optout_saved"]) == ("CONFIRMED", "database")
    assert [one["number"] for one in run("optout", "list")] == [NUMBER]
    again = run("calls", "correct", "sure", "--disposition", "CONFIRMED", "--by", "anna")
    assert again["optouts_left"] == 1
    assert len(run("optout", "list")) == 1
    assert [one["disposition"] for one in run("calls", "corrections", "sure")] == [
        "OPT_OUT", "CONFIRMED",
    ]  # fmt: skip


def test_who_agrees_is_counted(run: Run) -> None:
    assert run("calls", "agreement")["share"] is None
    for reviewer in ("anna", "boris"):
        run("calls", "correct", "unsure", "--disposition", "COMPLETED", "--by", reviewer)
    assert run("calls", "agreement") == {
        "reviewed": 1, "by_several": 1, "agreed": 1, "share": 1.0,
    }  # fmt: skip


def test_a_call_that_never_was_cannot_be_corrected(run: Run) -> None:
    with pytest.raises(NotFound):
        run("calls", "correct", "nothing", "--disposition", "OPT_OUT")
    assert run("calls", "corrections", "nothing", exit_code=1) == []


def test_that_somebody_looked_at_calls_is_journalled(run: Run) -> None:
    run("calls", "list", "--by", "anna")
    kinds = [record["kind"] for record in run("journal", "show")]
    assert "look" in kinds


def test_without_a_model_the_status_says_so_and_nothing_is_foretold(run: Run) -> None:
    status = run("learn", "status")
    assert status["in_force"] is None
    assert datetime.fromisoformat(status["next_training"]) > datetime.now(UTC)
    with pytest.raises(NotFound):
        run("learn", "score", "calls", NUMBER)
    with pytest.raises(NotFound):
        run("learn", "evaluate", "calls")


def test_two_calls_teach_nothing(run: Run) -> None:
    with pytest.raises(TooFew):
        run("learn", "train", "calls")


def test_whom_to_score_must_be_said(run: Run) -> None:
    with pytest.raises(BadInput):
        run("learn", "score", "calls")
    with pytest.raises(BadInput):
        run("learn", "score", "churn")

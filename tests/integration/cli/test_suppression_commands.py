"""`check`, `explain` and `suppression`: what a model says, in words, and the way back."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.models_fixture import REPOSITORY
from voicebot import bootstrap
from voicebot.cli import check, explain, suppression
from voicebot.contacts.purpose import Purpose
from voicebot.dialling.wish import Wish
from voicebot.errors import NotFound
from voicebot.learning.policy.scoring import TASK
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings
from voicebot.simulation.remembered import FILE, MAPPING, remembered

SOMEBODY = remembered("en", datetime.now(UTC))[0]
NUMBER = SOMEBODY.contact.number.e164
REMINDER = ("--purpose", str(Purpose.APPOINTMENT_REMINDER))


@pytest.fixture
def refused(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is in force, and its no to a reminder was written down."""
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.setenv("VOICEBOT_MODELS", str(quick_path / "models"))
    shutil.copytree(REPOSITORY / "models" / TASK, quick_path / "models" / TASK)
    shelf = Shelf(quick_path / "models")
    shelf.promote(TASK, shelf.versions(TASK)[-1])
    with bootstrap.office(Settings.load()) as office:
        office.storage.contacts.add(SOMEBODY.contact)
        office.storage.consents.record(SOMEBODY.consent)
        calls = list(SOMEBODY.calls(office.clock.now()))
        office.storage.histories.enter(lambda: iter(calls), MAPPING, FILE)
        wish = Wish(
            contact=SOMEBODY.contact, flow="appointment_reminder",
            purpose=Purpose.APPOINTMENT_REMINDER, language="en", variables={},
        )  # fmt: skip
        assert office.refusal(wish) is not None


def run(*arguments: str, exit_code: int = 0) -> Result:
    app = typer.Typer()
    check.register(app)
    explain.register(app)
    app.add_typer(suppression.app, name="suppression")
    done = CliRunner().invoke(app, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == exit_code, done.output
    return done


def listed(*options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("suppression", "list", "--json", *options).stdout)
    return found


@pytest.mark.usefixtures("refused")
def test_check_says_why_until_when_and_how_it_ends() -> None:
    (kept,) = listed()
    said = run("check", NUMBER, *REMINDER, exit_code=1).stdout
    assert kept["because"][0] in said
    assert kept["until"][:10] in said
    assert "suppression lift" in said


@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize(("language", "key"), [("en", "because"), ("ru", "because_ru")])
def test_a_dossier_tells_the_reasons_in_its_language(language: str, key: str) -> None:
    (kept,) = listed()
    said = run("explain", NUMBER, "--lang", language).stdout
    assert all(words in said for words in kept[key])


@pytest.mark.usefixtures("refused")
def test_a_supervisor_lifts_it_once_and_it_is_kept_who_and_why() -> None:
    reason = ("--reason", "wrote to us", "--by", "anna")
    assert "1 lifted" in run("suppression", "lift", NUMBER, *reason).stdout
    assert listed() == []
    (kept,) = listed("--ended")
    assert (kept["lifted_by"], kept["lift_reason"]) == ("anna", "wrote to us")
    body = json.loads(run("check", NUMBER, *REMINDER, "--json").stdout)
    assert body["learned"]["left_alone_for"] is None
    with pytest.raises(NotFound):
        run("suppression", "lift", NUMBER, *reason)

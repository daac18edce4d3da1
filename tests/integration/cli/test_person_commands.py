"""`voicebot person`, as programs and people use it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from voicebot import bootstrap
from voicebot.cli.person import app
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput, NotFound
from voicebot.settings import Settings

Run = Callable[..., Any]
ONE, OTHER, THIRD = "+79160000001", "+79160000002", "+79160000003"


@pytest.fixture
def run(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation with three contacts; gives its JSON, or its text."""
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.chdir(quick_path)
    people = [
        Contact(PhoneNumber(ONE), name="Иванов Иван Иванович", birth_date=date(1985, 3, 12)),
        Contact(PhoneNumber(OTHER), name="Ivanov Ivan Ivanovich", birth_date=date(1985, 3, 12)),
        Contact(PhoneNumber(THIRD), name="Иванов И.И. 1985"),
    ]
    with bootstrap.office(Settings.load()) as office:
        listed = [Listed(place + 2, contact) for place, contact in enumerate(people)]
        office.storage.contacts.import_list(listed, "people.csv")

    def run(*arguments: str, json_: bool = True) -> Any:
        done = CliRunner().invoke(app, [*arguments, *(["--json"] if json_ else [])])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout) if json_ else done.stdout

    return run


def test_link_show_review_and_judge(run: Run) -> None:
    assert run("link") == {"contacts": 3, "persons": 1, "opened": 2, "closed": 0}
    shown = run("show", ONE)
    assert [one["number"] for one in shown["numbers"]] == [ONE, OTHER]
    assert shown["records"][OTHER][0]["name"] == "Ivanov Ivan Ivanovich"
    assert len(shown["likenesses"]) == 2
    asked = run("review")
    assert {asked[0]["number_b"], asked[1]["number_b"]} == {THIRD}
    assert asked[0]["records_b"][0]["name"] == "Иванов И.И. 1985"
    assert run("same", str(asked[0]["id"]), "--by", "Анна")["closed"] == 1
    assert len(run("show", THIRD)["numbers"]) == 3
    assert run("review") == []


def test_different_splits_two_numbers(run: Run) -> None:
    run("link")
    run("different", ONE, OTHER)
    assert run("show", ONE)["numbers"] == []
    assert run("show", ONE)["person"] == ONE


def test_people_get_tables(run: Run) -> None:
    assert "3 contacts looked at; 1 persons changed" in run("link", json_=False)
    assert "Иванов" in run("show", ONE, json_=False)
    assert "likenesses to review" in run("review", "--limit", "1", json_=False)


def test_what_cannot_be_judged_is_refused(run: Run) -> None:
    with pytest.raises(NotFound):
        run("same", "77")
    with pytest.raises(BadInput):
        run("different", ONE)

"""`voicebot user`, as somebody at a terminal uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from voicebot.cli.application import application


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("VOICEBOT_HOME", str(tmp_path))

    def command(*words: str) -> Result:
        return CliRunner().invoke(application("user"), ["user", *words])

    return command


def test_an_account_is_made_with_a_link_and_listed(run) -> None:  # type: ignore[no-untyped-def]
    made = json.loads(run("add", "Anna", "--role", "supervisor", "--json").stdout)
    assert made["link"].startswith("http://127.0.0.1:8080/welcome/")
    (listed,) = json.loads(run("list", "--json").stdout)
    assert (listed["name"], listed["role"], listed["password_set"]) == ("anna", "supervisor", False)
    assert "link" not in listed
    assert run("link", "anna").stdout.strip().splitlines()[-1].startswith("http://")


def test_a_role_is_changed_and_an_account_disabled(run) -> None:  # type: ignore[no-untyped-def]
    run("add", "root", "--role", "admin")
    run("add", "anna")
    assert json.loads(run("role", "anna", "compliance", "--json").stdout)["role"] == "compliance"
    assert json.loads(run("disable", "anna", "--json").stdout)["disabled_at"]
    assert json.loads(run("enable", "anna", "--json").stdout)["disabled_at"] is None


def test_an_unknown_name_or_role_is_told(run) -> None:  # type: ignore[no-untyped-def]
    assert run("link", "nobody").exit_code == 1
    assert run("add", "anna", "--role", "king").exit_code == 2

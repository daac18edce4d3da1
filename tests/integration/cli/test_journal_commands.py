"""`voicebot journal`, `voicebot erase` and `voicebot retention`, as programs use them."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from voicebot.cli import erase, journal, optout, retention
from voicebot.errors import BadInput, NotFound

Run = Callable[..., Any]
NUMBER = "+12025550123"
BOTH = ("--by", "m.brown", "--confirmed-by", "k.lee", "--reason", "asked by letter")

app = typer.Typer()
erase.register(app)
for name, group in {
    "journal": journal.app,
    "retention": retention.app,
    "optout": optout.app,
}.items():
    app.add_typer(group, name=name)


@pytest.fixture
def run(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation of its own; gives its JSON, or raises its error."""
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.chdir(quick_path)

    def run(*arguments: str, exit_code: int = 0) -> Any:
        done = CliRunner().invoke(app, [*arguments, "--json"])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return json.loads(done.stdout)

    return run


@pytest.fixture
def opted_out(run: Run) -> Run:
    run("optout", "add", NUMBER, "--reason", "asked by letter")
    return run


def test_verify_tells_records_whether_they_hold_and_the_first_bad_one(
    opted_out: Run, quick_path: Path
) -> None:
    sound = opted_out("journal", "verify")
    assert sound == {"records": 1, "ok": True, "first_bad": None, "why": None, "erased": 0}
    with sqlite3.connect(quick_path / "home" / "voicebot.db") as connection:
        connection.execute("UPDATE journal SET kind = 'look'")
    connection.close()
    broken = opted_out("journal", "verify", exit_code=1)
    assert (broken["ok"], broken["first_bad"]) == (False, 1)
    assert "changed" in broken["why"]


def test_a_head_is_exported_and_checked_against(opted_out: Run, quick_path: Path) -> None:
    exported = opted_out("journal", "head", "--export", "head.json")
    assert exported["seq"] == 1
    assert json.loads((quick_path / "head.json").read_text()) == exported
    assert (quick_path / "head.json.pub").exists()
    found = opted_out("journal", "verify", "--head", "head.json")
    assert (found["ok"], found["head"]["seq"], found["head"]["key_is_ours"]) == (True, 1, True)
    (quick_path / "home" / "voicebot.db").unlink()
    gone = opted_out("journal", "verify", "--head", "head.json", exit_code=1)
    assert (gone["ok"], gone["first_bad"]) == (False, 1)


def test_a_file_that_holds_no_head_is_wrong_usage(opted_out: Run, quick_path: Path) -> None:
    (quick_path / "head.json").write_text("[]")
    for file in ("head.json", "absent.json"):
        with pytest.raises(BadInput):
            opted_out("journal", "verify", "--head", file)


def test_records_are_shown_by_number_kind_and_time_and_the_look_is_journalled(
    opted_out: Run,
) -> None:
    (record,) = opted_out("journal", "show", "--kind", "optout", "--by", "auditor")
    assert record["content"]["number"] == NUMBER
    shown = opted_out("journal", "show", "--number", NUMBER)
    assert [one["kind"] for one in shown] == ["optout", "look"]
    assert opted_out("journal", "show", "--since", "2099-01-01") == []
    looks = opted_out("journal", "show", "--kind", "look")
    assert looks[0]["content"]["by"] == "auditor"
    with pytest.raises(BadInput):
        opted_out("journal", "show", "--since", "yesterday")


def test_an_erasure_exports_erases_and_leaves_the_chain_whole(
    opted_out: Run, quick_path: Path
) -> None:
    done = opted_out("erase", NUMBER, "--export", "anna.zip", *BOTH)
    assert done["erased"] == {"optouts": 1, "journal": 1}
    assert (quick_path / "anna.zip").exists()
    found = opted_out("journal", "verify")
    assert (found["ok"], found["erased"]) == (True, 1)
    assert opted_out("erase", NUMBER, "--export", "again.zip", *BOTH)["again"]
    with pytest.raises(NotFound):
        opted_out("erase", "+12025550124", "--export", "b.zip", *BOTH)
    with pytest.raises(BadInput, match="two different people"):
        opted_out("erase", NUMBER, "--export", "c.zip", *BOTH[:3], "M.Brown", *BOTH[4:])


def test_retention_shows_its_rules_and_applies_them(opted_out: Run) -> None:
    rules = opted_out("retention", "status")
    assert {rule["what"]: rule["due"] for rule in rules}["optouts"] == 0
    assert all(rule["source"] for rule in rules)
    assert set(opted_out("retention", "run")["purged"].values()) == {0}

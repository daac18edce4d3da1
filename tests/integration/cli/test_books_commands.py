"""`voicebot contacts`, `voicebot optout` and `voicebot journal`, as programs use them."""

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from voicebot.cli.application import application
from voicebot.errors import BadInput, BadList, BadNumber, NotAllowed, NotFound

Run = Callable[..., Any]


@pytest.fixture
def run(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation of its own; gives its JSON, or raises its error."""
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.chdir(quick_path)

    def run(*arguments: str, exit_code: int = 0) -> Any:
        done = CliRunner().invoke(application(), [*arguments, "--json"])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return json.loads(done.stdout)

    return run


def test_contacts_import_tells_accepted_and_rejected_rows(run: Run, quick_path: Path) -> None:
    (quick_path / "people.csv").write_text(
        "телефон;имя;язык\n+74951234567;Анна;ru\n123;Борис;ru\n+7 495 123-45-67;Ещё раз;ru\n",
        encoding="cp1251",
    )
    done = run("contacts", "import", "people.csv")
    assert done["accepted"] == 1
    assert [row["row"] for row in done["rejected"]] == [3, 4]
    assert done["rejected"][1]["reason"] == "duplicate of row 2"
    (contact,) = run("contacts", "list", "--match", "language=ru")
    assert (contact["number"], contact["name"]) == ("+74951234567", "Анна")


def test_a_list_of_which_nothing_could_be_taken_exits_1(run: Run, quick_path: Path) -> None:
    (quick_path / "people.csv").write_text("number\n1\n")
    assert run("contacts", "import", "people.csv", exit_code=1)["accepted"] == 0


def test_a_list_that_is_none_is_refused_before_anything_is_written(
    run: Run, quick_path: Path
) -> None:
    (quick_path / "people.csv").write_text("name\nAnna\n")
    with pytest.raises(BadList):
        run("contacts", "import", "people.csv")
    assert run("contacts", "list") == []


def test_an_optout_is_added_listed_exported_and_lifted(run: Run, quick_path: Path) -> None:
    added = run("optout", "add", "+1 202 555 0123", "--reason", "asked by letter")
    assert (added["number"], added["scope"], added["where"]) == (
        "+12025550123",
        "SELLER",
        "database",
    )
    (listed,) = run("optout", "list", "--number", "+12025550123")
    assert (listed["optout_id"], listed["source"]) == (added["optout_id"], "SUPERVISOR")
    assert run("optout", "export", "out.csv")["optouts"] == 1
    with (quick_path / "out.csv").open(newline="") as out:
        (row,) = csv.DictReader(out)
    assert (row["number"], row["reason"]) == ("+12025550123", "asked by letter")
    with pytest.raises(NotAllowed, match="none is on record"):
        run("optout", "lift", "+12025550123", "--reason", "new consent")
    lift = ("optout", "lift", "+12025550123", "--reason", "a typing error", "--mistake")
    assert run(*lift, "--by", "anna")["lifted"] == 1
    assert run("optout", "list") == []
    (lifted,) = run("optout", "list", "--lifted")
    assert lifted["lift_reason"] == "a typing error"
    with pytest.raises(NotFound):
        run(*lift)
    looks = run("journal", "show", "--kind", "look")
    assert [look["content"]["what"] for look in looks] == [*["opt-outs"] * 4, "journal"]
    assert looks[0]["content"]["number_0"] == "+12025550123"


def test_a_do_not_call_list_is_imported_by_line(run: Run, quick_path: Path) -> None:
    (quick_path / "dnc.txt").write_text("+12025550123\n+12025550124\nnobody\n")
    done = run("optout", "import", "dnc.txt", "--scope", "GLOBAL")
    assert (done["accepted"], done["new"], [row["row"] for row in done["rejected"]]) == (2, 2, [3])
    assert run("optout", "import", "dnc.txt", "--scope", "GLOBAL")["new"] == 0
    assert {one["scope"] for one in run("optout", "list")} == {"GLOBAL"}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("optout", "add", "hello", "--reason", "r"), BadNumber),
        (("optout", "add", "+12025550123", "--reason", "r", "--scope", "CAMPAIGN"), BadInput),
        (("optout", "add", "+12025550123", "--reason", "r", "--scope", "PURPOSE"), BadInput),
        (("optout", "lift", "+12025550123", "--reason", " "), BadInput),
        (("contacts", "list", "--match", "language"), BadInput),
        (("contacts", "list", "--match", "list=first"), BadInput),
    ],
)
def test_wrong_usage_is_bad_input(
    run: Run, arguments: tuple[str, ...], error: type[BadInput]
) -> None:
    with pytest.raises(error):
        run(*arguments)


def test_journal_verify_names_the_first_broken_record(run: Run, quick_path: Path) -> None:
    for last in range(3):
        run("optout", "add", f"+1202555012{last}", "--reason", "asked")
    whole = run("journal", "verify")
    assert (whole["records"], whole["ok"], whole["first_bad"]) == (3, True, None)
    with sqlite3.connect(quick_path / "home" / "voicebot.db") as database:
        database.execute("DELETE FROM journal WHERE seq = 2")
    database.close()
    broken = run("journal", "verify", exit_code=1)
    assert (broken["ok"], broken["first_bad"]) == (False, 2)

"""`voicebot learn … --table`: the whole way, as an analyst walks it."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from tests.campaign_table import campaign, written
from voicebot.cli import main
from voicebot.cli.application import application

Run = Callable[..., tuple[int, str, str]]

PROMISED = {
    "model",
    "auc",
    "average_precision",
    "brier",
    "calibration_error",
    "lift_10",
    "n_train",
    "n_test",
    "seconds",
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(campaign(1200), tmp_path_factory.mktemp("table") / "campaign.csv")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, table: Path) -> Path:
    """With the first version of the task `bank`, in force nowhere."""
    home = tmp_path_factory.mktemp("trained")
    words = ["learn", "train", *map(str, _table(table)), "--task", "bank"]
    chosen = {"VOICEBOT_HOME": str(home), "VOICEBOT_MODELS": str(home / "models")}
    done = CliRunner().invoke(application("learn"), words, env=chosen)
    assert done.exit_code == 0, done.output
    return home / "models"


@pytest.fixture
def trained(tmp_path: Path, shelf: Path) -> None:
    """The installation of this test has that version."""
    shutil.copytree(shelf, tmp_path / "models")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command: its exit status, what it printed, what it complained of."""
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("VOICEBOT_HOME", str(tmp_path))

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["voicebot", "learn", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def _table(file: Path) -> tuple[object, ...]:
    return ("--table", file, "--target", "y=yes", "--drop", "duration", "--time-order", "row")


def test_evaluate_gives_the_promised_figures(run: Run, table: Path) -> None:
    status, out, _ = run("evaluate", *_table(table), "--segment", "job", "--json")
    figures = json.loads(out)
    assert status == 0
    assert set(figures) >= PROMISED
    assert (figures["n_train"], figures["n_test"]) == (960, 240)
    assert 0.5 < figures["auc"] < 0.9
    assert figures["periods"]
    assert {one["name"] for one in figures["segments"]["job"]} >= {"admin.", "technician"}
    assert figures["rules"]["always"]["yes_reached"] == 1.0


def test_a_kept_leak_is_reported_with_and_without(run: Run, table: Path) -> None:
    words = ("--table", table, "--target", "y=yes", "--keep", "duration", "--json")
    status, out, _ = run("evaluate", *words)
    figures = json.loads(out)
    assert status == 0
    assert figures["without_suspects"]["columns"] == ["duration"]
    assert figures["without_suspects"]["auc"] < figures["auc"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--target", "y=yes"), "use --drop duration, or --keep duration"),
        ((), "give --target COLUMN=VALUE"),
        (("--target", "y=maybe"), "it is 'no', 'yes'"),
        (("--target", "z=1"), "there is no column 'z'"),
        (("--target", "y=yes", "--drop", "w"), "there is no column 'w'"),
        (("--target", "y=yes", "--drop", "duration", "--time-order", "job"), "no dates"),
    ],
)
def test_what_cannot_be_done_is_wrong_usage_said_in_one_sentence(
    run: Run, table: Path, words: tuple[str, ...], said: str
) -> None:
    status, out, err = run("evaluate", "--table", table, *words, "--json")
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_model_is_trained_put_in_force_used_and_rolled_back(
    run: Run, table: Path, tmp_path: Path, trained: None
) -> None:
    """The second version learned from the same rows, so it is no better than the first."""
    assert run("promote", "bank", "1", "--anyway")[0] == 0
    scored = tmp_path / "scored.csv"
    status, out, _ = run("score", "bank", "--table", table, "--write", scored, "--json")
    assert status == 0
    assert json.loads(out)["rows"] == 1200
    with scored.open() as rows:
        assert all(0 <= float(row["chance"]) <= 1 for row in csv.DictReader(rows))
    assert run("train", *_table(table), "--task", "bank")[0] == 0
    status, _, err = run("promote", "bank", "2")
    assert status == 1
    assert "not better" in err
    assert run("promote", "bank", "2", "--anyway")[0] == 0
    assert run("rollback", "bank")[0] == 0
    status, out, _ = run("tasks", "--json")
    assert json.loads(out) == [{"task": "bank", "in_force": "1"}]


def test_a_table_to_score_may_lack_columns_and_hold_new_values_but_is_told_so(
    run: Run, tmp_path: Path, trained: None
) -> None:
    strange = campaign(50).drop("age").with_columns(job=pl.lit("astronaut"))
    file = written(strange, tmp_path / "strange.csv", ",")
    status, out, _ = run("score", "bank", "--version", "1", "--table", file, "--json")
    notices = json.loads(out)["notices"]
    assert status == 0
    assert "age: is not in the file and counts as missing" in notices
    assert "job: has values that were never or hardly learned from in 50 rows" in notices
    file.write_text("a,b\n1,2\n")
    status, _, err = run("score", "bank", "--version", "1", "--table", file)
    assert status == 2
    assert "none of the columns learned from" in err


def test_what_is_not_there_is_said(run: Run, table: Path) -> None:
    status, _, err = run("score", "bank", "--table", table)
    assert status == 1
    assert "no model for bank is in force" in err
    assert run("versions", "bank")[0] == 1
    status, _, err = run("train", *_table(table), "--task", "../x")
    assert status == 2
    assert "cannot name a task" in err

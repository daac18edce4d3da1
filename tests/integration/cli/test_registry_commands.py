"""`voicebot registry` and `voicebot bench registry`, as programs use them."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from voicebot.cli import bench, optout, registry
from voicebot.errors import BadInput, BadList, NotFound

Run = Callable[..., Any]
US = ("--name", "us", "--kind", "NATIONAL", "--country", "us")


def days_ago(days: int) -> str:
    return (datetime.now().astimezone() - timedelta(days=days)).date().isoformat()


@pytest.fixture
def run(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation of its own; gives its JSON, or raises its error."""
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.chdir(quick_path)
    whole = typer.Typer()
    whole.add_typer(registry.app, name="registry")
    whole.add_typer(optout.app, name="optout")
    whole.add_typer(bench.app, name="bench")

    def run(*arguments: str, exit_code: int = 0, plain: bool = False) -> Any:
        done = CliRunner().invoke(whole, [*arguments, *([] if plain else ["--json"])])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return done.stdout if plain else json.loads(done.stdout)

    return run


@pytest.fixture
def imported(run: Run) -> Any:
    Path("us.csv").write_text("202,5550123\n202,5550124\nn/a,\n202,5550125\n")
    return run("registry", "import", "us.csv", *US, "--listed-at", days_ago(3))


def test_an_import_tells_what_came_and_what_was_rejected(imported: Any) -> None:
    assert (imported["name"], imported["kind"], imported["country"]) == ("us", "NATIONAL", "US")
    assert (imported["numbers"], imported["rows"], imported["added"]) == (3, 4, 3)
    assert imported["rejected"] == 1
    assert [example["row"] for example in imported["examples"]] == [3]
    assert (imported["age_days"], imported["expired"]) == (3, False)


def test_a_registry_that_no_profile_asks_for_is_said_to_bind_no_call(run: Run) -> None:
    Path("de.txt").write_text("+4915112345678\n")
    whose = ("--name", "de", "--kind", "NATIONAL", "--country", "DE", "--listed-at", days_ago(99))
    told = run("registry", "import", "de.txt", *whose, plain=True)
    assert "No call depends on it" in told
    assert "too old" not in told


def test_a_country_that_does_not_exist_is_refused_when_a_list_comes_in(run: Run) -> None:
    Path("stop.txt").write_text("+12025550123\n")
    with pytest.raises(BadInput, match="there is no country 'XX'"):
        run("optout", "import", "stop.txt", "--country", "XX")


def test_check_names_the_registries_a_number_is_on(run: Run, imported: Any) -> None:
    found = run("registry", "check", "+1 202 555 0123", exit_code=1)
    assert found["number"] == "+12025550123"
    assert [one["name"] for one in found["listed"]] == ["us"]
    assert run("registry", "check", "+12025550199") == {
        "number": "+12025550199", "listed": [], "registries": 1,
    }  # fmt: skip


def test_an_old_list_is_shown_as_expired(run: Run, imported: Any) -> None:
    Path("old.txt").write_text("+12025550100\n")
    old = ("--name", "old", "--kind", "OPERATOR", "--country", "US")
    run("registry", "import", "old.txt", *old, "--listed-at", days_ago(40))
    assert [(one["name"], one["expired"]) for one in run("registry", "list")] == [
        ("old", True),
        ("us", False),
    ]


def test_changes_are_taken_in_by_adds_and_removes(run: Run, imported: Any) -> None:
    Path("adds.txt").write_text("2025550126\n")
    Path("removes.txt").write_text("2025550123\n2025550177\n")
    done = run(
        "registry", "import", "--name", "us", "--listed-at", days_ago(1),
        "--adds", "adds.txt", "--removes", "removes.txt",
    )  # fmt: skip
    assert (done["numbers"], done["added"], done["removed"], done["age_days"]) == (3, 1, 1, 1)
    run("registry", "check", "+12025550123")
    run("registry", "check", "+12025550126", exit_code=1)


def test_a_removed_registry_lists_nobody(run: Run, imported: Any) -> None:
    with pytest.raises(BadInput, match="only for a reason"):
        run("registry", "remove", "us")
    run("registry", "remove", "us", "--reason", "we no longer call there")
    run("registry", "check", "+12025550123")
    with pytest.raises(NotFound, match="no registry 'us'"):
        run("registry", "remove", "us", "--reason", "again")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (US, "the list's date is missing"),
        ((*US, "--listed-at", "yesterday"), "is no date"),
        ((*US, "--listed-at", days_ago(-1)), "is in the future"),
        (("--name", "us", "--listed-at", days_ago(1)), "the registry's kind is missing"),
        ((*US[:4], "--listed-at", days_ago(1)), "needs its country"),
        ((*US, "--listed-at", days_ago(1), "--adds", "us.csv"), "either a FILE, or"),
        ((*US[:2], "--kind", "CAMPAIGN", "--listed-at", days_ago(1)), "belongs to a campaign"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_read(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        run("registry", "import", "absent.csv", *arguments)
    assert run("registry", "list") == []


def test_an_empty_file_is_told_and_leaves_the_old_list(run: Run, imported: Any) -> None:
    Path("empty.csv").write_text("")
    with pytest.raises(BadList, match="is empty"):
        run("registry", "import", "empty.csv", *US, "--listed-at", days_ago(1))
    run("registry", "check", "+12025550123", exit_code=1)


def test_our_own_list_is_exported_so_that_it_can_be_imported(run: Run, imported: Any) -> None:
    run("optout", "add", "+12025550150", "--reason", "asked by letter")
    Path("ours.txt").write_text("+447911123456\n")
    ours = ("--name", "ours", "--kind", "INTERNAL")
    run("registry", "import", "ours.txt", *ours, "--listed-at", days_ago(1))
    assert run("registry", "export", "out.csv") == {"file": "out.csv", "numbers": 2}
    assert Path("out.csv").read_text() == "number\n+12025550150\n+447911123456\n"
    other = ("--name", "other", "--kind", "INTERNAL")
    again = run("registry", "import", "out.csv", *other, "--listed-at", days_ago(0))
    assert again["numbers"] == 2


def test_every_command_speaks_to_people_too(run: Run, imported: Any) -> None:
    assert "NATIONAL" in run("registry", "list", plain=True)
    said = run("registry", "check", "+12025550123", plain=True, exit_code=1)
    assert "is on us (registries in force: 1)" in said
    again = run("registry", "import", "us.csv", *US, "--listed-at", days_ago(1), plain=True)
    assert "0 came" in again
    assert "1 rows rejected" in again


def test_the_benchmark_finds_no_wrong_answer_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = run("bench", "registry", "--numbers", "300000", "--lookups", "2000", "--batch", "9000")
    figures = done["figures"]
    assert done["about"]["numbers"] == 300_000
    assert (figures["lookups_wrong"]["value"], figures["batch_wrong"]["value"]) == (0, 0)
    assert all({"value", "unit", "reach", "ok"} <= set(figure) for figure in figures.values())
    assert list(tmp_path.iterdir()) == []

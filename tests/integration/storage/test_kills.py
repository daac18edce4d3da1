"""SIGKILL at every line of saving, spooling and replaying an opt-out, and of erasing a person."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.calls import NUMBER, OTHER
from tests.fakes.clock import SetClock
from tests.integration.storage.known_person import remember
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings

ERASING = "tests.integration.storage.killed_erasure"
PROGRAM = "tests.integration.storage.killed_at_each_line"


def kills(mode: str, folder: Path, model: Path) -> list[dict[str, Any]]:
    return reports_of(PROGRAM, mode, str(folder), str(model))


def reports_of(program: str, *arguments: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) > 20
    assert reports[-1]["killed"] is False
    return reports


@pytest.mark.parametrize("mode", ["database", "spool"])
def test_an_optout_killed_while_it_is_saved_is_there_wholly_or_not_at_all(
    mode: str, quick_path: Path, sqlite_model: Path
) -> None:
    for report in kills(mode, quick_path, sqlite_model):
        assert report["saved"] in (0, 1), report
        assert report["journalled"] == report["saved"], report
        assert report["as_said"], report
        assert report["chain"], report
        assert report["left"] == [], report
        if report["returned"]:
            assert report["saved"] == 1, report


def test_an_optout_killed_while_it_is_replayed_is_never_lost(
    quick_path: Path, sqlite_model: Path
) -> None:
    for report in kills("replay", quick_path, sqlite_model):
        assert report["saved"] == 1, report
        assert report["journalled"] == 1, report
        assert report["chain"], report
        assert report["left"] == [], report


@pytest.fixture
def model_home(quick_path: Path) -> Path:
    """A data directory with a person in it of whom everything is kept."""
    home = quick_path / "model"
    storage = Storage.open(Settings.load(home=home), SetClock())
    remember(storage, NUMBER, home, OTHER)
    storage.close()
    return home


def test_an_erasure_killed_anywhere_shows_nothing_half_done_and_is_completed_when_done_again(
    quick_path: Path, model_home: Path
) -> None:
    for report in reports_of(ERASING, str(quick_path), str(model_home)):
        then, after = report["then"], report["after"]
        assert then["chain"] and after["chain"], report
        whole = (then["rows"] > 0, then["said"] > 0, not then["erased"], then["erasures"] == 0)
        assert len(set(whole)) == 1, report
        assert then["exported"] or then["rows"] > 0, report
        gone = {"rows": 0, "said": 0, "erased": True, "erasures": 1, "folders": 0}
        assert {name: after[name] for name in gone} == gone, report
        assert report["again"], report
        assert after["exported"], report

"""SIGKILL at every line of saving, spooling and replaying an opt-out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = "tests.integration.storage.killed_at_each_line"


def kills(mode: str, folder: Path, model: Path) -> list[dict[str, object]]:
    command = [sys.executable, "-m", PROGRAM, mode, str(folder), str(model)]
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

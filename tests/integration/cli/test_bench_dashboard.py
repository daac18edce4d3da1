"""`voicebot bench dashboard` at a small size: every page is asked for, and live words are seen."""

import json

import pytest
from typer.testing import CliRunner

from voicebot.cli import bench_dashboard
from voicebot.cli.application import application
from voicebot.cli.bench_pages import PLAIN


def test_every_page_answers_and_live_words_are_seen(
    monkeypatch: pytest.MonkeyPatch, quick_path: object
) -> None:
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path))
    monkeypatch.setattr(bench_dashboard, "WATCH_S", 1.5)
    monkeypatch.setattr(bench_dashboard, "LIVE", 2)
    monkeypatch.setattr(bench_dashboard, "WATCHERS", 2)
    size = ("--calls", "1000", "--people", "200", "--times", "5", "--json")
    done = CliRunner().invoke(application("bench"), ["bench", "dashboard", *size])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["about"]["calls"] == 1000
    assert {f"{name}_p95" for name in PLAIN} <= set(found["figures"])
    assert found["figures"]["live_delay_many_p95"]["count"] > 0

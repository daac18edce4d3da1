"""Supervisors who watch the calls of a measurement."""

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from voicebot import bootstrap
from voicebot.bootstrap.office import Office
from voicebot.cli.bench_live_calls import live_calls
from voicebot.cli.bench_watched import Watching, watched
from voicebot.errors import VoicebotError
from voicebot.settings import Settings

WATCHERS = 3
PATIENCE_S = 60.0


def watch(home: Path, until: Callable[[Office], bool], campaign: str = "") -> Watching:
    """A call goes on until then."""
    with bootstrap.office(Settings.load(home=home)) as office:
        flow = office.flow("appointment_reminder")
        with live_calls(office, ["+12065550101"]):
            pass  # a call that has ended
        made, _, _ = bootstrap.create_campaign(office, "Watched", flow, "en")
        switchboard, name = bootstrap.Switchboard(), campaign or made.campaign_id
        with (
            live_calls(office, ["+12065550100"]),
            watched(office, switchboard, name, WATCHERS) as watching,
        ):
            patience = time.monotonic() + PATIENCE_S
            while not until(office) and time.monotonic() < patience:
                time.sleep(0.1)
            time.sleep(1)  # words are heard all the time
    return watching


def everybody_looked(office: Office) -> bool:
    """At the live call, and one of them at the page of calls that have ended."""
    told = [record.body for record in office.storage.journal.records("look")]
    looks = [sum(f"supervisor-{place}" in body for body in told) for place in range(WATCHERS)]
    return looks[0] > 1 and all(looks)


def nobody_is_there(_office: Office) -> bool:
    return not multiprocessing.active_children()


def test_they_see_the_calls_and_open_pages(quick_path: Path) -> None:
    watching = watch(quick_path, everybody_looked)
    assert watching.events > 0
    assert watching.pages_ms


def test_a_page_that_does_not_answer_fails_the_measurement(quick_path: Path) -> None:
    with pytest.raises(VoicebotError, match="stopped"):
        watch(quick_path, nobody_is_there, campaign="no-such-campaign")

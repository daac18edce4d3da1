"""Supervisors at real calls: words grow on the page as they are spoken, and a hang-up hangs up."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.fakes.watcher import Watcher
from tests.models_fixture import REPOSITORY, SpeechModels
from voicebot.bootstrap.rehearsal import Stage, rehearsed, stage
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.contacts.contact import Contact
from voicebot.contacts.purpose import Purpose
from voicebot.dashboard.server import served
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.wish import Wish
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.cast import Cast, gather
from voicebot.simulation.scenario import Part

pytestmark = [pytest.mark.sip, pytest.mark.models]

FLOW = "appointment_reminder"
ROLES = ("confirms_by_voice", "listens_in_silence")


class Desk:
    """A stage, and a supervisor who watches it."""

    def __init__(self, played: Stage, watcher: Watcher, cast: Cast) -> None:
        self.stage = played
        self.watcher = watcher
        self.people = {part.persona: contact for contact, part in _parts(cast)}
        self.came_of_it: list[Attempted] = []

    def call(self, persona: str) -> threading.Thread:
        """Call that person, beside the test."""
        office, contact = self.stage.office, self.people[persona]
        values = office.variables(contact, office.flow(FLOW))
        wish = Wish(contact, FLOW, Purpose.APPOINTMENT_REMINDER, "en", values)

        def attempt() -> None:
            self.came_of_it.append(office.attempt(self.stage.lines).run(wish))

        thread = threading.Thread(target=attempt)
        thread.start()
        return thread


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, speech_models: SpeechModels) -> Iterator[Desk]:
    speech_models.engines("moonshine-tiny-en", "whisper-base")
    settings = Settings.load(
        home=tmp_path_factory.mktemp("home"),
        database_url="",
        pbx="direct",
        asr_fetched=str(REPOSITORY / "var" / "asr_models"),
    )
    cast, switchboard = _cast(), Switchboard()
    with (
        stage(rehearsed(settings, "watched", 1), cast) as played,
        switchboard.joined(played.lines),
        served(played.office, "127.0.0.1", 0, switchboard) as address,
    ):
        supervisors = played.office.storage.supervisors
        user = supervisors.users.add("a.supervisor", "supervisor", "a test")
        watcher = Watcher(address, supervisors.sessions.begin(user))
        yield Desk(played, watcher, cast)
        watcher.close()


def test_words_grow_on_the_page_while_they_are_spoken(desk: Desk) -> None:
    calling = desk.call("confirms_by_voice")
    desk.watcher.until(desk.people["confirms_by_voice"].number.e164)
    assert "growing" in desk.watcher.until("robot growing")
    desk.watcher.until("callee growing")
    assert calling.is_alive()
    assert "callee" in desk.watcher.until("yes")
    desk.watcher.until("confirmed")
    calling.join()
    record = desk.came_of_it[-1].record
    assert record is not None
    assert record.outcome.disposition is Disposition.CONFIRMED


def test_a_supervisor_hears_both_sides_and_ends_the_call(desk: Desk) -> None:
    calling = desk.call("listens_in_silence")
    desk.watcher.until("robot growing")
    attempt_id = _attempt_under_way(desk)
    assert _loudness(desk.watcher.sound(attempt_id, seconds=2.0)) > 100
    answer = desk.watcher.submit(f"/now/{attempt_id}/hang-up")
    assert answer.status_code == 200, answer.text
    desk.watcher.until("the robot hung up")
    calling.join()
    record = desk.came_of_it[-1].record
    assert record is not None
    assert record.outcome.because == "ended by a supervisor"
    noted = list(desk.stage.office.storage.journal.records("steered"))
    assert [each.content["what"] for each in noted] == ["hang up"]
    assert noted[0].content["by"] == "user a.supervisor"
    assert desk.watcher.submit(f"/now/{attempt_id}/hang-up").status_code in (404, 409)


def _attempt_under_way(desk: Desk) -> str:
    office = desk.stage.office
    (attempt_id,) = office.storage.pages.live_calls.begun(office.clock.now())
    return attempt_id


def _loudness(pcm: bytes) -> float:
    """Of the robot's side."""
    robot = np.frombuffer(pcm[: len(pcm) - len(pcm) % 4], np.int16).reshape(-1, 2)[:, 1]
    return float(np.abs(robot.astype(np.int32)).max())


def _parts(cast: Cast) -> list[tuple[Contact, Part]]:
    return [(contact, cast.parts[contact.number.e164]) for contact in cast.contacts]


def _cast() -> Cast:
    whole = gather(len(ROLES), "en", datetime.now(UTC))
    named = zip(whole.parts.items(), ROLES, strict=True)
    parts = {number: replace(part, persona=persona) for (number, part), persona in named}
    given = tuple(replace(opening, withdrawn_at=None) for opening in whole.consents)
    return replace(whole, parts=parts, consents=given)

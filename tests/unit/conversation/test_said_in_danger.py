"""What a person in danger is told is rendered before it is needed, and help comes without it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.call_parts import FakeFolder
from tests.fakes.staged_call import HUNG_UP, LOUD, OPENING, QUIET, StagedCall, seconds
from voicebot.conversation import events, ports
from voicebot.conversation.flow import load_flow
from voicebot.conversation.phrases import said_in_danger
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.errors import DiskFull, SpeechError

DIALPLANS = Path(__file__).parents[3] / "dialplans"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
DANGER = {"en": "help, call an ambulance", "ru": "вызовите скорую, ему плохо"}
NUMBERS = ("+12025550199", "+442079460999", "+79161234567")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_said_in_danger_is_word_for_word_what_is_rendered_before(
    language: str, number: str
) -> None:
    flow = load_flow(DIALPLANS / "appointment_reminder.yaml")
    order = rehearsed_order(flow, language, number)
    session = Session(flow, order, seller="Northern Clinic", now=NOW)
    rehearsal = Rehearsal(session, order, NOW, transfers=False)
    rehearsal.dial()
    rehearsal.answer()
    rehearsal.finish_prompt()
    rehearsal.speak(DANGER[language])
    while rehearsal.prompt is not None:
        rehearsal.finish_prompt()
    said = [event.text for event in rehearsal.log if isinstance(event, events.PromptStarted)]
    assert tuple(said[-2:]) == said_in_danger(number, language)


FAILURES = [DiskFull("a prompt could not be kept"), SpeechError("the voice broke off"), OSError()]


def staged(folder: Path, failure: Exception, fails_on: str) -> StagedCall:
    """A call whose voice cannot render texts that hold some words."""
    stage = StagedCall(folder, [], [DANGER["en"]])
    renders = stage.voice.say

    def say(text: str, language: str) -> ports.Prompt:
        if fails_on in text:
            raise failure
        return renders(text, language)

    stage.voice.say = say  # type: ignore[method-assign]
    return stage


def run(stage: StagedCall) -> list[events.Event]:
    stage.call.run()
    assert isinstance(stage.folder, FakeFolder)
    return stage.folder.events


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_person_in_danger_is_put_through_even_where_what_they_are_told_cannot_be_rendered(
    tmp_path: Path, failure: Exception
) -> None:
    stage = staged(tmp_path, failure, "Or wait")
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    stage.inbox.script.extend([*OPENING, *speech, ports.LegTransfer(True, 200), HUNG_UP])
    happened = run(stage)
    assert "transfer 700" in stage.leg.did
    assert not any(isinstance(event, events.Failed) for event in happened)
    said = [event.name for event in happened if isinstance(event, events.PromptStarted)]
    assert "emergency" not in said


def test_who_cannot_be_put_through_unannounced_is_told_whom_to_ring(tmp_path: Path) -> None:
    stage = staged(tmp_path, SpeechError("the voice broke off"), "Or wait")
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    busy = ports.LegTransfer(False, 486)
    stage.inbox.script.extend([*OPENING, *speech, busy, stage.leg.finish_prompt, HUNG_UP])
    happened = run(stage)
    said = [event.name for event in happened if isinstance(event, events.PromptStarted)]
    assert said[-1] == "emergency_failed"


def test_a_supervisor_takes_a_call_over_whose_transfer_cannot_be_announced(tmp_path: Path) -> None:
    stage = staged(tmp_path, DiskFull("a prompt could not be kept"), "One moment")
    taken = ports.SupervisorTakes("a.supervisor", "711")
    stage.inbox.script.extend([*OPENING, taken, ports.LegTransfer(True, 200), HUNG_UP])
    run(stage)
    assert "transfer 711" in stage.leg.did


def test_a_call_that_cannot_say_who_calls_ends(tmp_path: Path) -> None:
    stage = staged(tmp_path, DiskFull("a prompt could not be kept"), "robot")
    stage.inbox.script.extend([*OPENING, HUNG_UP])
    assert isinstance(run(stage)[-1], events.Failed)
    assert stage.leg.did[-1] == "hang up"

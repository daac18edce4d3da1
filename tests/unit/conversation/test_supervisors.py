"""A supervisor ends a call or takes it over: through the call's own inbox, and its log says who."""

from collections.abc import Sequence
from pathlib import Path

from tests.fakes.call_parts import FakeFolder, FakeRegister
from tests.fakes.staged_call import HUNG_UP, LOUD, OPENING, QUIET, StagedCall, Step, seconds
from voicebot.conversation import events, ports
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import settle

WHO = "a.supervisor"
ENDS, TAKES = ports.SupervisorEnds(WHO), ports.SupervisorTakes(WHO, "711")


def run(stage: StagedCall) -> list[events.Event]:
    stage.call.run()
    assert isinstance(stage.folder, FakeFolder)
    return stage.folder.events


def names(happened: Sequence[events.Event]) -> list[str]:
    return [type(event).__name__ for event in happened]


def test_who_ended_the_call_is_in_the_log_before_it_ends(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [*OPENING, ENDS, HUNG_UP], [])
    happened = run(stage)
    ended = next(event for event in happened if isinstance(event, events.EndedBySupervisor))
    assert ended.user == WHO
    order = names(happened)
    assert order.index("EndedBySupervisor") < order.index("HungUp")
    assert stage.leg.did[-1] == "hang up"


def test_an_outcome_says_that_a_supervisor_ended_the_call(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [*OPENING, *seconds(LOUD, 0.8), *seconds(QUIET, 1.5)], ["hello"])
    stage.inbox.script.extend([ENDS, HUNG_UP])
    outcome = settle(run(stage))
    assert (outcome.disposition, outcome.because) == (Disposition.PARTIAL, "ended by a supervisor")


def test_words_spoken_before_a_supervisor_ends_the_call_still_count(tmp_path: Path) -> None:
    script: list[Step] = [*OPENING, *seconds(LOUD, 0.8), ENDS, HUNG_UP]
    stage = StagedCall(tmp_path, script, ["stop calling me"])
    run(stage)
    assert isinstance(stage.register, FakeRegister)
    assert [optout.words for optout in stage.register.saved] == ["stop calling me"]


def test_who_is_taken_over_is_told_and_then_handed_to_that_telephone(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [*OPENING, TAKES], [])
    stage.inbox.script.extend([stage.leg.finish_prompt, ports.LegTransfer(True, 200), HUNG_UP])
    happened = run(stage)
    order = names(happened)
    assert order.index("TakenOver") < order.index("TransferStarted") < order.index("TransferEnded")
    said = [event.name for event in happened if isinstance(event, events.PromptStarted)]
    assert said[-1] == "transfer"
    started = next(event for event in happened if isinstance(event, events.TransferStarted))
    assert started.target == "711"
    outcome = settle(happened)
    assert outcome.disposition is Disposition.TRANSFERRED
    assert outcome.because == "a supervisor took the call"


def test_nobody_is_handed_over_before_the_answer(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [ports.LegRinging(), TAKES, *OPENING, HUNG_UP], [])
    order = names(run(stage))
    assert "TakenOver" in order
    assert "TransferStarted" not in order
    assert "PromptStarted" in order

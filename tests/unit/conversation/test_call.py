"""The live call, with the real dialogue and turns, on a line and an ear of our own making."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fakes.call_parts import FakeFolder, FakeRegister
from tests.fakes.staged_call import (
    GONE,
    HUNG_UP,
    LOUD,
    NOW,
    OPENING,
    QUIET,
    StagedCall,
    Step,
    seconds,
)
from voicebot.adapters.storage.call_folder import CallDirectory
from voicebot.conversation import events, ports
from voicebot.conversation.call import LAST_WORDS_S
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import EarHeard


def run(stage: StagedCall) -> list[events.Event]:
    stage.call.run()
    assert isinstance(stage.folder, FakeFolder)
    return stage.folder.events


def saved(stage: StagedCall) -> list[str | None]:
    assert isinstance(stage.register, FakeRegister)
    return [optout.words for optout in stage.register.saved]


def names(happened: Sequence[events.Event]) -> list[str]:
    return [type(event).__name__ for event in happened]


def test_an_opt_out_is_on_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [], ["stop calling me"])
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    stage.inbox.script.extend([*OPENING, *speech, stage.leg.finish_prompt, HUNG_UP])
    order = names(run(stage))
    assert order.index("OptOutSaved") < order.index("OptOutAcknowledged")
    assert saved(stage) == ["stop calling me"]
    assert stage.leg.did[-1] == "hang up"
    assert order[-1] == "HungUp"


def test_words_said_while_hanging_up_still_count(tmp_path: Path) -> None:
    script: list[Step] = [*OPENING, *seconds(LOUD, 0.8), GONE]
    stage = StagedCall(tmp_path, script, ["don't ever call me again"])
    order = names(run(stage))
    assert order.index("HungUp") < order.index("OptOutSaved")
    assert "OptOutAcknowledged" not in order
    assert len(saved(stage)) == 1


def test_words_still_awaited_when_the_call_is_let_go_are_written_down_as_lost(
    tmp_path: Path,
) -> None:
    stage = StagedCall(tmp_path, [*OPENING, *seconds(LOUD, 0.8), GONE], [])
    stage.ear.finish = lambda: None  # type: ignore[method-assign]
    happened = run(stage)
    (began,) = [event for event in happened if isinstance(event, events.SpeechStarted)]
    (ended,) = [event for event in happened if isinstance(event, events.HungUp)]
    lost = happened[-1]
    assert isinstance(lost, events.WordsLost)
    assert lost.from_s == began.at_s
    assert lost.at_s >= ended.at_s + LAST_WORDS_S
    assert events.from_json(events.to_json(lost)) == lost
    assert "Failed" not in names(happened)


def test_a_noise_after_them_does_not_hide_where_lost_words_began(tmp_path: Path) -> None:
    cough: list[Step] = [*seconds(LOUD, 0.06), *seconds(QUIET, 2.0)]
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    stage = StagedCall(tmp_path, [*OPENING, *speech, *cough, GONE], [])
    stage.ear.finish = lambda: None  # type: ignore[method-assign]
    happened = run(stage)
    spoke = next(event for event in happened if isinstance(event, events.SpeechStarted))
    lost = happened[-1]
    assert isinstance(lost, events.WordsLost)
    assert lost.from_s == spoke.at_s


def test_words_that_nothing_recognised_in_the_call_are_written_down_as_lost(tmp_path: Path) -> None:
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    stage = StagedCall(tmp_path, [*OPENING, *speech, GONE], [])
    ear = stage.ear
    ear.finish = lambda: ear.deliver(  # type: ignore[method-assign]
        EarHeard(0, "", 0.0, final=True, lost=True)
    )
    happened = run(stage)
    (began,) = [event for event in happened if isinstance(event, events.SpeechStarted)]
    assert isinstance(happened[-1], events.WordsLost)
    assert happened[-1].from_s == began.at_s


@pytest.mark.parametrize("words", ["hello", ""])
def test_where_every_final_came_no_words_are_lost(tmp_path: Path, words: str) -> None:
    stage = StagedCall(tmp_path, [*OPENING, *seconds(LOUD, 0.8), GONE], [words])
    assert "WordsLost" not in names(run(stage))


def test_key_9_is_an_opt_out_in_the_middle_of_a_prompt(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [], [])
    finish = [stage.leg.finish_prompt, HUNG_UP]
    stage.inbox.script.extend([*OPENING, ports.LegKey("9"), *seconds(QUIET, 0.2), *finish])
    order = names(run(stage))
    assert "OptOutSaved" in order
    assert len(saved(stage)) == 1


def test_nothing_is_promised_when_the_opt_out_could_not_be_written(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [], ["stop calling me"], broken=True)
    speech = [*seconds(LOUD, 0.8), *seconds(QUIET, 1.5)]
    stage.inbox.script.extend([*OPENING, *speech, stage.leg.finish_prompt, HUNG_UP])
    order = names(run(stage))
    assert "Failed" in order
    assert "OptOutAcknowledged" not in order


def test_speech_over_the_prompt_silences_the_robot(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [*OPENING, *seconds(LOUD, 0.6), GONE], ["hello"])
    happened = run(stage)
    barged = [event for event in happened if isinstance(event, events.BargedIn)]
    assert barged
    assert "stop" in stage.leg.did


def test_a_conversation_that_breaks_ends_its_call_and_says_so(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, list(OPENING), [])

    def broken(text: str, language: str) -> ports.Prompt:
        raise RuntimeError("the voice fell over")

    stage.voice.say = broken  # type: ignore[method-assign]
    happened = run(stage)
    assert isinstance(happened[-1], events.Failed)
    assert "hang up" in stage.leg.did
    assert stage.folder.closed_with == [None]  # type: ignore[attr-defined]


@pytest.mark.parametrize("result", [NetworkResult.BUSY, NetworkResult.NO_ANSWER])
def test_a_call_nobody_took_ends_by_the_network(tmp_path: Path, result: NetworkResult) -> None:
    stage = StagedCall(tmp_path, [ports.LegEnded(Cause(result, 486, 17), by_us=False)], [])
    ended = run(stage)[-1]
    assert isinstance(ended, events.HungUp)
    assert ended.by == "network"


def test_where_the_line_sent_nothing_the_recording_is_silent_for_as_long(tmp_path: Path) -> None:
    folder = CallDirectory(tmp_path, "attempt", NOW)
    stage = StagedCall(tmp_path, [], [], folder_of_call=folder)

    def held() -> None:
        stage.inbox.now += 7.0

    stage.inbox.script.extend([*OPENING, held, QUIET, lambda: stage.inbox.late.append(GONE)])
    stage.call.run()
    heard_s = folder.path.joinpath("callee.pcm").stat().st_size / 2 / ports.RATE_HZ
    assert heard_s == pytest.approx(2.0 + 7.0 + 0.02, abs=0.021)

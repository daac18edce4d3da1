"""A person's voice is kept only where the law of their place allows, and from when it does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.call_parts import FakeFolder
from tests.fakes.staged_call import GONE, LOUD, OPENING, QUIET, StagedCall, seconds
from voicebot.adapters.storage.call_folder import CallDirectory
from voicebot.contacts.suppression import OptOut
from voicebot.conversation import events, ports
from voicebot.conversation.ports import Recorded

DAY = datetime(2026, 11, 20, tzinfo=UTC)


def told(stage: StagedCall) -> list[str]:
    assert isinstance(stage.folder, FakeFolder)
    return [e.text for e in stage.folder.events if isinstance(e, events.PromptStarted)]


def test_nothing_is_kept_before_the_person_was_told(tmp_path: Path) -> None:
    stage = StagedCall(tmp_path, [*OPENING, *seconds(QUIET, 1.0), GONE], [])
    stage.call.run()
    assert isinstance(stage.folder, FakeFolder)
    happened = stage.folder.events
    spoke = next(e.at_s for e in happened if isinstance(e, events.PromptStarted))
    began = next(e.at_s for e in happened if isinstance(e, events.RecordingBegan))
    assert began > spoke
    kept = stage.folder.kept
    assert kept == sorted(kept) and False in kept and True in kept
    assert sum(not k for k in kept) * 0.02 == pytest.approx(began, abs=0.05)


def test_where_one_party_is_enough_all_is_kept_and_no_notice_is_given(tmp_path: Path) -> None:
    stage = StagedCall(
        tmp_path, [*OPENING, *seconds(QUIET, 1.0), GONE], [], recorded=Recorded.WHOLE
    )
    stage.call.run()
    assert isinstance(stage.folder, FakeFolder)
    assert all(stage.folder.kept)
    assert "record" not in " ".join(told(stage)).lower()


def test_a_notice_cut_short_is_no_notice(tmp_path: Path) -> None:
    begins = [ports.LegRinging(), ports.LegAnswered(), *seconds(QUIET, 1.3)]
    stage = StagedCall(tmp_path, [*begins, ports.LegKey("9"), *seconds(QUIET, 1.0), GONE], [])
    stage.call.run()
    assert told(stage)
    assert isinstance(stage.folder, FakeFolder)
    assert not any(stage.folder.kept)


def test_a_dialogue_that_gives_no_notice_has_it_said_after_who_calls(tmp_path: Path) -> None:
    own = "The robot of {seller}. Say stop to stop."
    stage = StagedCall(tmp_path, [], [], identification=own)
    hears_out = [stage.leg.finish_prompt, *seconds(QUIET, 0.4)]
    stage.inbox.script.extend([*OPENING, *hears_out, *hears_out, GONE])
    stage.call.run()
    assert told(stage)[:2] == [
        "The robot of Northern Clinic. Say stop to stop.",
        "This call is recorded.",
    ]
    assert isinstance(stage.folder, FakeFolder)
    assert stage.folder.kept[-1]


def test_where_recording_is_forbidden_an_opt_out_is_proved_by_words_time_and_hash(
    tmp_path: Path,
) -> None:
    saved: list[OptOut] = []

    class Register:
        def save(self, optout: OptOut) -> str:
            saved.append(optout)
            return "database"

    folder = CallDirectory(tmp_path, "attempt", DAY, recorded=False)
    script = [*OPENING, *seconds(LOUD, 0.8), GONE]
    stage = StagedCall(
        tmp_path,
        list(script),
        ["stop calling me"],
        folder_of_call=folder,
        register=Register(),
        recorded=Recorded.NOTHING,
    )
    stage.call.run()
    assert saved[0].words == "stop calling me"
    assert saved[0].evidence is not None
    kind, _, digest = saved[0].evidence.partition(":")
    assert (kind, len(digest)) == ("sha256", 64)
    assert not any(f.suffix in (".wav", ".pcm") and f.stat().st_size for f in folder.path.iterdir())


def test_what_was_said_before_the_notice_is_silence_in_the_recording(tmp_path: Path) -> None:
    folder = CallDirectory(tmp_path, "attempt", DAY)
    folder.hear(LOUD.pcm, keep=False)
    folder.hear(LOUD.pcm)
    folder.close(None)
    assert folder.path.joinpath("callee.pcm").read_bytes() == bytes(320) + LOUD.pcm

"""What a supervisor hears of a call under way: both sides, from the present on."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.live_call import prompt
from voicebot.adapters.storage.call_folder import CallDirectory
from voicebot.adapters.storage.live_sound import LEAD_S, LiveSound
from voicebot.conversation import events

RATE = 8000
PERSON, ROBOT = 500, 1000


@pytest.fixture
def folder(tmp_path: Path) -> CallDirectory:
    made = CallDirectory(tmp_path, "a-call", datetime(2026, 11, 22, tzinfo=UTC))
    made.record(events.Answered(3.0))  # the sound begins at this second of the call
    return made


def speak(folder: CallDirectory, seconds: float, *, keep: bool = True) -> None:
    folder.hear(np.full(int(seconds * RATE), PERSON, np.int16).tobytes(), keep=keep)


def heard(sound: LiveSound) -> tuple[np.ndarray, np.ndarray]:
    both = np.frombuffer(sound.more(), np.int16).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def test_the_person_is_left_and_the_prompt_right_at_its_time(
    folder: CallDirectory, tmp_path: Path
) -> None:
    sound = LiveSound(tmp_path, folder.path)
    folder.speaks(prompt(tmp_path / "p.wav", 0.5, ROBOT), 3.25)
    speak(folder, 1.0)
    person, robot = heard(sound)
    assert (person == PERSON).all()
    assert (robot[:2000] == 0).all()
    assert (robot[2000:6000] == ROBOT).all()
    assert (robot[6000:] == 0).all()


def test_a_prompt_goes_on_from_one_reading_to_the_next(
    folder: CallDirectory, tmp_path: Path
) -> None:
    sound = LiveSound(tmp_path, folder.path)
    speak(folder, 0.1)
    heard(sound)
    folder.speaks(prompt(tmp_path / "p.wav", 1.0, ROBOT), 3.1)
    for _ in range(3):
        speak(folder, 0.2)
        _, robot = heard(sound)
        assert (robot == ROBOT).all()


def test_a_prompt_that_was_cut_short_is_heard_no_further(
    folder: CallDirectory, tmp_path: Path
) -> None:
    sound = LiveSound(tmp_path, folder.path)
    said = prompt(tmp_path / "p.wav", 1.0, ROBOT)
    folder.speaks(said, 3.0)
    folder.spoke(said, 3.0, 3.25)
    speak(folder, 1.0)
    _, robot = heard(sound)
    assert (robot[:2000] == ROBOT).all()
    assert (robot[2000:] == 0).all()


def test_who_comes_later_hears_the_present(folder: CallDirectory, tmp_path: Path) -> None:
    folder.speaks(prompt(tmp_path / "p.wav", 30.0, ROBOT), 3.0)
    speak(folder, 20.0)
    sound = LiveSound(tmp_path, folder.path)
    person, robot = heard(sound)
    assert len(person) == int(LEAD_S * RATE)
    assert (robot == ROBOT).all()
    speak(folder, 0.5)
    assert len(heard(sound)[0]) == RATE // 2


def test_what_may_not_be_kept_is_not_heard_live_either(
    folder: CallDirectory, tmp_path: Path
) -> None:
    sound = LiveSound(tmp_path, folder.path)
    speak(folder, 0.5, keep=False)
    speak(folder, 0.5)
    person, _ = heard(sound)
    assert (person[: RATE // 2] == 0).all()
    assert (person[RATE // 2 :] == PERSON).all()


def test_before_anybody_is_heard_there_is_nothing(folder: CallDirectory, tmp_path: Path) -> None:
    assert LiveSound(tmp_path, folder.path).more() == b""

"""The voice activity network on synthetic speech and on noise."""

import numpy as np
import pytest

from tests.fakes import line_sounds as sounds
from voicebot.adapters.speech.voice_activity import SileroDetector


@pytest.fixture(scope="module")
def speech(tmp_path_factory):
    said = sounds.say(
        "please remove my number from your list", "en-us", tmp_path_factory.mktemp("c")
    )
    return sounds.frames(sounds.line((0.0, sounds.levelled(said, -20)), seconds=2))


def test_speech_is_likely_and_noise_is_not(speech):
    detector = SileroDetector()
    heard = [detector.probability(frame) for frame in speech]
    noise = [detector.probability(f) for f in sounds.frames(sounds.line(seconds=3, noise_db=-40))]
    assert np.mean(np.array(heard) > 0.5) > 0.8
    assert max(noise[50:]) < 0.3


def test_two_calls_do_not_disturb_each_other(speech):
    alone, beside, other = SileroDetector(), SileroDetector(), SileroDetector()
    noise = sounds.frames(sounds.line(seconds=2))
    for frame, different in zip(speech, noise, strict=True):
        other.probability(different)
        assert alone.probability(frame) == beside.probability(frame)


def test_a_reset_forgets_what_was_heard(speech):
    detector = SileroDetector()
    first = [detector.probability(frame) for frame in speech]
    detector.reset()
    assert [detector.probability(frame) for frame in speech] == first


@pytest.mark.parametrize("silence_s", [1, 3, 10])
def test_a_word_after_long_silence_is_noticed_as_soon_as_any_other(speech, silence_s):
    detector = SileroDetector()
    for _ in range(silence_s * 50):
        detector.probability(bytes(320))
    heard = [detector.probability(frame) for frame in speech]
    first = next(place for place, likely in enumerate(heard) if likely > 0.5)
    assert first * 20 <= 160

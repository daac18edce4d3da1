"""The picture of sound that Whisper sees."""

import numpy as np
import pytest

from voicebot.adapters.speech.log_mel import BANDS, log_mel


def tone(hertz: float) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(16000) / 16000)).astype(np.float32)


def test_a_second_of_sound_is_a_hundred_columns_of_eighty_bands() -> None:
    assert log_mel(tone(440)).shape == (BANDS, 100)


@pytest.mark.parametrize(("hertz", "band"), [(200, 4), (1000, 26), (3000, 54)])
def test_a_tone_stands_in_its_band_of_the_slaney_scale(hertz: float, band: int) -> None:
    picture = log_mel(tone(hertz))
    assert abs(int(picture[:, 50].argmax()) - band) <= 1


def test_the_range_is_eighty_decibels_below_the_loudest() -> None:
    picture = log_mel(tone(440))
    assert picture.max() - picture.min() == pytest.approx(2.0)  # 8 bels, in units of 4 bels

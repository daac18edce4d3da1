"""Audio made fit for a telephone line."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.adapters.speech.loudness import RATE_HZ, for_the_line, read_wav, write_wav

PEAK = 10 ** (-1.5 / 20)


def burst(rate_hz: int, level: float, lead_s: float = 0.3, tail_s: float = 0.5) -> np.ndarray:
    """A second of 300 Hz between silences."""
    times = np.arange(rate_hz) / rate_hz
    silence = [np.zeros(int(rate_hz * seconds)) for seconds in (lead_s, tail_s)]
    return np.concatenate((silence[0], np.sin(2 * np.pi * 300 * times) * level, silence[1]))


@settings(max_examples=30, deadline=None)
@given(
    level=st.floats(1e-3, 1.0),
    rate_hz=st.sampled_from([8000, 16000, 22050, 44100]),
    lead_s=st.floats(0, 1),
)
def test_any_recording_comes_out_even_trimmed_and_unclipped(level, rate_hz, lead_s):
    made = for_the_line(burst(rate_hz, level, lead_s), rate_hz)
    assert 1.0 <= len(made) / RATE_HZ <= 1.1
    middle = made[len(made) // 4 : -len(made) // 4]
    assert 20 * np.log10(np.sqrt(np.mean(middle**2))) == pytest.approx(-20, abs=0.5)
    assert np.abs(made).max() <= PEAK


def test_the_first_sound_comes_at_most_40_ms_after_the_start():
    made = for_the_line(burst(22050, 0.5), 22050)
    assert 0.015 <= np.argmax(np.abs(made) > 0.05) / RATE_HZ <= 0.04


def test_sharp_peaks_are_turned_down_and_nothing_else_is_lost():
    clicks = burst(RATE_HZ, 0.02, 0, 0)
    clicks[::2000] = 1.0
    made = for_the_line(clicks, RATE_HZ)
    assert np.abs(made).max() <= PEAK


def test_silence_stays_a_short_silence():
    assert not for_the_line(np.zeros(22050), 22050).any()
    assert not for_the_line(np.zeros(0), 22050).any()


def test_what_is_written_is_read_back(tmp_path):
    audio = np.linspace(-1, 1, 100)
    write_wav(tmp_path / "a.wav", audio)
    back, rate_hz = read_wav(tmp_path / "a.wav")
    assert rate_hz == RATE_HZ
    assert back == pytest.approx(audio, abs=1e-3)

"""The tones of telephone lines, as networks and machines of many makers send them."""

import itertools

import numpy as np
import pytest

from tests.fakes import line_sounds as sounds
from voicebot.conversation.line_tones import Beep, LineTones, Tone
from voicebot.conversation.sound import SoundMeter, samples


def told(line: sounds.Wave) -> list[Beep | Tone]:
    meter, tones = SoundMeter(), LineTones()
    return [
        signal
        for i, frame in enumerate(sounds.frames(line))
        for signal in tones.hear(meter.measure(samples(frame)), i / 50)
    ]


def mixed(hertz: tuple[float, ...], seconds: float, level_db: float = -20) -> sounds.Wave:
    return sum(sounds.tone(one, seconds, level_db) for one in hertz) + np.zeros(1)


def cadence(hertz: tuple[float, ...], *on_off: float, cycles: int) -> sounds.Wave:
    """On, off, on, off, … so many times over; telephone exchanges switch at once."""
    parts = [
        mixed(hertz, length) if place % 2 == 0 else np.zeros(int(length * sounds.RATE_HZ))
        for place, length in enumerate(itertools.chain(*[on_off] * cycles))
    ]
    return np.concatenate(parts)


def on_a_line(sound: sounds.Wave, noise_db: float = -50.0) -> sounds.Wave:
    return sounds.line((0.5, sound), seconds=1.5 + len(sound) / sounds.RATE_HZ, noise_db=noise_db)


RINGBACKS = {
    "Russia": ((425.0,), (1.0, 4.0)),
    "France": ((440.0,), (1.5, 3.5)),
    "United States": ((440.0, 480.0), (2.0, 4.0)),
    "Britain": ((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),
}
BUSY = {
    "Russia": ((425.0,), (0.35, 0.35)),
    "Germany": ((425.0,), (0.48, 0.48)),
    "United States": ((480.0, 620.0), (0.5, 0.5)),
    "Britain": ((400.0,), (0.375, 0.375)),
}
CONGESTION = {
    "Russia": ((425.0,), (0.175, 0.175)),
    "Germany": ((425.0,), (0.24, 0.24)),
    "United States": ((480.0, 620.0), (0.25, 0.25)),
}


@pytest.mark.parametrize("noise_db", [-60.0, -42.0])
@pytest.mark.parametrize("place", RINGBACKS)
def test_ringback_is_told_and_is_no_beep(place: str, noise_db: float) -> None:
    hertz, on_off = RINGBACKS[place]
    heard = told(on_a_line(cadence(hertz, *on_off, cycles=2), noise_db))
    assert set(heard) == {Tone("RINGBACK")}


@pytest.mark.parametrize("place", BUSY)
def test_the_busy_tone_is_told_from_its_third_pulse_on_and_is_no_beep(place: str) -> None:
    hertz, on_off = BUSY[place]
    assert told(on_a_line(cadence(hertz, *on_off, cycles=2)))[:1] != [Tone("BUSY")]
    assert set(told(on_a_line(cadence(hertz, *on_off, cycles=6)))) == {Tone("BUSY")}


@pytest.mark.parametrize("place", CONGESTION)
def test_the_congestion_tone_is_told_and_is_no_beep(place: str) -> None:
    hertz, on_off = CONGESTION[place]
    assert set(told(on_a_line(cadence(hertz, *on_off, cycles=8)))) == {Tone("CONGESTION")}


@pytest.mark.parametrize("hertz", [425, 440, 550, 800, 950, 1000, 1330, 1400, 1700, 2000, 2100])
@pytest.mark.parametrize("seconds", [0.16, 0.3, 0.55])
def test_one_tone_of_any_maker_is_a_beep(hertz: float, seconds: float) -> None:
    if 1062 <= hertz <= 1138:
        return
    (beep,) = told(on_a_line(sounds.tone(hertz, seconds)))
    assert isinstance(beep, Beep)
    assert beep.ended_s == pytest.approx(0.5 + seconds, abs=0.04)


@pytest.mark.parametrize(("hertz", "gap_s"), [(1000, 0.1), (1400, 0.25), (850, 0.15)])
def test_a_double_beep_is_told_twice(hertz: float, gap_s: float) -> None:
    tone = sounds.tone(hertz, 0.2)
    heard = told(on_a_line(np.concatenate([tone, np.zeros(int(gap_s * 8000)), tone])))
    assert [type(signal) for signal in heard] == [Beep, Beep]


@pytest.mark.parametrize(
    ("hertz", "seconds"),
    [((950, 1400, 1800), (0.33, 0.33, 0.33)), ((914, 1371, 1777), (0.274, 0.274, 0.38))],
)
def test_an_operators_three_tones_are_one_signal(
    hertz: tuple[float, ...], seconds: tuple[float, ...]
) -> None:
    rising = [sounds.tone(*pair) for pair in zip(hertz, seconds, strict=True)]
    assert told(on_a_line(np.concatenate(rising))) == [Tone("SIT")]


def turned_round(seconds: float) -> sounds.Wave:
    """A modem's answer: 2100 Hz whose phase turns round every 450 ms (ITU-T V.8)."""
    times = np.arange(int(sounds.RATE_HZ * seconds)) / sounds.RATE_HZ
    return np.asarray(sounds.tone(2100, seconds) * np.where((times / 0.45).astype(int) % 2, -1, 1))


@pytest.mark.parametrize(
    "answer",
    [sounds.tone(2100, 2.7), sounds.tone(2100, 3.6), sounds.tone(2225, 3.0), turned_round(3.3)],
    ids=["shortest", "long", "Bell 103", "V.8"],
)
def test_a_fax_that_answers_is_told_once(answer: sounds.Wave) -> None:
    assert told(on_a_line(answer)) == [Tone("CED")]


def test_a_long_beep_at_the_pitch_of_a_fax_is_a_beep() -> None:
    (beep,) = told(on_a_line(sounds.tone(2100, 1.5)))
    assert isinstance(beep, Beep)


def test_a_calling_fax_repeats_its_tone() -> None:
    line = on_a_line(cadence((1100.0,), 0.5, 3.0, cycles=3))
    assert told(line) == [Tone("CNG")] * 3


@pytest.mark.parametrize("pitch_hz", [110, 160, 210, 260, 320])
def test_a_voice_that_counts_in_even_time_is_no_tone_of_the_network(pitch_hz: float) -> None:
    phase = np.cumsum(np.full(2800, pitch_hz / sounds.RATE_HZ))
    pulses = (np.diff(np.floor(phase), prepend=0) > 0).astype(float)
    vowel = sounds.resonated(pulses, (480, 80), (900, 120), (2500, 200)) * 2
    counted = np.concatenate([vowel, np.zeros(2800)] * 6)
    assert told(on_a_line(sounds.levelled(counted, -18))) == []

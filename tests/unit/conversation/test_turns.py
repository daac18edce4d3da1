"""Laws of the signals about turns, and tones."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import line_sounds as sounds
from voicebot.conversation.turn_settings import TurnSettings
from voicebot.conversation.turns import (
    BargeIn,
    Beep,
    FalseStart,
    Paused,
    SpeechBegan,
    Tone,
    TurnOver,
    Turns,
    TurnSignal,
)


@functools.cache
def stretch(kind: str, count: int) -> list[bytes]:
    """So many frames of one kind of sound."""
    seconds = count / 50
    rng = np.random.default_rng(count)
    audio = {
        "silence": lambda: np.zeros(int(seconds * 8000)),
        "noise": lambda: rng.standard_normal(int(seconds * 8000)) * 0.1,
        "tone": lambda: sounds.tone(800, seconds),
        "voice": lambda: voiced(seconds),
    }[kind]()
    return sounds.frames(audio)


def voiced(seconds: float) -> sounds.Wave:
    """A vowel: pulses of a voice through a vocal tract."""
    phase = np.cumsum(np.full(int(seconds * 8000), 120 / 8000))
    pulses = (np.diff(np.floor(phase), prepend=0) > 0).astype(float)
    return sounds.resonated(pulses, (600, 80), (1200, 100), (2500, 150)) * 2


stretches = st.lists(
    st.tuples(
        st.sampled_from(["silence", "noise", "tone", "voice"]),
        st.integers(1, 50),
        st.sampled_from([0.0, 0.4, 0.9]),
        st.booleans(),
    ),
    max_size=8,
)


def run(script: list[tuple[str, int, float, bool]]) -> list[tuple[float, TurnSignal]]:
    turns, told, at = Turns(), [], 0
    prompt = stretch("noise", 50)
    for kind, count, speech, speaking in script:
        for frame in stretch(kind, count):
            said = prompt[at % 50] if speaking else None
            told += [(at / 50, signal) for signal in turns.frame(frame, at / 50, speech, said)]
            at += 1
    return told


@settings(max_examples=60, deadline=None)
@given(script=stretches)
def test_a_turn_begins_once_and_ends_once(script):
    inside = False
    for at_s, signal in run(script):
        if isinstance(signal, SpeechBegan):
            assert not inside and signal.onset_s <= at_s
        elif isinstance(signal, BargeIn | Paused | TurnOver | FalseStart):
            assert inside
        inside = isinstance(signal, SpeechBegan | BargeIn | Paused) or (
            inside and isinstance(signal, Beep | Tone)
        )


@settings(max_examples=20, deadline=None)
@given(script=stretches)
def test_the_same_frames_give_the_same_signals(script):
    assert run(script) == run(script)


@settings(max_examples=40, deadline=None)
@given(script=stretches)
def test_nobody_interrupts_while_we_are_silent(script):
    silent = [(kind, count, speech, False) for kind, count, speech, _ in script]
    assert not any(isinstance(signal, BargeIn) for _, signal in run(silent))


def test_a_quarter_of_a_second_of_voice_stops_the_prompt_and_an_eighth_does_not():
    def told(frames: int) -> list[type]:
        script = [
            ("silence", 40, 0.0, True),
            ("voice", frames, 0.9, True),
            ("silence", 40, 0, True),
        ]
        return [type(signal) for _, signal in run(script)]

    assert told(13) == [SpeechBegan, BargeIn, Paused, TurnOver]
    assert told(6) == []


def begun(first: str, gap: int) -> SpeechBegan:
    """Speech that is sure after a sound of 0.3 s that was not, and a silence of `gap` frames."""
    script = [
        ("silence", 40, 0.0, False),
        (first, 15, 0.1, False),
        ("silence", gap, 0.0, False),
        ("voice", 20, 0.9, False),
    ]
    return next(signal for _, signal in run(script) if isinstance(signal, SpeechBegan))


def test_a_short_word_shortly_before_speech_is_heard_with_it():
    signal = begun("voice", 12)
    assert signal.onset_s == pytest.approx(67 / 50, abs=0.05)
    assert signal.heard_from_s == pytest.approx(40 / 50, abs=0.05)


@pytest.mark.parametrize(("first", "gap"), [("noise", 12), ("voice", 30)])
def test_a_noise_or_a_voice_long_before_is_no_first_word(first, gap):
    signal = begun(first, gap)
    assert signal.heard_from_s == signal.onset_s


def test_sound_without_voice_is_a_false_start():
    script = [("silence", 40, 0.0, False), ("noise", 20, 0.9, False), ("silence", 40, 0.0, False)]
    assert [type(signal) for _, signal in run(script)] == [SpeechBegan, Paused, FalseStart]


def test_a_turn_without_end_is_cut_at_its_longest():
    script = [("silence", 10, 0.0, False), *[("voice", 50, 0.9, False)] * 16]
    told = run(script)
    cut_s = next(at_s for at_s, signal in told if isinstance(signal, TurnOver))
    assert cut_s == pytest.approx(TurnSettings().longest_turn_s + 0.2, abs=0.05)


def signals_of(line: sounds.Wave) -> list[TurnSignal]:
    turns = Turns()
    return [s for i, f in enumerate(sounds.frames(line)) for s in turns.frame(f, i / 50, 0.0, None)]


@pytest.mark.parametrize(("hertz", "seconds"), [(440, 0.2), (1000, 0.5), (1400, 0.3), (800, 1.9)])
def test_one_steady_tone_is_a_beep(hertz, seconds):
    line = sounds.line((1.0, sounds.tone(hertz, seconds)), seconds=4)
    (beep,) = signals_of(line)
    assert isinstance(beep, Beep)
    assert beep.ended_s == pytest.approx(1 + seconds, abs=0.04)


@pytest.mark.parametrize(("hertz", "seconds"), [(1000, 0.06), (1000, 2.5), (200, 0.5), (2600, 0.5)])
def test_other_tones_are_no_beep(hertz, seconds):
    assert signals_of(sounds.line((1.0, sounds.tone(hertz, seconds)), seconds=5)) == []


def test_three_rising_tones_are_an_operators_announcement_and_no_beep():
    rising = [sounds.tone(hertz, 0.33) for hertz in (950, 1400, 1800)]
    assert signals_of(sounds.line((0.5, np.concatenate(rising)), seconds=3)) == [Tone("SIT")]


def test_fax_machines_are_told_by_their_tones():
    assert signals_of(sounds.line((0.5, sounds.tone(2100, 3.0)), seconds=5)) == [Tone("CED")]
    assert signals_of(sounds.line((0.5, sounds.tone(1100, 0.5)), seconds=2)) == [Tone("CNG")]


def test_ringback_of_two_frequencies_is_no_beep():
    both = sounds.tone(440, 1.0, -20) + sounds.tone(480, 1.0, -20)
    assert signals_of(sounds.line((0.5, both), seconds=3)) == [Tone("RINGBACK")]

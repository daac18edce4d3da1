"""Utterances decoded anew for each result."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.adapters.speech.engine import LINE_RATE_HZ, Hypothesis
from voicebot.adapters.speech.redecoding import (
    MODEL_RATE_HZ,
    RedecodingStream,
    Samples,
    joined,
    to_model_rate,
)

RNG = np.random.default_rng(7)


def loud(seconds: float, level: float = 0.3) -> bytes:
    samples = RNG.uniform(-level, level, int(seconds * LINE_RATE_HZ))
    return (samples * 32767).astype("<i2").tobytes()


def silence(seconds: float) -> bytes:
    return bytes(int(seconds * LINE_RATE_HZ) * 2)


class Decoder:
    """Notes how many seconds it was given, and says so."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, samples: Samples) -> Hypothesis:
        self.seconds.append(round(samples.size / MODEL_RATE_HZ, 2))
        return Hypothesis(f"heard {self.seconds[-1]}", 0.8)


def test_each_result_is_of_all_the_audio_so_far() -> None:
    decode = Decoder()
    stream = RedecodingStream(decode, longest_s=12.0)
    stream.feed(loud(1.0))
    stream.partial()
    stream.feed(loud(0.5))
    assert stream.final().text == "heard 1.5"
    assert decode.seconds == [1.0, 1.5]


def test_silence_after_the_last_result_costs_no_second_decoding() -> None:
    decode = Decoder()
    stream = RedecodingStream(decode, longest_s=12.0)
    stream.feed(loud(1.0))
    first = stream.partial()
    stream.feed(silence(0.5))
    assert stream.final() == first
    assert decode.seconds == [1.0]


def test_a_faint_sound_after_the_last_result_is_decoded() -> None:
    decode = Decoder()
    stream = RedecodingStream(decode, longest_s=12.0)
    stream.feed(loud(1.0))
    stream.partial()
    stream.feed(loud(0.1, level=0.03) + silence(0.3))
    stream.final()
    assert decode.seconds == [1.0, 1.4]


def test_a_blink_of_sound_holds_no_word_and_is_not_decoded() -> None:
    decode = Decoder()
    stream = RedecodingStream(decode, longest_s=12.0)
    stream.feed(loud(0.2))
    assert stream.partial() is None
    assert stream.final().text == ""
    assert decode.seconds == []


@settings(max_examples=20, deadline=None)
@given(pieces=st.lists(st.floats(0.1, 9.0), min_size=1, max_size=8))
def test_however_long_the_speech_no_decoding_is_longer_than_allowed_and_none_is_lost(
    pieces: list[float],
) -> None:
    decode = Decoder()
    stream = RedecodingStream(decode, longest_s=6.0)
    for piece in pieces:
        stream.feed(loud(piece))
    text = stream.final().text
    assert max(decode.seconds, default=0.0) <= 6.0
    said = sum(float(word) for word in text.split() if word != "heard")
    assert abs(said - sum(pieces)) < 0.5


def test_a_long_utterance_is_cut_where_it_is_quiet() -> None:
    decode = Decoder()
    stream = RedecodingStream(decode, longest_s=6.0)
    stream.feed(loud(4.0) + silence(0.3) + loud(3.0))
    stream.final()
    assert 4.0 <= decode.seconds[0] <= 4.3


def test_pieces_count_by_their_words() -> None:
    parts = [Hypothesis("one two three", 0.9), Hypothesis("", 0.0), Hypothesis("four", 0.5)]
    assert joined(parts) == Hypothesis("one two three four", 0.8)


def test_audio_reaches_the_models_at_their_rate_and_level() -> None:
    at = np.arange(LINE_RATE_HZ) / LINE_RATE_HZ
    tone = (0.5 * np.sin(2 * np.pi * 440 * at) * 32767).astype("<i2").tobytes()
    samples = to_model_rate(tone)
    assert samples.size == MODEL_RATE_HZ
    assert np.argmax(np.abs(np.fft.rfft(samples))) == 440
    assert abs(np.abs(samples[1000:-1000]).max() - 0.5) < 0.01

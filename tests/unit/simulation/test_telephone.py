"""What a telephone does to a voice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.speech.g711 import Law
from voicebot.adapters.speech.loudness import RATE_HZ, Wave
from voicebot.errors import BadInput
from voicebot.simulation.noise import Noise, make
from voicebot.simulation.telephone import (
    AFTER_S,
    BEFORE_S,
    PACKET,
    Channel,
    active_level,
    carried,
    concealed,
    in_band,
    lost,
    mixed,
)

CHANNELS = st.builds(
    Channel,
    law=st.sampled_from(Law),
    level_db=st.integers(-20, 6),
    noise=st.sampled_from(Noise),
    snr_db=st.integers(0, 40),
    loss_percent=st.integers(0, 30),
)


def tone(hertz: float, seconds: float = 1.0) -> Wave:
    """A sine at -20 dB below full scale."""
    return (
        0.1 * np.sqrt(2) * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)
    )


def seeded(seed: int = 1) -> np.random.Generator:
    """A generator of random numbers."""
    return np.random.default_rng(seed)


def samples(pcm: bytes) -> Wave:
    """16-bit PCM as samples of -1 to 1."""
    return np.frombuffer(pcm, "<i2") / 32767


@given(channel=CHANNELS)
def test_a_channel_is_found_again_by_its_name(channel: Channel) -> None:
    assert Channel.named(channel.name) == channel


@pytest.mark.parametrize("name", ["", "g729", "mulaw+rain10", "alaw+loss", "mulaw+loss3+babble10"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="name one like"):
        Channel.named(name)


@given(channel=CHANNELS, seconds=st.floats(0.05, 0.5))
def test_no_channel_changes_how_long_a_sound_lasts(channel: Channel, seconds: float) -> None:
    speech = tone(1000, seconds)
    around = int(BEFORE_S * RATE_HZ) + int(AFTER_S * RATE_HZ)
    assert len(carried(speech, channel, seeded())) == 2 * (len(speech) + around)


def test_a_good_line_leaves_a_tone_as_it_was() -> None:
    through = samples(carried(tone(1000), Channel(Law.MU), seeded()))
    begins = int(BEFORE_S * RATE_HZ)
    error = through[begins : begins + RATE_HZ] - tone(1000)
    assert 20 * np.log10(np.sqrt(np.mean(error**2)) / 0.1) < -30


def test_the_same_seed_makes_the_same_sound_and_another_one_another() -> None:
    channel = Channel.named("alaw+babble10+loss5")
    first, again, other = (carried(tone(500), channel, seeded(seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize(("hertz", "passes"), [(100, False), (1000, True), (3000, True)])
def test_a_telephone_carries_300_to_3400_hz(hertz: float, passes: bool) -> None:
    assert bool(np.std(in_band(tone(hertz))) > 0.09) is passes


@given(snr_db=st.integers(-5, 40), noise=st.sampled_from(Noise), seed=st.integers(0, 99))
def test_noise_is_as_far_below_the_speech_as_stated(snr_db: int, noise: Noise, seed: int) -> None:
    speech = np.concatenate([tone(1000), np.zeros(RATE_HZ)])  # a pause is no speech
    sound = make(noise, len(speech), seeded(seed))
    added = mixed(speech, sound, snr_db) - speech
    measured = 20 * np.log10(active_level(speech) / np.sqrt(np.mean(added**2)))
    assert measured == pytest.approx(snr_db, abs=0.01)


@given(share=st.sampled_from([0.01, 0.03, 0.05, 0.2]))
def test_as_many_packets_are_lost_as_stated(share: float) -> None:
    assert lost(200_000, share, seeded()).mean() == pytest.approx(share, rel=0.1)


def test_no_packet_is_lost_where_none_is_to_be() -> None:
    assert not lost(10_000, 0.0, seeded()).any()


def test_a_lost_packet_is_replaced_by_the_one_before_and_a_long_gap_is_silent() -> None:
    sound = np.repeat(np.arange(1.0, 9.0), PACKET)
    gone = np.array([False, True, False, False, True, True, True, True])
    heard = concealed(sound, gone).reshape(-1, PACKET)[:, 0]
    assert heard.tolist() == [1, 0.5, 3, 4, 2, 1, 0.5, 0]


def test_a_first_packet_that_is_lost_is_silent() -> None:
    assert not concealed(np.ones(PACKET), np.array([True])).any()

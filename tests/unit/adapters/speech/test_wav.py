"""WAV files as they come."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.adapters.speech.wav import read_speech
from voicebot.errors import BadAudio

SECONDS = 0.5


def tone(rate: int, level: float = 0.5) -> np.ndarray:
    return level * np.sin(2 * np.pi * 440 * np.arange(int(rate * SECONDS)) / rate)


def wav(code: int, channels: int, rate: int, bits: int, data: bytes, extra: bytes = b"") -> bytes:
    width = channels * bits // 8
    shape = struct.pack("<HHIIHH", code, channels, rate, rate * width, width, bits) + extra
    chunks = b"fmt " + struct.pack("<I", len(shape)) + shape
    chunks += b"LIST" + struct.pack("<I", 3) + b"odd\0"
    chunks += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mu_law(samples: np.ndarray) -> bytes:
    """Written from G.711's segments, apart from the reader's table."""
    codes = []
    for value in samples:
        magnitude = min(int(abs(value) * 8192), 8158) + 33
        segment = magnitude.bit_length() - 6
        code = (segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)
        codes.append(~(code | (0x80 if value < 0 else 0)) & 0xFF)
    return bytes(codes)


def a_law(samples: np.ndarray) -> bytes:
    codes = []
    for value in samples:
        magnitude = min(int(abs(value) * 4096), 4095)
        segment = max(magnitude.bit_length() - 5, 0)
        step = magnitude >> 1 if segment == 0 else magnitude >> segment
        codes.append(((segment << 4) | (step & 0x0F) | (0x80 if value >= 0 else 0)) ^ 0x55)
    return bytes(codes)


def pcm24(samples: np.ndarray) -> bytes:
    return b"".join(int(v * 2**23).to_bytes(3, "little", signed=True) for v in samples)


FORMATS = {
    "8 bits": (1, 8, lambda s: (s * 127 + 128).astype("u1").tobytes()),
    "16 bits": (1, 16, lambda s: (s * 32767).astype("<i2").tobytes()),
    "24 bits": (1, 24, pcm24),
    "32 bits": (1, 32, lambda s: (s * (2**31 - 1)).astype("<i4").tobytes()),
    "float": (3, 32, lambda s: s.astype("<f4").tobytes()),
    "double": (3, 64, lambda s: s.astype("<f8").tobytes()),
    "A-law": (6, 8, a_law),
    "mu-law": (7, 8, mu_law),
}


def require_tone(pcm: bytes) -> None:
    samples = np.frombuffer(pcm, "<i2") / 32768
    assert abs(samples.size - 4000) <= 1
    assert np.argmax(np.abs(np.fft.rfft(samples))) * 8000 / samples.size == pytest.approx(440)
    assert samples[400:-400].max() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("rate", [8000, 11025, 16000, 44100, 48000])
def test_every_format_and_rate_becomes_the_same_telephone_audio(
    tmp_path: Path, name: str, rate: int
) -> None:
    code, bits, encode = FORMATS[name]
    file = tmp_path / "tone.wav"
    file.write_bytes(wav(code, 1, rate, bits, encode(tone(rate))))
    require_tone(read_speech(file))


def test_channels_are_averaged(tmp_path: Path) -> None:
    left, right = tone(16000, 0.8), tone(16000, 0.2)
    both = np.stack([left, right], axis=1).reshape(-1)
    file = tmp_path / "stereo.wav"
    file.write_bytes(wav(1, 2, 16000, 16, FORMATS["16 bits"][2](both)))
    require_tone(read_speech(file))


def test_an_extensible_header_is_followed(tmp_path: Path) -> None:
    extra = struct.pack("<HHIH14s", 22, 16, 4, 1, b"\0" * 14)
    file = tmp_path / "extensible.wav"
    file.write_bytes(wav(0xFFFE, 1, 8000, 16, FORMATS["16 bits"][2](tone(8000)), extra))
    require_tone(read_speech(file))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a WAV file"),
        (b"ID3\x04 an mp3 by its look", "not a WAV file"),
        (b"RIFF\x04\0\0\0WAVE", "without sound"),
        (b"RIFF\x10\0\0\0WAVEfmt \x04\0\0\0\1\0\1\0", "damaged header"),
        (wav(1, 0, 8000, 16, b"\0\0"), "damaged header"),
        (wav(0x55, 1, 8000, 16, b"\0\0"), "format we cannot read"),
    ],
)
def test_what_is_not_a_wav_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "song.wav"
    file.write_bytes(content)
    with pytest.raises(BadAudio, match=told):
        read_speech(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadAudio, match="cannot be read"):
        read_speech(tmp_path / "absent.wav")


@settings(max_examples=100, deadline=None)
@given(cut=st.integers(0, 400), noise=st.binary(max_size=30))
def test_a_damaged_file_is_either_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes
) -> None:
    file = tmp_path_factory.mktemp("wav") / "cut.wav"
    whole = wav(1, 1, 8000, 16, FORMATS["16 bits"][2](tone(8000)))
    file.write_bytes(whole[:cut] + noise)
    try:
        assert len(read_speech(file)) % 2 == 0
    except BadAudio as error:
        assert error.remedy

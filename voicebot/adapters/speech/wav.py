"""Reading WAV files of any rate, channels and sample format as telephone audio."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from voicebot.adapters.speech.engine import LINE_RATE_HZ
from voicebot.adapters.speech.g711 import Law, values_of
from voicebot.errors import BadAudio

EXTENSIBLE = 0xFFFE  # the format code is then in the extension
FORMAT_BYTES = 16  # of a `fmt ` chunk that says the least
REMEDY = "give a WAV file (PCM, float, mu-law or A-law)"

Signal = NDArray[np.float32]
Reader = Callable[[bytes], Signal]


@dataclass(frozen=True, slots=True)
class Format:
    """What a `fmt ` chunk says."""

    code: int
    channels: int
    rate_hz: int
    bits: int


def read_speech(file: Path) -> bytes:
    """The sound as 8 kHz mono 16-bit PCM; channels are averaged. Raises BadAudio."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadAudio(f"{file} cannot be read ({error.strerror})", REMEDY) from error
    shape, data = _chunks(content, file)
    samples = _samples(shape, data, file)
    mono = samples[: samples.size // shape.channels * shape.channels]
    mono = mono.reshape(-1, shape.channels).mean(axis=1)
    line: Signal = soxr.resample(mono, shape.rate_hz, LINE_RATE_HZ) if mono.size else mono
    return (np.clip(line, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def _chunks(content: bytes, file: Path) -> tuple[Format, bytes]:
    if content[:4] not in (b"RIFF", b"RF64") or content[8:12] != b"WAVE":
        raise BadAudio(f"{file} is not a WAV file", REMEDY)
    shape: Format | None = None
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + size]
        if name == b"fmt ":
            shape = _format(body, file)
        elif name == b"data" and shape is not None:
            return shape, body  # a size beyond the end (a stream, a cut file) means: to the end
        at += 8 + size + size % 2
    raise BadAudio(f"{file} is a WAV file without sound in it", REMEDY)


def _format(body: bytes, file: Path) -> Format:
    if len(body) < FORMAT_BYTES:
        raise BadAudio(f"{file} is a WAV file with a damaged header", REMEDY)
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if code == EXTENSIBLE and len(body) >= 26:
        code = struct.unpack_from("<H", body, 24)[0]
    if channels == 0 or rate == 0:
        raise BadAudio(f"{file} is a WAV file with a damaged header", REMEDY)
    return Format(code, channels, rate, bits)


def _samples(shape: Format, data: bytes, file: Path) -> Signal:
    """Interleaved samples of -1 to 1."""
    read = _READERS.get((shape.code, shape.bits))
    if read is None:
        raise BadAudio(
            f"{file} holds sound in a format we cannot read (code {shape.code}, {shape.bits} bits)",
            REMEDY,
        )
    whole = len(data) // (shape.bits // 8) * (shape.bits // 8)
    return np.nan_to_num(read(data[:whole]))


def _linear(kind: str, zero: float, full: float) -> Reader:
    def read(data: bytes) -> Signal:
        values: Signal = np.frombuffer(data, kind).astype(np.float32)
        return (values - np.float32(zero)) / np.float32(full)

    return read


def _coded(table: Signal) -> Reader:
    def read(data: bytes) -> Signal:
        return table[np.frombuffer(data, np.uint8)]

    return read


def _from_24_bits(data: bytes) -> Signal:
    triples = np.frombuffer(data, np.uint8).reshape(-1, 3)
    wide = np.zeros((len(triples), 4), np.uint8)
    wide[:, 1:] = triples
    return wide.view("<i4").reshape(-1).astype(np.float32) / np.float32(2**31)


_READERS: dict[tuple[int, int], Reader] = {
    (1, 8): _linear("u1", 128, 2**7),
    (1, 16): _linear("<i2", 0, 2**15),
    (1, 24): _from_24_bits,
    (1, 32): _linear("<i4", 0, 2**31),
    (3, 32): _linear("<f4", 0, 1),
    (3, 64): _linear("<f8", 0, 1),
    (6, 8): _coded(values_of(Law.A)),
    (7, 8): _coded(values_of(Law.MU)),
}

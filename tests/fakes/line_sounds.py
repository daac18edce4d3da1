"""Sounds on a telephone line, made when a test needs them: 8 kHz, full scale 1.0."""

import subprocess
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 8000
FRAME = RATE_HZ // 50
Wave = NDArray[np.float64]


def say(text: str, voice: str, folder: Path, words_per_minute: int = 160) -> Wave:
    """A text by espeak-ng, without the silence around it."""
    wav = folder / f"{abs(hash((text, voice)))}.wav"
    command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-w", str(wav), text]
    subprocess.run(command, check=True, timeout=30)
    with wave.open(str(wav)) as audio:
        pcm = np.frombuffer(audio.readframes(audio.getnframes()), "<i2").astype(float) / 32768
        rate_hz = audio.getframerate()
    times = np.arange(0, len(pcm) / rate_hz, 1 / RATE_HZ)
    kernel = np.sinc(np.arange(-30, 31) * 0.3) * np.hanning(61)  # below 3.3 kHz of 22.05
    smooth = np.convolve(pcm, kernel / kernel.sum(), mode="same")
    return trimmed(np.interp(times, np.arange(len(smooth)) / rate_hz, smooth))


def trimmed(audio: Wave, below_db: float = 26.0) -> Wave:
    """From the first to the last 5 ms within so many dB of the loudest."""
    powers = (audio[: len(audio) // 40 * 40].reshape(-1, 40) ** 2).mean(axis=1)
    heard = np.flatnonzero(powers > powers.max() * 10 ** (-below_db / 10))
    return audio[heard[0] * 40 : (heard[-1] + 1) * 40]


def levelled(audio: Wave, level_db: float) -> Wave:
    """Scaled so that its louder parts have this RMS."""
    powers = (audio[: len(audio) // 80 * 80].reshape(-1, 80) ** 2).mean(axis=1)
    active = powers[powers > powers.max() / 300].mean()
    return audio * 10 ** (level_db / 20) / np.sqrt(active)


def cough(seed: int) -> Wave:
    """A burst of breath noise, then a weaker, dying phase; coloured by the vocal tract."""
    rng = np.random.default_rng(seed)
    burst, phase = int(RATE_HZ * rng.uniform(0.03, 0.06)), int(RATE_HZ * rng.uniform(0.08, 0.18))
    dying = 0.5 * np.exp(-np.linspace(0, rng.uniform(1.2, 2.5), phase))
    envelope = np.concatenate((np.linspace(0, 1, 24), np.linspace(1, 0.6, burst - 24), dying))
    breath = rng.standard_normal(len(envelope)) * envelope
    return resonated(breath, (rng.uniform(450, 750), 150), (1500, 200), (2600, 300))


def hum(seed: int) -> Wave:
    """ "Mm-hm": two pulses of voice through the nose, the second higher."""
    rng = np.random.default_rng(seed)
    pitch = rng.uniform(95, 230)
    first = _murmur(rng, rng.uniform(0.12, 0.2), pitch, pitch)
    second = _murmur(rng, rng.uniform(0.15, 0.25), pitch * 1.2, pitch * 1.4)
    return np.concatenate((first, np.zeros(int(RATE_HZ * 0.05)), second))


def _murmur(rng: np.random.Generator, seconds: float, from_hz: float, to_hz: float) -> Wave:
    length = int(RATE_HZ * seconds)
    phase = np.cumsum(np.linspace(from_hz, to_hz, length) / RATE_HZ)
    pulses = (np.diff(np.floor(phase), prepend=0) > 0).astype(float)
    nose = (rng.uniform(220, 300), 70)
    voice = resonated(_one_pole(pulses, 0.9), nose)
    return voice * np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / 320)


def resonated(audio: Wave, *formants: tuple[float, float]) -> Wave:
    """Through resonances in parallel, each a frequency and a bandwidth in Hz."""
    spectrum = np.fft.rfft(audio, 2 * len(audio))
    turn = np.exp(-1j * np.pi * np.arange(len(spectrum)) / (len(spectrum) - 1))
    total = np.zeros_like(spectrum)
    for hertz, width_hz in formants:
        radius = np.exp(-np.pi * width_hz / RATE_HZ)
        angle = 2 * np.pi * hertz / RATE_HZ
        total += (1 - radius) / (1 - 2 * radius * np.cos(angle) * turn + (radius * turn) ** 2)
    return np.fft.irfft(spectrum * total)[: len(audio)]


def _one_pole(audio: Wave, keep: float) -> Wave:
    return np.convolve(audio, keep ** np.arange(60))[: len(audio)]


def tone(hertz: float, seconds: float, level_db: float = -15.0) -> Wave:
    """A steady tone."""
    times = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    return np.sin(2 * np.pi * hertz * times) * 10 ** (level_db / 20) * np.sqrt(2)


def line(*sounds: tuple[float, Wave], seconds: float, noise_db: float = -50.0) -> Wave:
    """Sounds at their times on a line with noise, as they come through G.711."""
    rng = np.random.default_rng(1)
    audio = rng.standard_normal(int(RATE_HZ * seconds)) * 10 ** (noise_db / 20)
    for at_s, sound in sounds:
        first = int(at_s * RATE_HZ)
        audio[first : first + len(sound)] += sound[: len(audio) - first]
    return through_g711(audio)


def echo_of(prompt: Wave, down_db: float, delay_s: float) -> Wave:
    """The prompt coming back through a coloured path with a short tail."""
    rng = np.random.default_rng(2)
    path = rng.standard_normal(40) * np.exp(-np.arange(40) / 10) * 0.35
    path[0] = 1.0
    back = np.convolve(prompt, path)[: len(prompt)]
    back *= np.sqrt(np.mean(prompt**2) / np.mean(back**2)) * 10 ** (down_db / 20)
    return np.concatenate((np.zeros(int(delay_s * RATE_HZ)), back))


def through_g711(audio: Wave) -> Wave:
    """Encoded and decoded by mu-law (ITU-T G.711)."""
    linear = np.clip(np.round(audio * 32767), -32635, 32635).astype(int)
    magnitude = np.abs(linear) + 132
    exponent = np.floor(np.log2(magnitude)).astype(int) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    decoded = (((mantissa << 3) + 132) << exponent) - 132
    return np.where(linear < 0, -decoded, decoded) / 32768


def frames(audio: Wave) -> list[bytes]:
    """Whole 20 ms frames of 16-bit PCM."""
    pcm = np.round(audio * 32767).astype("<i2").tobytes()
    return [pcm[i : i + 2 * FRAME] for i in range(0, len(pcm) - 2 * FRAME + 1, 2 * FRAME)]

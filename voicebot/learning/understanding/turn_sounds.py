"""What else is on a telephone line than the person: made by code, 8 kHz, full scale 1.0.

Everything is drawn from a seeded generator, so a scene sounds the same each time.
"""

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float64]

RATE_HZ = 8000
FRAME = RATE_HZ // 50
LINE_NOISE_DB = -50.0
CHILD_PITCH = 1.35


def levelled(audio: Wave, level_db: float) -> Wave:
    """Scaled so that its louder parts have this RMS, dB below full scale."""
    powers = (audio[: len(audio) // 80 * 80].reshape(-1, 80) ** 2).mean(axis=1)
    active = powers[powers > powers.max() / 300].mean()
    return audio * float(10 ** (level_db / 20) / np.sqrt(active))


def trimmed(audio: Wave, below_db: float = 26.0) -> Wave:
    """From the first to the last 5 ms within so many dB of the loudest."""
    powers = (audio[: len(audio) // 40 * 40].reshape(-1, 40) ** 2).mean(axis=1)
    heard = np.flatnonzero(powers > powers.max() * 10 ** (-below_db / 10))
    return audio[heard[0] * 40 : (heard[-1] + 1) * 40]


def line_of(*parts: tuple[float, Wave], seconds: float, noise_db: float = LINE_NOISE_DB) -> Wave:
    """Sounds, each with the second it begins at, on a line with white noise."""
    rng = np.random.default_rng(1)
    audio = rng.standard_normal(int(RATE_HZ * seconds)) * 10 ** (noise_db / 20)
    for at_s, sound in parts:
        first = int(at_s * RATE_HZ)
        room = max(0, len(audio) - first)
        audio[first : first + len(sound)] += sound[:room]
    return np.clip(audio, -1.0, 1.0)


def pcm_frames(audio: Wave) -> list[bytes]:
    """Whole 20 ms frames of 16-bit PCM."""
    pcm = np.round(audio * 32767).astype("<i2").tobytes()
    return [pcm[i : i + 2 * FRAME] for i in range(0, len(pcm) - 2 * FRAME + 1, 2 * FRAME)]


def cough(seed: int) -> Wave:
    """A burst of breath, then a weaker, dying phase, coloured by the mouth; some end in voice."""
    rng = np.random.default_rng(seed)
    burst, dying = int(RATE_HZ * rng.uniform(0.03, 0.06)), int(RATE_HZ * rng.uniform(0.08, 0.18))
    fall = np.exp(-np.linspace(0, rng.uniform(1.2, 2.5), dying)) / 2
    envelope = np.concatenate((np.linspace(0, 1, 24), np.linspace(1, 0.6, burst - 24), fall))
    breath = rng.standard_normal(len(envelope)) * envelope
    sound = resonated(breath, (rng.uniform(450, 750), 150), (1500, 200), (2600, 300))
    if seed % 2:
        voice = _pulses(np.full(dying, rng.uniform(110, 200))) * np.exp(-np.arange(dying) / 400)
        rough = resonated(voice, (600, 150), (1300, 200), (2500, 250))
        sound[-dying:] += rough / np.abs(rough).max() * np.abs(sound).max() / 2
    return sound


def hum(seed: int) -> Wave:
    """ "Mm-hm": two pulses of voice through the nose, the second higher."""
    rng = np.random.default_rng(seed)
    pitch = rng.uniform(95, 230)
    first = _murmur(rng, rng.uniform(0.12, 0.2), pitch, pitch)
    second = _murmur(rng, rng.uniform(0.15, 0.25), pitch * 1.2, pitch * 1.4)
    return np.concatenate((first, np.zeros(int(RATE_HZ * 0.05)), second))


def barking(seed: int) -> Wave:
    """One to three barks: a falling pitch of 900 to 300 Hz with its harmonics, and breath."""
    rng = np.random.default_rng(seed)
    barks: list[Wave] = []
    for _ in range(int(rng.integers(1, 4))):
        length = int(RATE_HZ * rng.uniform(0.1, 0.18))
        phase = np.cumsum(np.linspace(1, 0.6, length) * rng.uniform(450, 900) / RATE_HZ)
        voice: Wave = np.sum([np.sin(2 * np.pi * k * phase) / k for k in (1, 2, 3)], axis=0)
        rough = voice + rng.standard_normal(length) / 2
        fading = np.minimum(1, np.arange(length) / 80) * np.exp(-np.arange(length) / 640)
        barks += [rough * fading, np.zeros(int(RATE_HZ * rng.uniform(0.15, 0.35)))]
    return np.concatenate(barks)


def knock(seed: int) -> Wave:
    """Something hits the table, or the handset the cradle."""
    rng = np.random.default_rng(seed)
    length = RATE_HZ // 4
    dying = np.exp(-np.arange(length) / RATE_HZ / rng.uniform(0.008, 0.03))
    struck: Wave = rng.standard_normal(length) * dying
    return struck


def childlike(voice: Wave) -> Wave:
    """A child says it: pitch and formants a third higher, and faster."""
    places = np.arange(0, len(voice) - 1, CHILD_PITCH)
    higher: Wave = np.interp(places, np.arange(len(voice)), voice)
    return higher


def echo_of(prompt: Wave, down_db: float, delay_s: float) -> Wave:
    """The prompt coming back through a coloured path with a short tail."""
    rng = np.random.default_rng(2)
    path = rng.standard_normal(40) * np.exp(-np.arange(40) / 10) * 0.35
    path[0] = 1.0
    back = np.convolve(prompt, path)[: len(prompt)]
    back *= np.sqrt(np.mean(prompt**2) / np.mean(back**2)) * 10 ** (down_db / 20)
    return np.concatenate((np.zeros(int(delay_s * RATE_HZ)), back))


def with_loss(audio: Wave, share: float, seed: int = 7) -> Wave:
    """So many 20 ms packets are lost; the one before is repeated, softer, in their place."""
    rng = np.random.default_rng(seed)
    kept = audio.copy()
    for first in range(FRAME, len(kept) - FRAME + 1, FRAME):
        if rng.random() < share:
            kept[first : first + FRAME] = kept[first - FRAME : first] * 0.7
    return kept


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


def _murmur(rng: np.random.Generator, seconds: float, from_hz: float, to_hz: float) -> Wave:
    length = int(RATE_HZ * seconds)
    pulses = np.convolve(_pulses(np.linspace(from_hz, to_hz, length)), 0.9 ** np.arange(60))
    voice = resonated(pulses[:length], (rng.uniform(220, 300), 70))
    return voice * np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / 320)


def _pulses(hertz: Wave) -> Wave:
    """A voice's pulses at these frequencies."""
    phase = np.cumsum(hertz / RATE_HZ)
    return (np.diff(np.floor(phase), prepend=0) > 0).astype(np.float64)

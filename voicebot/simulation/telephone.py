"""The way of a voice through a telephone: band, level, noise, G.711, lost packets.

A channel has a name such as "alaw-10dB+babble15+loss3": A-law, speech 10 dB quieter than usual,
babble 15 dB below the speech, 3% of the packets lost.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicebot.adapters.speech.g711 import Law, decode, encode
from voicebot.adapters.speech.loudness import RATE_HZ, Wave
from voicebot.errors import BadInput
from voicebot.simulation.noise import Draw, Noise, make

PACKET = RATE_HZ // 50  # 20 ms
BEFORE_S = 0.4  # what a call's recogniser gets from before speech was noticed
AFTER_S = 0.6
BAND_HZ = (300.0, 3400.0)
BAND_EDGE_HZ = (100.0, 200.0)  # over which each end of the band falls off
ACTIVE_DB = 25.0  # packets this much below the loudest one are pauses
BURST = 1.5  # packets lost in a row, on average
CONCEALED = 3  # packets; a longer gap is silent
FADING = 0.5  # each repetition is half as loud

NAME = re.compile(r"(mulaw|alaw)([+-]\d+dB)?(?:\+(babble|street|line)(\d+))?(?:\+loss(\d+))?")


@dataclass(frozen=True, slots=True)
class Channel:
    """A telephone connection. `snr_db` says how far the noise is below the speech."""

    law: Law
    level_db: int = 0
    noise: Noise | None = None
    snr_db: int = 0
    loss_percent: int = 0

    @property
    def name(self) -> str:
        """As at the top of this file."""
        level = f"{self.level_db:+d}dB" if self.level_db else ""
        noise = f"+{self.noise}{self.snr_db}" if self.noise else ""
        loss = f"+loss{self.loss_percent}" if self.loss_percent else ""
        return f"{self.law}{level}{noise}{loss}"

    @classmethod
    def named(cls, name: str) -> "Channel":
        """The channel of a name. Raises BadInput."""
        parts = NAME.fullmatch(name)
        if parts is None:
            raise BadInput(f"{name!r} is no channel", "name one like alaw-10dB+babble15+loss3")
        law, level, noise, snr, loss = parts.groups()
        return cls(
            Law(law),
            int(level.removesuffix("dB")) if level else 0,
            Noise(noise) if noise else None,
            int(snr or 0),
            int(loss or 0),
        )


def carried(speech: Wave, channel: Channel, draw: Draw) -> bytes:
    """Speech at 8 kHz as it is heard at the other end: 16-bit PCM, noise around it included."""
    padded = np.pad(speech, (int(BEFORE_S * RATE_HZ), int(AFTER_S * RATE_HZ)))
    sound = in_band(padded) * 10 ** (channel.level_db / 20)
    if channel.noise is not None:
        sound = mixed(sound, in_band(make(channel.noise, len(sound), draw)), channel.snr_db)
    through = decode(encode(sound, channel.law), channel.law).astype(np.float64)
    received = concealed(through, lost(len(through) // PACKET, channel.loss_percent / 100, draw))
    return np.round(np.clip(received, -1, 1) * 32767).astype("<i2").tobytes()


def in_band(sound: Wave) -> Wave:
    """What passes of it between 300 and 3,400 Hz."""
    frequencies = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    low, high = BAND_HZ
    rising = np.clip((frequencies - low) / BAND_EDGE_HZ[0] + 1, 0, 1)
    falling = np.clip((high - frequencies) / BAND_EDGE_HZ[1] + 1, 0, 1)
    passed: Wave = np.fft.irfft(np.fft.rfft(sound) * rising * falling, len(sound))
    return passed


def mixed(speech: Wave, noise: Wave, snr_db: float) -> Wave:
    """Both, the noise so many dB below the parts that hold speech."""
    wanted = active_level(speech) * 10 ** (-snr_db / 20)
    both: Wave = speech + noise * (wanted / np.sqrt(np.mean(noise**2)))
    return both


def active_level(speech: Wave) -> float:
    """Root mean square of the packets that are no pauses."""
    powers = np.mean(_packets(speech) ** 2, axis=1)
    active = powers[powers >= powers.max() * 10 ** (-ACTIVE_DB / 10)]
    return float(np.sqrt(active.mean()))


def lost(packets: int, share: float, draw: Draw) -> NDArray[np.bool_]:
    """Which packets are lost: that share in the long run, in bursts (Gilbert's model)."""
    recovers = 1 / BURST
    breaks = share * recovers / (1 - share)
    gone = np.zeros(packets, dtype=bool)
    before = False
    for packet, chance in enumerate(draw.random(packets)):
        before = bool(chance >= recovers) if before else bool(chance < breaks)
        gone[packet] = before
    return gone


def concealed(sound: Wave, gone: NDArray[np.bool_]) -> Wave:
    """Instead of each lost packet the one before it, fainter each time and then silence."""
    received = sound.copy()
    packets = _packets(received)
    missing = 0
    for index in range(len(gone)):
        missing = missing + 1 if gone[index] else 0
        if missing:
            heard_before = packets[index - 1] if index else 0.0
            packets[index] = heard_before * (FADING if missing <= CONCEALED else 0.0)
    return received


def _packets(sound: Wave) -> Wave:
    """The whole packets of a sound, one a row; not a copy."""
    return sound[: len(sound) // PACKET * PACKET].reshape(-1, PACKET)

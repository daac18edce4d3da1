"""Synthetic people who say any text, in as many voices per language as can be installed."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.speech.loudness import Wave, for_the_line, read_wav
from voicebot.simulation.festival import Festival
from voicebot.simulation.synthesis import Synthesis, altered, flite, piper

NSH = Festival("voice_msu_ru_nsh_clunits", "festvox-ru")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice by the name that goes into tables."""

    name: str
    language: str
    synthesis: Synthesis

    def say(self, text: str) -> Wave:
        """8 kHz samples, speech at -20 dB below full scale. Raises VoiceMissing, SpeechError."""
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder) / "said.wav"
            self.synthesis(text, wav)
            return for_the_line(*read_wav(wav))


SPEAKERS = (
    Speaker("joe", "en", piper),
    Speaker("slt", "en", flite("slt")),
    Speaker("rms", "en", flite("rms")),
    Speaker("slt-hts", "en", Festival("voice_cmu_us_slt_arctic_hts", "festvox-us-slt-hts")),
    Speaker("awb", "en", flite("awb")),
    Speaker("kal", "en", flite("kal16")),
    Speaker("nsh", "ru", NSH),
    # A shorter vocal tract at the old pace, a longer one, and two other paces.
    Speaker("nsh-young", "ru", altered(NSH, "speed", "1.12", "tempo", "-s", "0.9")),
    Speaker("nsh-deep", "ru", altered(NSH, "speed", "0.92", "tempo", "-s", "1.05")),
    Speaker("nsh-quick", "ru", altered(NSH, "tempo", "-s", "1.2")),
    Speaker("nsh-slow", "ru", altered(NSH, "tempo", "-s", "0.87")),
)
"""espeak-ng is left out: over a telephone our recognisers hear mostly other words from it."""


def speakers_of(language: str) -> tuple[Speaker, ...]:
    """Who speaks this language."""
    return tuple(speaker for speaker in SPEAKERS if speaker.language == language)

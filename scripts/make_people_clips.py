"""Make the clips of the people on the phone: every phrase of `phrases.py` in every voice.

Needs Debian's flite, festival, festvox-ru, sox. Run from the project's folder:

    python scripts/make_people_clips.py [VOICE…]
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from voicebot.simulation.clips import CLIPS, TONES
from voicebot.simulation.clips import VOICES as SPOKEN_BY
from voicebot.simulation.phrases import BEEP, MACHINES, PHRASES
from voicebot.simulation.speakers import NSH
from voicebot.simulation.synthesis import Synthesis, flite

RATE = "8000"
PEAK_DB = "-6"
# Cut silence (under 0.5% of full scale) from the start, turn round, cut it from the end, turn back.
TRIM = ("silence", "1", "0.01", "0.5%", "reverse") * 2


@dataclass(frozen=True)
class Voice:
    """A language, who synthesises it, and sox effects that change the speaker."""

    language: str
    speak: Synthesis
    effects: tuple[str, ...] = ()


VOICES = {
    "slt": Voice("en", flite("slt")),
    "rms": Voice("en", flite("rms")),
    "nsh": Voice("ru", NSH),
    # The same recordings with a shorter vocal tract, at their old pace: another speaker to the ear.
    "nsh_young": Voice("ru", NSH, ("speed", "1.12", "tempo", "-s", "0.9")),
}
FIRST = {language: names[0] for language, names in SPOKEN_BY.items()}


def make(name: str, voice: Voice) -> None:
    """Every phrase of a voice."""
    folder = CLIPS / name / voice.language
    folder.mkdir(parents=True, exist_ok=True)
    first = name == FIRST[voice.language]
    for phrase, text in PHRASES[voice.language].items():
        if phrase in MACHINES and not first:
            continue
        with tempfile.TemporaryDirectory() as said:
            raw = Path(said) / "said.wav"
            voice.speak(text, raw)
            target = str(folder / f"{phrase}.wav")
            form = ["-r", RATE, "-c", "1", "-b", "16"]
            shape = ["gain", "-n", PEAK_DB, *voice.effects, *TRIM]
            subprocess.run(["sox", "-D", str(raw), *form, target, *shape], check=True)


def make_beep() -> None:
    """An answering machine's tone: half a second of 1 kHz."""
    folder = CLIPS / TONES
    folder.mkdir(parents=True, exist_ok=True)
    tone = ["synth", "0.5", "sine", "1000", "gain", "-8", "fade", "t", "0.01", "0.5", "0.01"]
    form = ["-r", RATE, "-c", "1", "-b", "16"]
    subprocess.run(["sox", "-D", "-n", *form, str(folder / f"{BEEP}.wav"), *tone], check=True)


def main(names: list[str]) -> None:
    """Make the voices named, or all."""
    make_beep()
    for name in names or VOICES:
        make(name, VOICES[name])


if __name__ == "__main__":
    main(sys.argv[1:])

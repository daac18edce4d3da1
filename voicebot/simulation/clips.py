"""Where the recorded phrases lie: `clips/<voice>/<language>/<what it says>.wav`, 8 kHz mono 16-bit.

`scripts/make_people_clips.py` makes them; `clips/LICENCES.md` says under which terms.
"""

import wave
from functools import cache
from pathlib import Path

from voicebot.errors import NotFound
from voicebot.simulation.phrases import BEEP, IN_THE_OTHER_LANGUAGE, MACHINES

CLIPS = Path(__file__).parent / "clips"
TONES = "tones"

VOICES: dict[str, tuple[str, ...]] = {"en": ("slt", "rms"), "ru": ("nsh", "nsh_young")}
"""Voices of the people, by language; the robot uses none of them."""


def clip(voice: str, language: str, phrase: str) -> Path:
    """The recording of a phrase. Raises NotFound."""
    if phrase in IN_THE_OTHER_LANGUAGE:
        language = next(other for other in VOICES if other != language)
        voice, phrase = VOICES[language][0], IN_THE_OTHER_LANGUAGE[phrase]
    if phrase in MACHINES:
        voice = VOICES[language][0]
    folder = CLIPS / TONES if phrase == BEEP else CLIPS / voice / language
    path = folder / f"{phrase}.wav"
    if not path.is_file():
        raise NotFound(
            f"no clip says {phrase!r} in {voice}/{language}",
            "make it with scripts/make_people_clips.py",
        )
    return path


@cache
def seconds(path: Path) -> float:
    """How long a clip lasts."""
    with wave.open(str(path)) as wav:
        return float(wav.getnframes() / wav.getframerate())


MUMBLED = frozenset(
    {
        ("slt", "always_refused"),
        ("slt", "idiots"),
        ("slt", "stop_calling"),
        ("rms", "hello"),
        ("rms", "call_tomorrow_at_ten"),
        ("nsh", "give_me_a_human"),
        ("nsh_young", "give_me_a_human"),
    }
)
"""What an engine takes for something else in a voice: no part is given a phrase it would mumble."""

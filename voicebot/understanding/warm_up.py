"""Everything that understanding a language needs, made before the first call.

The tables of a language take up to half a second to build. Built in the middle of a call they would
hold the interpreter, and with it the audio of every line.
"""

from datetime import UTC, datetime

from voicebot.understanding.answered import who_answered
from voicebot.understanding.digits import spoken_digits
from voicebot.understanding.meaning import Understanding

SAID = {
    "en": ("call me tomorrow after six", "five five five oh one two", "frag nunber glorp"),
    "ru": ("перезвоните завтра после шести", "восемь девятьсот шестнадцать", "брямс нумир"),
}
"""A time, a number, and words that no phrase knows, which are compared by sound."""


def warm_up(language: str, understanding: Understanding) -> None:
    """Read one utterance of each sort."""
    for said in SAID[language]:
        understanding.meaning(said, language, now=datetime(2026, 1, 1, tzinfo=UTC))
        who_answered(said, language, early_media=True, greeting_s=None)
        spoken_digits(said, language)

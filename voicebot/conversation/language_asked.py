"""Which language a person asks for, by the language's name or by the script of their words."""

from voicebot.conversation.phrases import LANGUAGES, phrases
from voicebot.understanding.words import script_of, words_of

SCRIPTS = {"latin": "en", "cyrillic": "ru"}
UNKNOWN = "other"
"""A language that the robot has no words in."""


def language_asked(text: str, spoken: str) -> str | None:
    """A code of `LANGUAGES` or UNKNOWN; None where no language can be told.

    `spoken` is the language of the conversation so far. "I do not speak English" names a language
    and asks for another one.
    """
    written = SCRIPTS.get(script_of(text), spoken)
    known, said = phrases(written), set(words_of(text, {}))
    named = [code for code, names in known.languages.items() if said & names]
    for code in named:
        if code != spoken:
            return code
    if spoken in named and not said & known.negations:
        return spoken
    others = [code for code in LANGUAGES if code not in named]
    if written != spoken and written not in named:
        return written
    return others[0] if len(others) == 1 else None

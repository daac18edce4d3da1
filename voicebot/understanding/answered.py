"""Who answered, told from the words: a person, a machine, an operator's announcement, a screener.

A person must never be hung up on as a machine, so without a phrase that only machines say the
answer is HUMAN, or NOT_SURE, which is treated as one. How the greeting sounded helps where words
are doubtful: people answer soon, with a word or a name, and wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.understanding.answered_signs import Sign, SignsBook, found_by_sound, signs_book
from voicebot.understanding.intents import Announcement, AnsweredBy
from voicebot.understanding.words import words_of

LONG_GREETING_S = 6.0
"""People answer with a word or a name; who speaks on for so long may be a machine."""

UNBROKEN_S = 3.5
"""Words that people say too, said in one breath for so long, are a recorded greeting's."""

SLOW_S = 2.5
"""Who says nothing for so long after the answer, and then a greeting, may be a machine."""

REPLY_WORDS = 3
"""After an operator's tones so few words that are no announcement may be a person's."""

FIRST = (
    AnsweredBy.CALL_SCREENER,
    AnsweredBy.MACHINE,
    AnsweredBy.INTERCEPT,
    AnsweredBy.NOT_SURE,
    AnsweredBy.HUMAN,
)
"""An announcement that offers to take a message is a machine; what asks who we are screens."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """How words came. `spoken_s` is how long they lasted in one stretch, None while they go on.

    `early_media`: before the answer, where no person speaks. `silence_s`: from the answer to the
    first sound. `after_tones`: an operator's three tones were heard before them.
    """

    early_media: bool = False
    spoken_s: float | None = None
    silence_s: float = 0.0
    after_tones: bool = False

    @property
    def recorded(self) -> bool:
        """It sounds like a recording: one long breath, a late start, or no person can be there."""
        long = self.spoken_s is not None and self.spoken_s >= UNBROKEN_S
        return self.early_media or self.after_tones or long or self.silence_s >= SLOW_S


@dataclass(frozen=True, slots=True)
class Told:
    """Who answered and by which sign. `takes_message`: a machine that records what is said."""

    who: AnsweredBy
    because: str
    announcement: Announcement | None = None
    takes_message: bool = True


def tell(text: str, language: str, greeting: Greeting = Greeting()) -> Told:
    """Who speaks, by the words and by how they came."""
    sign, words = _sign(text, language, greeting)
    if sign is not None:
        because = f"{sign.tells}: {words}" if sign.tells else words
        return Told(sign.who, because, sign.tells, sign.takes_message)
    return Told(*_without_sign(text, greeting))


def who_answered(
    text: str, language: str, early_media: bool, greeting_s: float | None
) -> tuple[AnsweredBy, str]:
    """Who speaks, and the sign it was told by.

    `early_media`: the words came before the answer, where no person speaks. `greeting_s` is how
    long the greeting lasted, None if it goes on. An announcement's sign begins with its name, such
    as "SWITCHED_OFF: вне зоны".
    """
    told = tell(text, language, Greeting(early_media, greeting_s))
    return told.who, told.because


def announcement(text: str, language: str) -> Announcement | None:
    """What an operator says of the number; None if these are not an operator's words."""
    return tell(text, language).announcement


def _without_sign(text: str, greeting: Greeting) -> tuple[AnsweredBy, str]:
    if not text.strip():
        return AnsweredBy.NOT_SURE, "no words"
    if greeting.early_media:
        return AnsweredBy.NOT_SURE, "words before the answer"
    if greeting.after_tones and len(text.split()) > REPLY_WORDS:
        return AnsweredBy.INTERCEPT, "words after an operator's tones"
    if greeting.spoken_s is not None and greeting.spoken_s > LONG_GREETING_S:
        return AnsweredBy.NOT_SURE, "a long greeting"
    return AnsweredBy.HUMAN, "a greeting as people give it"


def _sign(text: str, language: str, greeting: Greeting) -> tuple[Sign | None, str]:
    book = signs_book("ru" if language == "ru" else "en")
    words = words_of(text, book.spellings)
    found = _found(words, book)
    hints = {text: sign for sign, text in found if sign.hint}
    counted = [
        (sign, text) for sign, text in found if not sign.hint or greeting.recorded or len(hints) > 1
    ]
    if not found:
        counted = list(found_by_sound(words, book))
    return _decisive(counted)


def _decisive(found: Sequence[tuple[Sign, str]]) -> tuple[Sign | None, str]:
    """What a person says outweighs hints; among the rest FIRST decides, then the longest sign."""
    persons = [(sign, text) for sign, text in found if sign.who is AnsweredBy.HUMAN]
    sure = [(sign, text) for sign, text in found if not sign.hint and (sign, text) not in persons]
    if persons and not sure:
        return persons[0]
    takes = [one for one in sure or found if one[0].takes_message]
    return min(
        takes if _all_machines(sure or found) and takes else sure or found,
        key=lambda one: (FIRST.index(one[0].who), -len(one[1])),
        default=(None, ""),
    )


def _all_machines(found: Sequence[tuple[Sign, str]]) -> bool:
    return all(sign.who is AnsweredBy.MACHINE for sign, _ in found)


def _found(words: Sequence[str], book: SignsBook) -> list[tuple[Sign, str]]:
    return [(f.says, " ".join(words[f.start : f.end])) for f in book.index.find(words)]

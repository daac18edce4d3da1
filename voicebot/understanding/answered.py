"""Who answered, told from the words: a person, a machine, an operator's announcement, a screener.

A person must never be hung up on as a machine, so without a phrase that only machines say the
answer is HUMAN, or NOT_SURE, which is treated as one. How the greeting sounded helps where words
are doubtful: people answer soon, with a word or a name, and wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.understanding.answered_signs import Sign, found_by_sound, signs_book
from voicebot.understanding.intents import Announcement, AnsweredBy
from voicebot.understanding.words import words_of

LONG_GREETING_S = 6.0
"""People answer with a word or a name; who speaks on for so long may be a machine."""

UNBROKEN_S = 3.5
"""Two things that people say too, said in one breath for so long, are a recorded greeting's."""

SLOW_S = 2.5
"""Who says nothing for so long after the answer, and then a greeting, may be a machine."""

REPLY_WORDS = 3
"""After an operator's tones so few words that are no announcement may be a person's."""

FIRST = (
    AnsweredBy.HUMAN,
    AnsweredBy.NOT_SURE,
    AnsweredBy.CALL_SCREENER,
    AnsweredBy.MACHINE,
    AnsweredBy.INTERCEPT,
)
"""An announcement that offers to take a message is a machine; what asks who we are screens."""

GENTLE = (
    Announcement.NUMBER_CHANGED,
    Announcement.SWITCHED_OFF,
    Announcement.CALLS_BARRED,
    Announcement.NOT_IN_SERVICE,
    Announcement.BUSY,
    Announcement.CONGESTED,
    Announcement.UNREACHABLE,
)
"""Of an announcement's words the first of these holds: what passes, before what is for good."""

Found = tuple[Sign, str]


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
    def slow(self) -> bool:
        """People speak sooner, or not before they are spoken to."""
        return self.silence_s >= SLOW_S

    @property
    def recorded(self) -> bool:
        """Said late, or in one breath for longer than most people greet."""
        return self.slow or (self.spoken_s is not None and self.spoken_s >= UNBROKEN_S)

    @property
    def impersonal(self) -> bool:
        """Before the answer, or after an operator's tones, no person is there."""
        return self.early_media or self.after_tones


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
    if greeting.slow:
        return AnsweredBy.NOT_SURE, "silence before the greeting"
    return AnsweredBy.HUMAN, "a greeting as people give it"


def _sign(text: str, language: str, greeting: Greeting) -> tuple[Sign | None, str]:
    book = signs_book("ru" if language == "ru" else "en")
    words = words_of(text, book.spellings)
    found = [
        (f.says, " ".join(words[f.start : f.end]))
        for f in book.index.find(words)
        if _may_be_said(f.says, greeting)
    ]
    return _decisive(found or list(found_by_sound(words, book)), greeting)


def _may_be_said(sign: Sign, greeting: Greeting) -> bool:
    """Before the answer no person speaks, and only there a call is told to go on."""
    return (
        not greeting.early_media
        if sign.who is AnsweredBy.HUMAN
        else (greeting.early_media or not sign.early_only)
    )


def _decisive(found: Sequence[Found], greeting: Greeting) -> tuple[Sign | None, str]:
    """What only a person says outweighs all but two signs in what sounds recorded; else FIRST.

    A menu that offers to take a message takes one, a full mailbox does not; of two signs alike the
    longer decides.
    """
    hints = {words for sign, words in found if sign.hint}
    counted = [one for one in found if not one[0].hint]
    others = {words for sign, words in counted if sign.who is not AnsweredBy.HUMAN}
    if greeting.recorded and len(others) > 1:
        counted = [one for one in counted if one[0].who is not AnsweredBy.HUMAN]
    if greeting.impersonal or (greeting.recorded and len(hints) > 1):
        counted = counted or list(found)
    return min(counted, key=_rank, default=(None, ""))


def _rank(found: Found) -> tuple[int, int, bool, bool, int]:
    sign, words = found
    told = GENTLE.index(sign.tells) if sign.tells else 0
    return FIRST.index(sign.who), told, not sign.full, not sign.takes_message, -len(words)

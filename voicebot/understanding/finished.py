"""Whether the words said so far are a whole utterance, or the person is still looking for the rest.

Told by the last words alone, without time or sound: "call me at" is not finished, however long the
silence after it; "no, thank you" is. Most utterances are neither plainly.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from voicebot.understanding.digits import spoken_digits
from voicebot.understanding.number_words import cardinals
from voicebot.understanding.open_ends import OPEN_ENDS, OpenEnds
from voicebot.understanding.words import words_of

LONGEST_TAIL = 4
FEWEST_OF_A_NUMBER = 3
"""Single digits said one after the other from which on they are a telephone number."""

WHOLE_NUMBER = 10
"""Digits of a national number in North America and in Russia, without the leading 1, 7 or 8."""

TRUNKS = {"en": ("1",), "ru": ("7", "8")}
Words = tuple[str, ...]
UNENDING = ("...", "…", "-", "–", "—", ",")
WORDS_OF_A_QUESTION = 3
"""«Алло?» has a question mark too, and an answering machine goes on after it."""

POLITE = frozenset({"please", "пожалуйста"})
THAT = "что"
ASKED_WITH = frozenset({"и", "за", "а", "ну", "вот", "не", "про"})
"""«Ну и что», «за что» ask; after another word «что» begins a clause."""


class Finished(StrEnum):
    """How the words end."""

    YES = "YES"
    NO = "NO"
    UNSURE = "UNSURE"


@dataclass(frozen=True, slots=True)
class Ending:
    """The judgement, and the words or the rule that made it."""

    finished: Finished
    because: str = ""


def ending_of(text: str, language: str) -> Ending:
    """How an utterance in English or Russian ends. Any text has an answer; empty text is UNSURE.

    Marks of an unfinished sentence that recognition writes ("…", a dash, a comma) count.
    """
    ends = OPEN_ENDS["ru" if language == "ru" else "en"]
    words = words_of(text, {})
    if not words:
        return Ending(Finished.UNSURE)
    whole = " ".join(words)
    if number := _number(words, language, ends):
        return number
    if whole in ends.answers:
        return Ending(Finished.YES, whole)
    mark = text.rstrip()[-1]
    if because := _opening(words, ends) or _open(words, ends):
        return Ending(Finished.NO, because)
    if text.rstrip().endswith(UNENDING):
        return Ending(Finished.NO, mark)
    asked = mark if mark == "?" and len(words) >= WORDS_OF_A_QUESTION else ""
    closed = _tail(words, ends.closers) or asked
    return Ending(Finished.YES, closed) if closed else Ending(Finished.UNSURE)


def _opening(words: Words, ends: OpenEnds) -> str:
    """The whole utterance if it only begins something, with or without a "well" before."""
    first = 0
    while first < len(words) - 1 and words[first] in ends.lead_ins:
        first += 1
    whole = " ".join(words)
    rest = " ".join(words[first:])
    return next((text for text in (whole, rest) if text in ends.openings), "")


def _open(words: Words, ends: OpenEnds) -> str:
    """The words that promise more, "" if none do."""
    if len(words) > 1 and words[-1] in POLITE:
        words = words[:-1]
    if _tail(words, ends.complete):
        return ""
    return _leads(words, ends) or _tail(words, ends.tails)


def _leads(words: Words, ends: OpenEnds) -> str:
    """The last word if it leads to another one."""
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    asks = not ends.askers.isdisjoint(words[:-1])
    leads = (
        last in ends.leading,
        last in ends.fillers and not asks,
        last in ends.stranded and not asks,
        last in ends.subjects and before not in ends.before_subject,
        last in ends.owners and before not in ends.after_noun,
        last in ends.helpers and before not in ends.persons and not _asked_about(words, ends),
        last in ends.joined and before in ends.joiners and not asks,
        last == THAT and len(words) > 2 and before not in ASKED_WITH,
    )
    return last if any(leads) else ""


def _asked_about(words: Words, ends: OpenEnds) -> bool:
    """ "Tell me who that is": the asker in the middle takes the helper's place at the end."""
    return words[0] not in ends.askers and not ends.askers.isdisjoint(words[:-1])


def _tail(words: Words, tails: Collection[Words]) -> str:
    for length in range(min(LONGEST_TAIL, len(words)), 0, -1):
        if words[-length:] in tails:
            return " ".join(words[-length:])
    return ""


def _number(words: Words, language: str, ends: OpenEnds) -> Ending | None:
    """A telephone number that is being said, or has been; None where there is none."""
    numerals = cardinals("ru" if language == "ru" else "en")
    run = 0
    while run < len(words) and (words[-1 - run] in numerals or words[-1 - run].isdecimal()):
        run += 1
    if not run:
        return None
    cued = any(word in ends.number_cues for word in words[: len(words) - run])
    said = words[len(words) - run :]
    digits = spoken_digits(" ".join(said), language)
    if not cued and not (run >= FEWEST_OF_A_NUMBER and len(digits) >= FEWEST_OF_A_NUMBER + 1):
        return None
    missing = WHOLE_NUMBER - len(digits) + digits.startswith(TRUNKS.get(language, ()))
    return Ending(Finished.NO if missing > 0 else Finished.YES, "a number")

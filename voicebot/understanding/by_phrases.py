"""The phrase layer: which phrases are in an utterance, and which of them decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicebot.understanding.intents import Intent, Meaning, RefusalKind
from voicebot.understanding.phrasebook import Match, Phrasebook
from voicebot.understanding.sounds import put_back, repaired
from voicebot.understanding.words import words_of

# When an utterance says several things, the first of these decides.
# Within "strong", what a person demands comes before what they ask, and that before courtesy.
PRECEDENCE: tuple[tuple[str, Intent, RefusalKind | None], ...] = (
    ("strong", Intent.EMERGENCY, None),
    ("strong", Intent.OPT_OUT, RefusalKind.THREAT_OF_COMPLAINT),
    ("strong", Intent.OPT_OUT, RefusalKind.ERASURE_REQUEST),
    ("strong", Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT),
    ("strong", Intent.OPT_OUT, RefusalKind.REASONED_REFUSAL),
    ("strong", Intent.REFUSAL, RefusalKind.HOSTILE_REFUSAL),
    ("strong", Intent.WRONG_NUMBER, None),
    ("strong", Intent.WRONG_PERSON, None),
    ("strong", Intent.OPERATOR, None),
    ("strong", Intent.COMPLAINT, None),
    ("strong", Intent.ALREADY_DONE, None),
    ("strong", Intent.REFUSAL, RefusalKind.DEFERRED_REFUSAL),
    ("strong", Intent.CALLBACK, None),
    ("strong", Intent.REFUSAL, RefusalKind.SOFT_REFUSAL),
    ("strong", Intent.THIRD_PARTY, None),
    ("strong", Intent.OTHER_LANGUAGE, None),
    ("strong", Intent.WHO_IS_THIS, None),
    ("strong", Intent.REPEAT, None),
    ("strong", Intent.AFFIRM, None),
    ("strong", Intent.GREETING, None),
    ("strong", Intent.BACKCHANNEL, None),
    ("weak", Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT),
    ("weak", Intent.OPT_OUT, RefusalKind.REASONED_REFUSAL),
    ("weak", Intent.REFUSAL, RefusalKind.HOSTILE_REFUSAL),
    ("weak", Intent.OPERATOR, None),
    ("weak", Intent.COMPLAINT, None),
    ("weak", Intent.ALREADY_DONE, None),
    ("weak", Intent.CALLBACK, None),
    ("weak", Intent.THIRD_PARTY, None),
    ("weak", Intent.WRONG_PERSON, None),
    ("weak", Intent.REFUSAL, RefusalKind.SOFT_REFUSAL),
    ("weak", Intent.WHO_IS_THIS, None),
    ("weak", Intent.REPEAT, None),
    ("weak", Intent.AFFIRM, None),
    ("weak", Intent.GREETING, None),
    ("strong", Intent.OTHER, None),
)
RANK = {key: place for place, key in enumerate(PRECEDENCE)}

NOTHING_MATCHED = 0.3  # confidence of OTHER when no phrase was found
# What recognition tends to spoil, and people need most. Every other meaning gives way to these,
# even where they are heard only once misheard words were put right: "not today, don't fall". Whole
# phrases are guessed by their sound only where no more than these was understood.
REPAIRABLE = frozenset({Intent.OPT_OUT, Intent.WRONG_NUMBER, Intent.OPERATOR})
GIVES_WAY_TO_REPAIR = frozenset(Intent) - REPAIRABLE - {Intent.EMERGENCY}
SAYS_LITTLE = frozenset({Intent.OTHER, Intent.GREETING, Intent.BACKCHANNEL, Intent.AFFIRM})
WORDS_PUT_BACK = 0.85  # a meaning that rests on words put back is so much less sure


@dataclass(frozen=True, slots=True)
class Reading:
    """What the phrases make of an utterance, with the words and the phrases they were found in.

    `strong` is true where a strong phrase decided. `misheard` is true where words had to be put
    right first.
    """

    words: tuple[str, ...]
    matches: tuple[Match, ...]
    meaning: Meaning
    strong: bool = False
    misheard: bool = False


def read(text: str, book: Phrasebook) -> Reading:
    """Find the phrases in an utterance and let the first in PRECEDENCE decide."""
    words = words_of(text, book.spellings)
    matches = tuple(book.matches(words))
    meaning = _decided(text, words, matches)
    if meaning.intent in GIVES_WAY_TO_REPAIR:
        little = meaning.intent in SAYS_LITTLE and not any(m.says.covers for m in matches)
        better = _misheard(text, words, book, little)
        if better is not None:
            return Reading(words, matches, better, misheard=True)
    strong = bool(matches) and min(matches, key=_rank).says.strength == "strong"
    return Reading(words, matches, meaning, strong)


def _misheard(text: str, words: Sequence[str], book: Phrasebook, little: bool) -> Meaning | None:
    """The meaning with misheard words put right, if that is one that recognition tends to spoil."""
    put_right = put_back(words, book)
    if put_right != words:
        better = _decided(text, put_right, book.matches(put_right))
        if better.intent in REPAIRABLE:
            return _less_sure(better, WORDS_PUT_BACK, f"heard for {better.because!r}")
    if not little:
        return None
    for repair in repaired(put_right, book):
        better = _decided(text, repair.words, book.matches(repair.words))
        if better.intent is repair.intent:
            return _less_sure(better, repair.likeness, f"sounds like {repair.phrase!r}")
    return None


def _less_sure(meaning: Meaning, share: float, because: str) -> Meaning:
    """A meaning that rests on a guess is never enough to act upon before the words are final."""
    sure = round(meaning.confidence * share, 3)
    return replace(meaning, confidence=sure, unmistakable=False, because=because)


def _decided(text: str, words: Sequence[str], matches: Sequence[Match]) -> Meaning:
    if not matches:
        return Meaning(text, Intent.OTHER, NOTHING_MATCHED, because="no phrase matched")
    best = min(matches, key=_rank)
    phrase = best.says
    return Meaning(
        text=text,
        intent=phrase.intent,
        confidence=phrase.confidence,
        refusal_kind=phrase.kind,
        opt_out=phrase.intent is Intent.OPT_OUT or _demands_besides(phrase.intent, matches),
        unmistakable=any(m.says.unmistakable and m.says.intent is phrase.intent for m in matches),
        because=" ".join(words[best.start : best.end]),
    )


def _demands_besides(intent: Intent, matches: Sequence[Match]) -> bool:
    """True where who is in danger demands in the same breath, unmistakably, that calls stop.

    Less is not enough: "leave me alone" may be said to whoever is the danger.
    """
    return intent is Intent.EMERGENCY and any(
        match.says.unmistakable and match.says.intent is Intent.OPT_OUT for match in matches
    )


def _rank(match: Match) -> tuple[int, int]:
    phrase = match.says
    return RANK[(phrase.strength, phrase.intent, phrase.kind)], match.start - match.end

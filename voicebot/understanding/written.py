"""What a written message means: sentence by sentence, the strongest demand decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voicebot.understanding.doubtful import counted
from voicebot.understanding.intents import Intent, Meaning, RefusalKind
from voicebot.understanding.meaning import PHRASES_ALONE, Understanding
from voicebot.understanding.phrasebook import LANGUAGES, phrasebook
from voicebot.understanding.words import script_of, words_of

STOP_WORDS = frozenset(
    {
        # 47 CFR 64.1200(a)(10): each of them alone revokes consent
        "stop", "quit", "end", "revoke", "opt out", "optout", "cancel", "unsubscribe",
        "stop all", "stopall",
        "стоп", "отписаться", "отписка", "отпишите", "отказаться", "хватит", "прекратите",
    }
)  # fmt: skip
_COURTESY = frozenset({"please", "now", "thanks", "thank", "you", "пожалуйста", "спасибо"})
_SENTENCE = re.compile(r"[.!?;\n…]+")
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"\s*>")
_EARLIER = re.compile(
    r"\s*(-{2,}\s*(original message|исходное сообщение|пересылаемое сообщение)|"
    r"on .{1,120} wrote:|.{1,120} (написал|написала|пишет)[^:]{0,60}:)",
    re.IGNORECASE,
)
_SAID_BESIDES = frozenset({Intent.OPT_OUT, Intent.COMPLAINT})
_LIKELIER_THAN_NOT = 0.5  # a complaint that is a mere guess among many meanings is none


@dataclass(frozen=True, slots=True)
class Written:
    """A message, understood. `opt_out` and `complaint` are the sentences that say so, or None."""

    opt_out: Meaning | None = None
    complaint: Meaning | None = None

    @property
    def erasure(self) -> bool:
        """True if the person wants their data deleted."""
        kind = self.opt_out.refusal_kind if self.opt_out else None
        return kind is RefusalKind.ERASURE_REQUEST


def read_written(
    text: str, language: str = "", understanding: Understanding = PHRASES_ALONE
) -> Written:
    """What a message demands. Quoted earlier messages, ours among them, are not the person's words.

    What is likely a demand that calls stop counts as one: its writer cannot be asked, as the person
    on a call is, and no answer counts as a yes there too. `language` is a code; "" is told from the
    script of each sentence.
    """
    opt_outs: list[Meaning] = []
    complaints: list[Meaning] = []
    for sentence in _sentences(text):
        for meaning in _meanings(sentence, language, understanding):
            demand = counted(meaning)
            if demand.opt_out:
                opt_outs.append(demand)
            if _complains(meaning):
                complaints.append(meaning)
    surest = max(opt_outs, key=_weight, default=None)
    return Written(surest, complaints[0] if complaints else None)


def own_words(text: str) -> str:
    """A message without the earlier ones it quotes."""
    own = []
    for line in text.splitlines():
        if _EARLIER.match(line):
            break
        if not _QUOTED.match(line):
            own.append(line)
    return "\n".join(own)


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(own_words(text)):
        if sentence.strip():
            yield sentence.strip()


def _meanings(sentence: str, language: str, understanding: Understanding) -> Iterator[Meaning]:
    """What a sentence means, and what it demands or complains of besides.

    In a call one meaning decides what is done next; a letter may say several things at once.
    """
    if _is_stop_word(sentence):
        kind = RefusalKind.EXPLICIT_OPT_OUT
        yield Meaning(sentence, Intent.OPT_OUT, 1.0, kind, opt_out=True, because=sentence)
        return
    spoken = _language_of(sentence, language)
    yield understanding.meaning(sentence, spoken)
    book = phrasebook(spoken)
    words = words_of(sentence, book.spellings)
    for match in book.matches(words):
        says = match.says
        if says.strength == "strong" and says.intent in _SAID_BESIDES:
            because = " ".join(words[match.start : match.end])
            stops = says.intent is Intent.OPT_OUT
            yield Meaning(sentence, says.intent, says.confidence, says.kind, stops, because=because)


def _language_of(text: str, language: str) -> str:
    """By the script where it is not the language's own: people write in several."""
    if script_of(text) == "cyrillic":
        return "ru"
    return language if language in LANGUAGES and language != "ru" else "en"


def _is_stop_word(sentence: str) -> bool:
    words = [word for word in _WORD.findall(sentence.lower()) if word not in _COURTESY]
    return " ".join(words) in STOP_WORDS


def _complains(meaning: Meaning) -> bool:
    threat = meaning.refusal_kind is RefusalKind.THREAT_OF_COMPLAINT
    sure = meaning.confidence >= _LIKELIER_THAN_NOT
    return threat or (meaning.intent is Intent.COMPLAINT and sure)


def _weight(meaning: Meaning) -> tuple[bool, float]:
    """A wish to be erased, or a threat, says more than the demand to stop beside it."""
    return meaning.refusal_kind is not RefusalKind.EXPLICIT_OPT_OUT, meaning.confidence

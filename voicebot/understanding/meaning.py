"""An utterance's meaning, by two layers (docs/decisions/0012-two-layers.md).

The phrase layer is decisive for explicit demands that calls stop and for emergencies. For all else
the text classifier decides, which counts the phrases that were found among its features.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from voicebot.understanding.by_phrases import NOTHING_MATCHED, read
from voicebot.understanding.callback import callback_time
from voicebot.understanding.classifier import TextClassifier
from voicebot.understanding.combining import combined
from voicebot.understanding.intents import Intent, Meaning
from voicebot.understanding.phrasebook import LANGUAGES, phrasebook
from voicebot.understanding.words import script_of, words_of

ACROSS_LANGUAGES = (
    0.9  # a meaning found in the language that was not asked for is so much less sure
)
COUNTS_IN_ANY_LANGUAGE = frozenset({Intent.OPT_OUT, Intent.EMERGENCY, Intent.REFUSAL})
SCRIPTS = {"en": "latin", "ru": "cyrillic"}
LONGEST_TEXT = 20_000  # characters; of a longer text the beginning and the end are read
NO_EXPECTATION: frozenset[str] = frozenset()
THANKS = frozenset({"thank", "thanks", "спасибо", "благодарю"})
"""No nod: "thank you" may be all that was heard of "no, thank you"."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """Understands utterances. `classifiers` by language; without one the phrases stand alone."""

    classifiers: Mapping[str, TextClassifier] = field(default_factory=dict)

    def meaning(
        self,
        text: str,
        language: str,
        *,
        now: datetime | None = None,
        zone: str = "UTC",
        expecting: frozenset[str] = NO_EXPECTATION,
    ) -> Meaning:
        """What one utterance means. Any text has an answer.

        `now` (aware) and `zone` (IANA, the called party's) are for the time a person asks to be
        called at. `expecting` holds the intents that the current step has answers for: a nod
        ("uh-huh") affirms only where "affirm" is expected; thanks alone affirm nothing.
        """
        script = script_of(text)
        if script == "none":
            return Meaning(text, Intent.OTHER, NOTHING_MATCHED, because="no words")
        if script != SCRIPTS.get(language, "latin"):
            return self._in_another_language(text, script)
        meaning = self._in(text, language if language in LANGUAGES else "en")
        if meaning.intent is Intent.CALLBACK and now is not None:
            return replace(meaning, callback_at=callback_time(text, language, now, zone))
        nods = meaning.intent is Intent.BACKCHANNEL and THANKS.isdisjoint(words_of(text, {}))
        if nods and Intent.AFFIRM in expecting:
            return Meaning(text, Intent.AFFIRM, 0.75, because=meaning.because)
        return meaning

    def _in(self, text: str, language: str) -> Meaning:
        reading = read(_bounded(text), phrasebook(language))
        if reading.meaning.text != text:
            reading = replace(reading, meaning=replace(reading.meaning, text=text))
        classifier = self.classifiers.get(language)
        if classifier is None:
            return reading.meaning
        guess = classifier.guess(reading.words, reading.matches, _bounded(text))
        return combined(reading, guess, classifier.thresholds)

    def _in_another_language(self, text: str, script: str) -> Meaning:
        """A demand to stop counts in any language; all else is another language."""
        for language, known in SCRIPTS.items():
            if script == known:
                meaning = self._in(text, language)
                if meaning.intent in COUNTS_IN_ANY_LANGUAGE:
                    sure = round(meaning.confidence * ACROSS_LANGUAGES, 3)
                    return replace(meaning, confidence=sure)
        return Meaning(text, Intent.OTHER_LANGUAGE, 0.9, because=f"{script} script")


PHRASES_ALONE = Understanding()


def understand(
    text: str,
    language: str,
    *,
    now: datetime | None = None,
    zone: str = "UTC",
    expecting: frozenset[str] = NO_EXPECTATION,
) -> Meaning:
    """What one utterance means by phrases alone; see `Understanding.meaning`."""
    return PHRASES_ALONE.meaning(text, language, now=now, zone=zone, expecting=expecting)


def _bounded(text: str) -> str:
    half = LONGEST_TEXT // 2
    return text if len(text) <= LONGEST_TEXT else f"{text[:half]} {text[-half:]}"

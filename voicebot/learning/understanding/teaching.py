"""A new version of the classifiers, with its card."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from typing import Any

from voicebot.learning.understanding import seconding
from voicebot.learning.understanding.choosing import (
    MOST_FALSE_EMERGENCIES,
    MOST_FIGURATIVE,
    MOST_MISHEARD_ALARMS,
    MOST_NEAR_ALARMS,
    MOST_NEEDLESS_QUESTIONS,
    MOST_TALK_ALARMS,
    Choice,
    choose,
)
from voicebot.learning.understanding.corpus import Corpus
from voicebot.learning.understanding.evaluating import Answer, Evaluation
from voicebot.learning.understanding.measuring import figures_of
from voicebot.learning.understanding.model_file import to_parts
from voicebot.learning.understanding.seconding import seconded
from voicebot.learning.understanding.splitting import FOLDS, is_test
from voicebot.learning.understanding.training import (
    INVERSE_REGULARISATION,
    LEAST_SEEN,
    SHARES,
    Example,
    examples_of,
    fitted,
    space_of,
)
from voicebot.understanding.classifier import TextClassifier, guess_of
from voicebot.understanding.combining import combined
from voicebot.understanding.sentence_reader import SentenceReader

LIMITS = (
    "Sees the words of one utterance and not what was asked before it.",
    "Words it has not met weigh nothing; runs of letters stand in for them.",
    "Learned from written utterances and, where the corpus has it, what recognition made of them.",
    "Probabilities are honest on words like those of the corpus, not on every stranger's.",
)
LIBRARIES = ("scikit-learn", "numpy", "scipy", "skops", "pymorphy3", "snowballstemmer")


@dataclass(frozen=True, slots=True)
class Taught:
    """One language's classifier and what its card says of it."""

    classifier: TextClassifier
    card: dict[str, Any]
    reader: str | None = None


def teach(corpus: Corpus, reader: SentenceReader | None = None, named: str = "") -> Taught:
    """Train on the families of the training part; choose thresholds on left-out ones of it.

    With a reader, which is trained before and has the version `named`, how much it counts is chosen
    too.
    """
    rows = [row for row in (*corpus.rows, *corpus.heard) if not is_test(row.group)]
    examples = examples_of(rows, corpus.language)
    choice = choose(examples, reader)
    made = _classifier(examples, corpus.language, choice)
    left_out = _left_out(choice, made)
    features = sum(map(len, made.space.places))
    card = {
        "families": len(corpus.families),
        "utterances": len(corpus.rows),
        "trained_on": len(examples),
        "heard": sum(bool(row.through) for row in rows),
        "corpus_sha256": corpus.digest,
        "features": features,
        "temperature": choice.temperature,
        "agreement": asdict(choice.agreement),
        "reader": named or None,
        "opinions": asdict(choice.opinions) if choice.opinions else None,
        "thresholds": asdict(choice.thresholds),
        "left_out": figures_of(left_out),
    }
    return Taught(made, card, named or None)


def _classifier(examples: list[Example], language: str, choice: Choice) -> TextClassifier:
    """The classifier of all examples, with what was chosen on left-out ones."""
    space = space_of(examples)
    weights, bias = fitted(space, examples)
    return TextClassifier(
        language,
        space,
        weights,
        bias,
        choice.temperature,
        choice.thresholds,
        seconded(space, examples).counting(choice.agreement),
        opinions=choice.opinions,
    )


def _left_out(choice: Choice, made: TextClassifier) -> Evaluation:
    """What both layers make of each example when its family was left out of the fit."""
    out = choice.left_out
    each = zip(choice.examples, out.labels, out.second, out.third, strict=True)
    guesses = ((e, guess_of(made.weighed(odds, second, third))) for e, odds, second, third in each)
    return Evaluation(
        tuple(Answer(e.row, combined(e.reading, guess, made.thresholds)) for e, guess in guesses)
    )


def parts_of(taught: Iterable[Taught]) -> dict[str, dict[str, Any]]:
    """What the shelf keeps, by language."""
    return {one.classifier.language: to_parts(one.classifier, one.reader) for one in taught}


def card_of(taught: Iterable[Taught]) -> dict[str, Any]:
    """The card for programs."""
    return {
        "task": "understanding",
        "languages": {one.classifier.language: one.card for one in taught},
        "method": {
            "model": "multinomial logistic regression",
            "inverse_regularisation": INVERSE_REGULARISATION,
            "second_opinion": "logistic regression, a demand or none, with the order of words",
            "second_opinion_inverse_regularisation": seconding.INVERSE_REGULARISATION,
            "block_shares": SHARES,
            "least_seen": LEAST_SEEN,
            "folds": FOLDS,
        },
        "chosen_so_that_the_classifier_adds": {
            "opt_outs_on_hard_negatives_at_most": MOST_NEAR_ALARMS,
            "opt_outs_on_talk_at_most": MOST_TALK_ALARMS,
            "opt_outs_on_misheard_words_at_most": MOST_MISHEARD_ALARMS,
            "needless_questions_at_most": MOST_NEEDLESS_QUESTIONS,
            "false_emergencies_at_most": MOST_FALSE_EMERGENCIES,
            "true_emergencies_taken_for_figures_of_speech_at_most": MOST_FIGURATIVE,
        },
        "limits": list(LIMITS),
        "libraries": {name: installed(name) for name in LIBRARIES},
    }

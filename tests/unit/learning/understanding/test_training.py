"""Training on a corpus small enough to see through."""

from pathlib import Path

import numpy as np
import pytest

from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.corpus import Corpus, Family, Row
from voicebot.learning.understanding.evaluating import Answer, Evaluation
from voicebot.learning.understanding.loading import TASK, understanding_from
from voicebot.learning.understanding.teaching import Taught, card_of, parts_of, teach
from voicebot.understanding.intents import Intent, Meaning, RefusalKind
from voicebot.understanding.label import Label
from voicebot.understanding.meaning import Understanding

STOP = Label(Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT)
BIRDS = ("heron", "plover", "curlew", "wigeon", "gannet", "avocet")
TREES = ("rowan", "alder", "spruce", "hazel", "larch", "willow")


def family(name: str, label: Label, words: tuple[str, ...], frame: str) -> Family:
    return Family(name, label, "", tuple(frame.format(word) for word in words))


def small_corpus() -> Corpus:
    frames = ("the {} again", "a {} is here", "one {} too many", "see the {}", "oh the {}", "my {}")
    families = []
    for k, frame in enumerate(frames):
        families.append(family(f"birds-{k}", STOP, BIRDS, frame))
        families.append(family(f"trees-{k}", Label(Intent.OTHER), TREES, frame))
    return Corpus("en", tuple(families), (), (), (), "0" * 64)


@pytest.fixture(scope="module")
def taught() -> Taught:
    return teach(small_corpus())


def test_words_decide_where_no_phrase_does(taught: Taught) -> None:
    understanding = Understanding({"en": taught.classifier})
    said = understanding.meaning("there was a curlew", "en")
    assert (said.opt_out, said.refusal_kind) == (True, RefusalKind.EXPLICIT_OPT_OUT)
    assert "curlew" in said.because
    assert not understanding.meaning("there was a spruce", "en").opt_out


def test_training_again_gives_the_same_classifier(taught: Taught) -> None:
    again = teach(small_corpus()).classifier
    assert np.array_equal(again.weights, taught.classifier.weights)
    assert again.thresholds == taught.classifier.thresholds


def test_a_classifier_from_the_shelf_answers_as_the_one_that_was_trained(
    taught: Taught, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path)
    shelf.promote(TASK, shelf.put(TASK, parts_of([taught]), card_of([taught]), ""))
    loaded, made = understanding_from(shelf), Understanding({"en": taught.classifier})
    for text in ("a heron is here", "the larch", "good morning", "stop calling me"):
        one, other = loaded.meaning(text, "en"), made.meaning(text, "en")
        assert (one.intent, one.opt_out) == (other.intent, other.opt_out)
        assert one.confidence == pytest.approx(other.confidence, abs=0.01)


def test_without_a_promoted_version_the_phrases_stand_alone(tmp_path: Path) -> None:
    understanding = understanding_from(Shelf(tmp_path))
    assert understanding.meaning("stop calling me", "en").opt_out
    assert not understanding.classifiers


def answer(true: Label, taken: Label, near: str = "", asked: bool = False) -> Answer:
    stops = taken.intent is Intent.OPT_OUT
    meaning = Meaning("", taken.intent, 1.0, taken.kind, opt_out=stops, unclear_demand=asked)
    return Answer(Row("", true, "", near), meaning)


def test_every_alarm_is_counted_where_it_belongs() -> None:
    other, hostile = Label(Intent.OTHER), Label(Intent.REFUSAL, RefusalKind.HOSTILE_REFUSAL)
    evaluation = Evaluation(
        (
            answer(STOP, STOP),
            answer(STOP, other, asked=True),
            answer(STOP, other),
            answer(other, STOP, near="opt_out"),
            answer(other, other),
            answer(hostile, STOP),
            answer(Label(Intent.EMERGENCY), hostile),
        )
    )
    assert (evaluation.recall(Intent.OPT_OUT).found, evaluation.recall(Intent.OPT_OUT).of) == (1, 3)
    assert (evaluation.precision(STOP).found, evaluation.precision(STOP).of) == (1, 3)
    assert evaluation.stopped_or_asked.found == 2
    assert (evaluation.near_alarms.found, evaluation.near_alarms.of) == (1, 1)
    assert (evaluation.talk_alarms.found, evaluation.talk_alarms.of) == (0, 2)
    assert (evaluation.refusal_alarms.found, evaluation.refusal_alarms.of) == (1, 1)
    assert (evaluation.emergencies_refused.found, evaluation.emergencies_refused.of) == (1, 1)
    assert evaluation.confusions[0] == (STOP, other, 2)

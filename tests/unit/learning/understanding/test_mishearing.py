"""Words taken for others as they were heard to be taken for others."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.learning.understanding.test_seconding import in_order
from voicebot.learning.understanding.corpus import Row
from voicebot.learning.understanding.mishearing import (
    MOST_MISTAKEN,
    Mishearing,
    misheard,
    mishearing_of,
)
from voicebot.learning.understanding.splitting import LEFT_OUT, fold_of, is_test
from voicebot.understanding.label import LABELS

PAIRS = [
    (("stop", "calling", "me"), ("stop", "cooling", "me")),
    (("stop", "calling", "me"), ("stop", "calling", "me")),
    (("wrong", "number"), ("frog", "number")),
    (("take", "me", "off", "the", "list"), ("take", "of", "the", "list")),
    (("do", "not", "ring"), ("do", "not")),
]
VOCABULARY = sorted({word for said, _ in PAIRS for word in said})
KNOWN = mishearing_of(PAIRS, VOCABULARY)
UTTERANCES = st.lists(st.sampled_from([*VOCABULARY, "colling"]), max_size=12).map(tuple)
CHANCES = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def test_what_was_heard_in_place_of_words_is_counted() -> None:
    assert KNOWN.taken_for == {
        ("calling",): Counter({("cooling",): 1}),
        ("wrong",): Counter({("frog",): 1}),
        ("me", "off"): Counter({("of",): 1}),
        ("ring",): Counter({(): 1}),
    }
    assert KNOWN.usual == pytest.approx(4 / 16)


def test_a_word_that_is_often_mistaken_is_mistaken_more_than_others() -> None:
    assert KNOWN.rates["wrong"] > KNOWN.rates["number"] > 0


@given(UTTERANCES, CHANCES)
def test_nothing_is_heard_but_what_was_said_what_it_was_taken_for_and_words_alike(
    words: tuple[str, ...], chance: np.random.Generator
) -> None:
    heard, mistaken = KNOWN.heard(words, chance)
    assert set(heard) <= {*words, *VOCABULARY, "cooling", "frog", "of"}
    assert 0 <= mistaken <= len(words)
    if not mistaken:
        assert heard == words


@given(UTTERANCES, CHANCES)
def test_recognition_without_mistakes_makes_none(
    words: tuple[str, ...], chance: np.random.Generator
) -> None:
    faultless = mishearing_of([(said, said) for said, _ in PAIRS], VOCABULARY)
    assert Mishearing({}, {}, 0.0, VOCABULARY).heard(words, chance) == (words, 0)
    assert faultless.heard(words, chance) == (words, 0)


def test_some_utterances_are_misheard_and_keep_their_meaning() -> None:
    corpus = in_order()
    family = next(f for f in corpus.families if not is_test(f.name) and fold_of(f.name) != LEFT_OUT)
    said = family.say[0]
    broken = "ptarmigan " + said.split(" ", 1)[1]
    heard = Row(broken, family.label, family.name, through="engine", said=said)
    corpus = replace(corpus, heard=(heard,))
    made = list(misheard(corpus, corpus.rows, share=1.0))
    assert made == list(misheard(corpus, corpus.rows, share=1.0))
    assert not list(misheard(corpus, corpus.rows, share=0.0))
    assert any("ptarmigan" in row.text for row in made)
    assert {row.said for row in made} <= {row.text for row in corpus.rows}
    by_group = {row.group: row.label for row in corpus.rows}
    assert all(by_group[row.group] == row.label and row.label in LABELS for row in made)
    assert MOST_MISTAKEN < 0.5


def test_nothing_is_misheard_of_a_corpus_that_was_never_heard() -> None:
    corpus = replace(in_order(), heard=())
    assert not list(misheard(corpus, corpus.rows, share=1.0))

"""Which words people say: counted, kept, and asked."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.learning.understanding.test_seconding import in_order
from voicebot.errors import ModelDamaged
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.likely import (
    WORDS,
    card_of,
    card_page,
    counted,
    from_parts,
    likely_words,
)
from voicebot.understanding.likely_words import BEGIN, END

KNOWN = from_parts(counted(in_order()))
ROWS = st.lists(st.sampled_from(["heron", "rowan", "moss", "now", "never-said"]), max_size=6)


@given(ROWS)
def test_any_row_of_words_has_a_chance(words: list[str]) -> None:
    assert -20 < KNOWN.per_word(words) <= 0


@given(st.sampled_from(sorted(set(KNOWN.places) - {END})))
def test_what_may_follow_a_word_has_chances_of_one_together(word: str) -> None:
    first = KNOWN.places[word]
    total = sum(KNOWN._chance(first, second) for second in KNOWN.places.values())
    assert total == pytest.approx(1, abs=1e-6)


def test_what_is_often_said_is_likelier_than_the_same_words_in_another_order() -> None:
    assert KNOWN.per_word(["now", "heron"]) > KNOWN.per_word(["heron", "now", "now"])
    assert KNOWN.per_word(["heron"]) > KNOWN.per_word(["ptarmigan"])


def test_what_is_on_the_shelf_is_what_was_counted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert likely_words(shelf, "en") is None
    parts = counted(in_order())
    card = card_of(in_order(), parts)
    shelf.promote(WORDS, shelf.put(WORDS, {"en": parts}, card, card_page(card)))
    kept = likely_words(shelf, "en")
    assert kept is not None
    assert kept.per_word(["heron", "rowan"]) == KNOWN.per_word(["heron", "rowan"])
    assert likely_words(shelf, "ru") is None
    assert card["words"] == len(KNOWN.places)
    assert {BEGIN, END} < set(KNOWN.places)


DAMAGED: list[dict[str, Any]] = [
    {"format": 0},
    {"pairs": np.zeros(0, np.int64)},
    {"counts": np.ones(1, np.int32)},
    {"words": "one"},
    {"words": None},
]


@pytest.mark.parametrize("damage", DAMAGED, ids=range(len(DAMAGED)))
def test_damaged_words_are_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(ModelDamaged) as refused:
        from_parts(counted(in_order()) | damage)
    assert refused.value.remedy

"""A second opinion that is learned from a corpus in which only the order of words tells."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import ModelDamaged
from voicebot.learning.understanding.choosing import left_out
from voicebot.learning.understanding.corpus import Corpus, Family
from voicebot.learning.understanding.model_file import from_parts, to_parts
from voicebot.learning.understanding.packing import packed, unpacked
from voicebot.learning.understanding.seconding import seconded
from voicebot.learning.understanding.teaching import Taught, teach
from voicebot.learning.understanding.training import examples_of, space_of
from voicebot.understanding.intents import Intent, RefusalKind
from voicebot.understanding.label import Label
from voicebot.understanding.second_opinion import Agreement

STOP = Label(Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT)
BETWEEN = (
    *("moss fern", "reed", "clay loam", "silt", "peat bog", "fen", "marsh pond", "brook"),
    *("weir lock", "ford", "ridge cairn", "scree", "crag fell", "dale", "moor heath", "copse"),
)


def in_order() -> Corpus:
    """ "heron … rowan" demands, "rowan … heron" does not."""
    families = []
    for k, words in enumerate(BETWEEN):
        demand, other = (f"heron {words} rowan", f"rowan {words} heron")
        families.append(Family(f"demand-{k}", STOP, "", (demand, f"now {demand} now")))
        families.append(
            Family(f"other-{k}", Label(Intent.OTHER), "opt_out", (other, f"now {other} now"))
        )
    return Corpus("en", tuple(families), (), (), (), "0" * 64)


@pytest.fixture(scope="module")
def taught() -> Taught:
    return teach(in_order())


def test_the_order_of_words_tells_a_demand_from_its_harmless_neighbour() -> None:
    examples = examples_of(in_order().rows, "en")
    second = left_out(examples).second
    demands = np.array([example.row.label == STOP for example in examples])
    assert (second[demands] > 0).all()
    assert (second[~demands] < 0).all()


def test_the_second_opinion_in_a_call_is_the_one_that_was_learned(taught: Taught) -> None:
    examples = examples_of(in_order().rows, "en")
    space = space_of(examples)
    learned = seconded(space, examples)
    in_a_call = learned.counting(Agreement())
    for example, odds in zip(examples, learned.odds(space, examples), strict=True):
        rows, values = space.vector(example.features)
        assert in_a_call.odds(rows, values, example.order) == pytest.approx(odds, abs=1e-4)


def test_of_one_kind_of_answer_alone_nothing_is_learned() -> None:
    rows = [row for row in in_order().rows if row.label == STOP]
    examples = examples_of(rows, "en")
    space = space_of(examples)
    assert not seconded(space, examples).odds(space, examples).any()


def test_a_kept_second_opinion_says_the_same(taught: Taught) -> None:
    kept = from_parts(to_parts(taught.classifier))
    for text in ("heron lake rowan", "rowan lake heron", "good morning"):
        words = text.split()
        one, other = kept.guess(words, ()), taught.classifier.guess(words, ())
        assert one.opt_out == pytest.approx(other.opt_out, abs=0.01)
    assert kept.guess(["heron", "lake", "rowan"], ()).opt_out > 0.5
    assert kept.guess(["rowan", "lake", "heron"], ()).opt_out < 0.5


def test_a_file_from_before_second_opinions_is_read(taught: Taught) -> None:
    parts = {k: v for k, v in to_parts(taught.classifier).items() if k != "second_opinion"}
    older = from_parts(parts | {"format": 1, "weights": taught.classifier.weights})
    assert older.second_opinion is None
    assert 0 <= older.guess(["heron", "rowan"], ()).opt_out <= 1


@pytest.mark.parametrize(
    "damage",
    [
        {"order": packed(np.zeros((8, 3), dtype=np.float32))},
        {"order": {"steps": np.zeros((8, 3)), "step": np.zeros(3)}},
        {"weights": np.zeros(3, dtype=np.float16)},
        {"known": np.zeros((2, 8), dtype=np.uint8)},
        {"agreement": {"fourth": 1.0}},
    ],
)
def test_a_damaged_second_opinion_is_refused(taught: Taught, damage: Mapping[str, Any]) -> None:
    parts = to_parts(taught.classifier)
    with pytest.raises(ModelDamaged):
        from_parts(parts | {"second_opinion": parts["second_opinion"] | damage})


TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.floats(-30, 30, width=32), min_size=columns, max_size=columns), max_size=6
    ).map(lambda rows: np.array(rows, dtype=np.float32).reshape(-1, columns))
)


@given(table=TABLES)
def test_packing_loses_half_a_step_at_most(table: np.ndarray) -> None:
    kept = unpacked(packed(table))
    assert kept.shape == table.shape
    step = np.abs(table).max(axis=0, initial=0.0) / 127
    assert (np.abs(kept - table) <= step * 0.51 + 1e-6).all()

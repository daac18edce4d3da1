"""A sentence reader, from an encoder to its place among the opinions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.small_encoder import SAID, small_encoder, small_encoder_of_windows
from tests.unit.learning.understanding.test_seconding import STOP, in_order
from voicebot.errors import BadInput, ModelDamaged
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import READERS, TASK, understanding_from
from voicebot.learning.understanding.reader.drawing import in_eight_bits
from voicebot.learning.understanding.reader.fitting import padded
from voicebot.learning.understanding.reader.network import Network, Tree
from voicebot.learning.understanding.reader.reader_file import from_parts, to_parts
from voicebot.learning.understanding.reader.schedule import Schedule
from voicebot.learning.understanding.reader.start import Start
from voicebot.learning.understanding.reader.starting import start_from
from voicebot.learning.understanding.reader.teaching import (
    TaughtReader,
    card_page,
    teach_reader,
)
from voicebot.learning.understanding.teaching import card_of, parts_of, teach
from voicebot.understanding.classifier import THE_SENTENCE, in_doubt
from voicebot.understanding.label import LABELS
from voicebot.understanding.second_opinion import DEMANDS, Chances
from voicebot.understanding.sentence_reader import LONGEST, SentenceReader, ids_of
from voicebot.understanding.words import words_of

ENCODERS = {"blocks": small_encoder, "windows": small_encoder_of_windows}
SCHEDULES = {
    "blocks": Schedule(rounds=40, batch=16, rate=3e-3),
    "windows": Schedule(rounds=150, batch=16, rate=1e-2, times=1),
}


@pytest.fixture(scope="module", params=ENCODERS)
def start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Start:
    folder = tmp_path_factory.mktemp("encoder") / "small"
    return start_from(ENCODERS[request.param](folder), "en")


@pytest.fixture(scope="module")
def taught(start: Start) -> TaughtReader:
    return teach_reader(
        in_order(), start, SCHEDULES[start.network.name], lambda _done, _steps: None
    )


@pytest.fixture(scope="module")
def reader(taught: TaughtReader) -> SentenceReader:
    return from_parts(taught.parts)


def test_the_reader_tells_a_demand_from_the_same_words_in_another_order(
    reader: SentenceReader,
) -> None:
    chances = reader.chances(["heron moss rowan", "rowan moss heron"])
    demand, other = chances[:, DEMANDS].sum(axis=1)
    assert demand > 0.5 > other


def test_its_card_counts_families_that_it_has_not_learned_from(
    taught: TaughtReader, start: Start
) -> None:
    left_out = taught.card["left_out"]
    assert left_out["utterances"] > 0
    assert left_out["right"] >= 0.8 * left_out["utterances"]
    assert 0 < left_out["demands_seen"] <= left_out["demands"] < left_out["utterances"]
    page = card_page({"languages": {"en": taught.card}})
    assert f"A network of {start.network.name}, started from small" in page


@partial(jax.jit, static_argnums=0)
def odds_at_once(network: Network, tree: Tree, words: jax.Array, ids: jax.Array) -> jax.Array:
    return network.label_odds(tree, words, ids, None)


@pytest.mark.parametrize("kind", ENCODERS)
@settings(max_examples=25)
@given(words=st.lists(st.sampled_from(SAID), min_size=1, max_size=LONGEST))
def test_in_a_call_it_reads_as_it_does_while_learning(kind: str, words: list[str]) -> None:
    start, tree, exact, _ = _unlearned(kind)
    ids = ids_of(" ".join(words), start.pieces)
    rows = jax.numpy.asarray(start.words)
    odds = odds_at_once(start.network, tree, rows, padded([ids, ids[:3]]))[0]
    chances = np.asarray(jax.nn.softmax(odds))
    assert np.allclose(exact.chances([" ".join(words)])[0], chances, atol=0.01)


@pytest.mark.parametrize("kind", ENCODERS)
def test_in_eight_bits_it_reads_nearly_the_same(kind: str) -> None:
    _, _, exact, rounded = _unlearned(kind)
    said = [f"{one} {two} {three}" for one in SAID for two in SAID for three in SAID]
    difference = np.abs(exact.chances(said) - rounded.chances(said))
    assert 0 < difference.max() < 0.1


@cache
def _unlearned(kind: str) -> tuple[Start, dict[str, Any], SentenceReader, SentenceReader]:
    """What it starts from, its weights, and what is asked in a call: exactly and in eight bits."""
    with TemporaryDirectory() as folder:
        start = start_from(ENCODERS[kind](Path(folder)), "en")
    size = (start.summed, len(LABELS))
    weights = np.random.default_rng(5).normal(0, start.summed**-0.5, size).astype(np.float32)
    labels = {"weights": weights, "bias": np.zeros(len(LABELS), np.float32)}
    tree = start.tree | {"labels": labels}
    model = start.drawn(tree, start.words)
    readers = (
        from_parts(to_parts(start.pieces, one, "en")) for one in (model, in_eight_bits(model))
    )
    return start, tree, *readers


@pytest.mark.parametrize("kind", ENCODERS)
@given(text=st.text(max_size=200))
def test_any_text_has_chances_or_no_words(kind: str, text: str) -> None:
    (chances,) = _unlearned(kind)[3].chances([text])
    if words_of(text, {}):
        assert chances.sum() == pytest.approx(1)
    else:
        assert np.isnan(chances).all()


def test_what_is_read_beside_it_changes_no_reading(reader: SentenceReader) -> None:
    alone = reader.chances(["heron moss rowan"])
    beside = reader.chances(["heron moss rowan", "now", "", "rowan moss now reed heron fern moss"])
    assert (beside[0] == alone[0]).all()


def test_an_utterance_longer_than_is_read_is_cut(reader: SentenceReader) -> None:
    assert len(ids_of("moss " * 500, reader.pieces)) == LONGEST
    assert np.isfinite(reader.chances(["moss " * 500])).all()


def test_the_classifier_asks_it_where_the_others_are_in_doubt_and_nowhere_else(
    reader: SentenceReader,
) -> None:
    made = teach(in_order(), reader, "1").classifier
    asked: list[str] = []

    class Watched:
        def chances(self, texts: Sequence[str]) -> Chances:
            asked.extend(texts)
            return reader.chances(texts)

    watched = replace(made, reader=Watched())  # type: ignore[arg-type]
    said = ("heron moss rowan", "rowan moss heron", "lake", "rowan", "heron", "now", "heron lake")
    looks = {text: made.looked_at(text.split(), ()) for text in said}
    by_words = {text: made.weighed(look.odds, look.second) for text, look in looks.items()}
    for text in said:
        watched.guess(text.split(), (), text)
    assert asked == [text for text in said if in_doubt(by_words[text])]
    assert 0 < len(asked) < len(said)


def test_where_the_sentence_turned_the_meaning_the_reasons_say_so(reader: SentenceReader) -> None:
    made = teach(in_order(), reader, "1").classifier
    turned = told = 0
    for words in product(("heron", "rowan", "lake", "moss"), repeat=3):
        alone = made.guess(words, ())
        together = replace(made, reader=reader).guess(words, ())
        turned += alone.label != together.label
        told += THE_SENTENCE in together.because
        assert (THE_SENTENCE in together.because) == (alone.label != together.label)
    assert turned == told


def test_what_is_on_the_shelf_is_loaded_with_its_reader(
    tmp_path: Path, taught: TaughtReader, reader: SentenceReader
) -> None:
    shelf = Shelf(tmp_path)
    card = {"languages": {"en": taught.card}}
    version = shelf.put(READERS, {"en": taught.parts}, card, card_page(card))
    shelf.promote(READERS, version)
    made = teach(in_order(), reader, version)
    shelf.promote(TASK, shelf.put(TASK, parts_of([made]), card_of([made]), ""))
    classifier = understanding_from(shelf).classifiers["en"]
    assert classifier.reader is not None
    for text in ("heron moss rowan", "rowan moss heron", "now heron reed rowan now"):
        assert classifier.reader.chances([text]) == pytest.approx(reader.chances([text]))
        words = text.split()
        wanted = replace(made.classifier, reader=reader).guess(words, ())
        assert classifier.guess(words, ()).opt_out == pytest.approx(wanted.opt_out, abs=0.02)
    assert classifier.guess(["heron", "lake", "rowan"], ()).demand == STOP


Damage = Callable[[dict[str, Any]], dict[str, Any]]
DAMAGED: list[Damage] = [
    lambda parts: parts | {"format": 99},
    lambda parts: {name: part for name, part in parts.items() if name != "model"},
    lambda parts: parts | {"labels": ["other"]},
    lambda parts: parts | {"pieces": "no pieces"},
    lambda parts: parts | {"model": parts["model"][:-100]},
    lambda parts: parts | {"model": "no figures"},
]


@pytest.mark.parametrize("damage", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_reader_is_refused(taught: TaughtReader, damage: Damage) -> None:
    with pytest.raises(ModelDamaged) as refused:
        from_parts(damage(taught.parts))
    assert refused.value.remedy


LACKING = {"blocks": "config.json", "windows": "sp.model"}


@pytest.mark.parametrize("kind", ENCODERS)
def test_what_holds_no_encoder_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    (tmp_path / "text.zip").write_text("no zip")
    part = ENCODERS[kind](tmp_path / "part")
    (part / LACKING[kind]).unlink()
    for place in (tmp_path / "none", tmp_path / "text.zip", part):
        with pytest.raises(BadInput, match="holds no encoder") as refused:
            start_from(place, "en")
        assert "model.safetensors" in refused.value.remedy

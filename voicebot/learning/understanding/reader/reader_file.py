"""A sentence reader as plain values and arrays, the way it lies on the shelf, and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from voicebot.errors import ModelDamaged
from voicebot.understanding.label import LABELS
from voicebot.understanding.sentence_reader import Network, SentenceReader

FORMAT = 2
"""Raised when the layout changes."""


def to_parts(pieces: Tokenizer, model: bytes, language: str) -> dict[str, Any]:
    """What is kept of a network that has learned; `model` is its graph (`drawing`)."""
    return {
        "format": FORMAT,
        "language": language,
        "labels": [label.name for label in LABELS],
        "pieces": pieces.to_str(),
        "model": np.frombuffer(model, dtype=np.uint8),
    }


def from_parts(parts: Mapping[str, Any]) -> SentenceReader:
    """The reader that was kept. Raises ModelDamaged."""
    if parts.get("format") != FORMAT:
        raise ModelDamaged("the reader was written by another version", "train it anew")
    if parts.get("labels") != [label.name for label in LABELS]:
        raise ModelDamaged("the reader knows other labels", "train it anew")
    try:
        return SentenceReader(
            Tokenizer.from_str(parts["pieces"]), _network(parts["model"].tobytes())
        )
    except Exception as error:  # neither library raises anything narrower
        raise ModelDamaged(f"the reader cannot be read: {error}", "train it anew") from error


def _network(model: bytes) -> Network:
    """Asked in the thread that asks: agents are forked, and each has one processor at most."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
    (ids,) = session.get_inputs()

    def asked(table: Any) -> Any:
        (odds,) = session.run(None, {ids.name: table})
        return odds

    return asked

"""What a sentence reader starts from: a small encoder that has read much text of the language.

A folder or a zip in the layout that sentence encoders of the BERT family are published in: weights
in `model.safetensors`, pieces of words in `tokenizer.json`, `config.json`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from tokenizers import Tokenizer

from voicebot.errors import BadInput, said
from voicebot.understanding.features import Numbers
from voicebot.understanding.sentence_reader import LONGEST

Tree = dict[str, Any]
Parts = Callable[[str], bytes]
"""The content of a file by its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Pieces of words, their rows of figures, and the weights as `network` has them.

    `heads` is the number of ways in which each block's pieces look at one another.
    """

    named: str
    pieces: Tokenizer
    words: Numbers
    tree: Tree
    heads: int


def start_from(place: Path) -> Start:
    """The encoder in a folder or a zip. Raises BadInput."""
    try:
        if place.is_dir():
            return _start(place.name, lambda name: (place / name).read_bytes())
        with ZipFile(place) as archive:
            return _start(place.stem, archive.read)
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise BadInput(
            said("{file} holds no encoder to start from: {error}", file=place.name, error=error),
            "name a folder or zip with model.safetensors, tokenizer.json and config.json",
        ) from error


def _start(name: str, part: Parts) -> Start:
    from safetensors.numpy import load

    config = json.loads(part("config.json"))
    found = load(part("model.safetensors"))
    arrays = {
        key.removeprefix("bert."): np.asarray(value, np.float32) for key, value in found.items()
    }
    pieces = Tokenizer.from_str(part("tokenizer.json").decode())
    pieces.no_padding()
    pieces.no_truncation()
    places = arrays["embeddings.position_embeddings.weight"][:LONGEST]
    blocks = range(int(config["num_hidden_layers"]))
    tree = {
        "places": places + arrays["embeddings.token_type_embeddings.weight"][0],
        "first": _norm(arrays, "embeddings.LayerNorm"),
        "blocks": stacked([_block(arrays, f"encoder.layer.{number}") for number in blocks]),
    }
    words = arrays["embeddings.word_embeddings.weight"]
    return Start(name, pieces, words, tree, int(config["num_attention_heads"]))


def _norm(arrays: Mapping[str, Numbers], name: str) -> Tree:
    return {"scale": arrays[f"{name}.weight"], "shift": arrays[f"{name}.bias"]}


def _linear(arrays: Mapping[str, Numbers], *names: str) -> Tree:
    """Several side by side; the file has outputs by inputs."""
    return {
        "weights": np.concatenate([arrays[f"{name}.weight"] for name in names]).T,
        "bias": np.concatenate([arrays[f"{name}.bias"] for name in names]),
    }


def _block(arrays: Mapping[str, Numbers], name: str) -> Tree:
    sides = (f"{name}.attention.self.{side}" for side in ("query", "key", "value"))
    return {
        "looking": _linear(arrays, *sides),
        "looked": _linear(arrays, f"{name}.attention.output.dense"),
        "after_looking": _norm(arrays, f"{name}.attention.output.LayerNorm"),
        "widened": _linear(arrays, f"{name}.intermediate.dense"),
        "narrowed": _linear(arrays, f"{name}.output.dense"),
        "after_work": _norm(arrays, f"{name}.output.LayerNorm"),
    }


def stacked(blocks: Sequence[Tree]) -> Tree:
    """One tree whose arrays have the block's place as their first axis."""
    first, *_ = blocks
    return {
        name: {part: np.stack([block[name][part] for block in blocks]) for part in parts}
        for name, parts in first.items()
    }

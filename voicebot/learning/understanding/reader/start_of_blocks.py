"""Encoders of the BERT family as they are published: `model.safetensors`, `tokenizer.json`,
`config.json`.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from tokenizers import Tokenizer

from voicebot.learning.understanding.reader.blocks import Blocks
from voicebot.learning.understanding.reader.drawn_blocks import drawn_blocks
from voicebot.learning.understanding.reader.network import Tree
from voicebot.learning.understanding.reader.schedule import Schedule
from voicebot.learning.understanding.reader.start import Part, Start
from voicebot.understanding.features import Numbers
from voicebot.understanding.sentence_reader import LONGEST


def start_of_blocks(name: str, part: Part) -> Start:
    """The encoder with all its pieces. Raises KeyError, ValueError."""
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
    network = Blocks(int(config["num_attention_heads"]))
    drawn = partial(drawn_blocks, network)
    return Start(name, pieces, words, network, tree, words.shape[1], drawn, Schedule())


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

"""The sentence reader while it learns: the network of `understanding.sentence_reader` in JAX.

JAX finds the gradients; it is loaded only where a reader is trained.
"""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

Tree = dict[str, Any]
"""`places` (places by width), `first`, `blocks` and `labels`: arrays by name. The first axis of
those of `blocks` is the block's place."""

DROPPED = 0.1
"""Share of figures that are left out at random while learning (Srivastava et al., 2014)."""

UNSEEN = -1e9
_SMALLEST_SPREAD = 1e-12


def label_odds(
    tree: Tree, words: jax.Array, ids: jax.Array, chance: jax.Array | None, heads: int
) -> jax.Array:
    """Log-odds of the labels, utterances by labels.

    `words` has a row for each piece; `ids` are utterances by pieces, -1 where one has ended.
    `chance` is the source of what is left out at random, None where nothing is.
    """
    real = ids >= 0
    block_keys, first_key, last_key = _sources(tree, chance)
    x = words[jnp.maximum(ids, 0)] + tree["places"][: ids.shape[1]]
    x = _dropped(_normed(x, tree["first"]), first_key)
    unseen = jnp.where(real, 0.0, UNSEEN)[:, None, None, :]

    def work(x: jax.Array, block_and_key: Any) -> tuple[jax.Array, None]:
        block, key = block_and_key
        return _block(block, key, x, unseen, heads), None

    x, _ = jax.lax.scan(work, x, (tree["blocks"], block_keys), unroll=True)
    counted = real[..., None].astype(x.dtype)
    mean = (x * counted).sum(axis=1) / counted.sum(axis=1)
    return _linear(_dropped(mean, last_key), tree["labels"])


def _sources(tree: Tree, chance: jax.Array | None) -> tuple[Any, Any, Any]:
    if chance is None:
        return None, None, None
    first, last, rest = jax.random.split(chance, 3)
    return jax.random.split(rest, tree["blocks"]["looked"]["bias"].shape[0]), first, last


def _block(block: Tree, key: Any, x: jax.Array, unseen: jax.Array, heads: int) -> jax.Array:
    keys = (None, None) if key is None else jax.random.split(key)
    looked = _linear(_looked_at(block, x, unseen, heads), block["looked"])
    x = _normed(x + _dropped(looked, keys[0]), block["after_looking"])
    wide = jax.nn.gelu(_linear(x, block["widened"]), approximate=True)
    worked = _linear(wide, block["narrowed"])
    return _normed(x + _dropped(worked, keys[1]), block["after_work"])


def _looked_at(block: Tree, x: jax.Array, unseen: jax.Array, heads: int) -> jax.Array:
    many, pieces, width = x.shape
    parts = _linear(x, block["looking"]).reshape(many, pieces, 3, heads, width // heads)
    queries, keys, values = parts.transpose(2, 0, 3, 1, 4)
    alike = queries @ keys.transpose(0, 1, 3, 2) / jnp.sqrt(width // heads) + unseen
    looked = jax.nn.softmax(alike, axis=-1) @ values
    return looked.transpose(0, 2, 1, 3).reshape(many, pieces, width)


def _linear(x: jax.Array, part: Tree) -> jax.Array:
    return x @ part["weights"] + part["bias"]


def _normed(x: jax.Array, norm: Tree) -> jax.Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = (centred * centred).mean(axis=-1, keepdims=True) + _SMALLEST_SPREAD
    return centred * jax.lax.rsqrt(spread) * norm["scale"] + norm["shift"]


def _dropped(x: jax.Array, chance: jax.Array | None) -> jax.Array:
    if chance is None:
        return x
    kept = jax.random.bernoulli(chance, 1 - DROPPED, x.shape)
    return jnp.where(kept, x / (1 - DROPPED), 0.0)


@partial(jax.jit, static_argnames="heads")
def loss(
    tree: Tree, words: jax.Array, ids: jax.Array, targets: jax.Array, chance: jax.Array, heads: int
) -> jax.Array:
    """The mean cross-entropy of the utterances' labels, in nats."""
    odds = label_odds(tree, words, ids, chance, heads)
    said = jax.nn.log_softmax(odds, axis=-1)
    return -jnp.take_along_axis(said, targets[:, None], axis=1).mean()

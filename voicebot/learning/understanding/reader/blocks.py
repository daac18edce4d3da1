"""A network of blocks in which every piece of the utterance looks at all others.

Vaswani et al., Attention is all you need, 2017; Devlin et al., BERT, 2019.
"""

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from voicebot.learning.understanding.reader.network import Tree, dropped, linear, normed

DROPPED = 0.1
"""Share of figures that are left out at random while learning."""

UNSEEN = -1e9  # log-odds of looking at what an utterance no longer has


@dataclass(frozen=True, slots=True)
class Blocks:
    """`heads` is the number of ways in which each block's pieces look at one another.

    The tree has `places` (places by width), `first`, `blocks` and `labels`. The first axis of the
    arrays of `blocks` is the block's place.
    """

    heads: int

    @property
    def name(self) -> str:
        """What the card calls it."""
        return "blocks"

    def label_odds(
        self, tree: Tree, words: jax.Array, ids: jax.Array, chance: jax.Array | None
    ) -> jax.Array:
        """See `Network`."""
        real = ids >= 0
        block_keys, first_key, last_key = _sources(tree, chance)
        x = words[jnp.maximum(ids, 0)] + tree["places"][: ids.shape[1]]
        x = dropped(normed(x, tree["first"]), DROPPED, first_key)
        unseen = jnp.where(real, 0.0, UNSEEN)[:, None, None, :]

        def work(x: jax.Array, block_and_key: Any) -> tuple[jax.Array, None]:
            block, key = block_and_key
            return self._block(block, key, x, unseen), None

        x, _ = jax.lax.scan(work, x, (tree["blocks"], block_keys), unroll=True)
        counted = real[..., None].astype(x.dtype)
        mean = (x * counted).sum(axis=1) / counted.sum(axis=1)
        return linear(dropped(mean, DROPPED, last_key), tree["labels"])

    def _block(self, block: Tree, key: Any, x: jax.Array, unseen: jax.Array) -> jax.Array:
        keys = (None, None) if key is None else jax.random.split(key)
        looked = linear(self._looked_at(block, x, unseen), block["looked"])
        x = normed(x + dropped(looked, DROPPED, keys[0]), block["after_looking"])
        wide = jax.nn.gelu(linear(x, block["widened"]), approximate=True)
        worked = linear(wide, block["narrowed"])
        return normed(x + dropped(worked, DROPPED, keys[1]), block["after_work"])

    def _looked_at(self, block: Tree, x: jax.Array, unseen: jax.Array) -> jax.Array:
        many, pieces, width = x.shape
        parts = linear(x, block["looking"])
        parts = parts.reshape(many, pieces, 3, self.heads, width // self.heads)
        queries, keys, values = parts.transpose(2, 0, 3, 1, 4)
        alike = queries @ keys.transpose(0, 1, 3, 2) / jnp.sqrt(width // self.heads) + unseen
        looked = jax.nn.softmax(alike, axis=-1) @ values
        return looked.transpose(0, 2, 1, 3).reshape(many, pieces, width)


def _sources(tree: Tree, chance: jax.Array | None) -> tuple[Any, Any, Any]:
    if chance is None:
        return None, None, None
    first, last, rest = jax.random.split(chance, 3)
    return jax.random.split(rest, tree["blocks"]["looked"]["bias"].shape[0]), first, last

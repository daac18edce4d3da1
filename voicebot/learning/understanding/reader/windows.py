"""A network in which every piece of the utterance sees its neighbours, through windows.

Kim, Convolutional neural networks for sentence classification, 2014; the three windows and the sum
over pieces are those of the multilingual universal sentence encoder (Yang et al., 2020).
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from voicebot.learning.understanding.reader.network import Tree, dropped, linear, normed

DROPPED = 0.2
"""Share of figures that are left out at random while learning."""

UNHEARD = 0.1
"""Share of the pieces that are: recognition loses words, and the rest has to do."""

LOWEST = -1e4  # stands in for an utterance's missing pieces where the greatest are looked for


@dataclass(frozen=True, slots=True)
class Windows:
    """`sizes` are the windows in pieces; a window of n begins (n - 1) // 2 pieces before its own.

    The tree has for each window `entered`, `norm`, `first` and `second` under "window 2" and so on,
    `last` (the norm of all windows and the row itself side by side), `summed` and the four tables
    of `deep` (what is made of the sum over the pieces), and `labels`.
    """

    sizes: tuple[int, ...] = (2, 3, 5)

    @property
    def name(self) -> str:
        """What the card calls it."""
        return "windows"

    def label_odds(
        self, tree: Tree, words: jax.Array, ids: jax.Array, chance: jax.Array | None
    ) -> jax.Array:
        """See `Network`."""
        unheard, inner, outer, end = (
            (None, None, None, None) if chance is None else jax.random.split(chance, 4)
        )
        real = (ids >= 0)[..., None]
        x = jnp.where(real, words[jnp.maximum(ids, 0)], 0.0)
        if unheard is not None:
            x = x * jax.random.bernoulli(unheard, 1 - UNHEARD, real.shape)
        seen = [_seen(tree[window_name(size)], size, x, real, inner) for size in self.sizes]
        x = normed(jnp.concatenate([x, *seen], axis=-1), tree["last"])
        x = dropped(x, DROPPED, outer)
        total, pieces = jnp.where(real, x, 0.0).sum(axis=1), real.sum(axis=1)
        greatest = jnp.where(real, x, LOWEST).max(axis=1)
        made = jnp.concatenate([_deep(tree, total, pieces), total / pieces, greatest], axis=-1)
        return linear(dropped(made, DROPPED, end), tree["labels"])


def window_name(size: int) -> str:
    """What the tree calls the window of so many pieces."""
    return f"window {size}"


def _seen(
    part: Tree, size: int, x: jax.Array, real: jax.Array, chance: jax.Array | None
) -> jax.Array:
    x = jnp.where(real, normed(linear(x, part["entered"]), part["norm"]), 0.0)
    x = jnp.where(real, jax.nn.relu(linear(_side_by_side(x, size), part["first"])) + x, 0.0)
    x = dropped(x, DROPPED, None if chance is None else jax.random.fold_in(chance, size))
    return jax.nn.relu(linear(_side_by_side(x, size), part["second"])) + x


def _side_by_side(x: jax.Array, size: int) -> jax.Array:
    """Each piece's row with those of its window, side by side; zeros beyond the ends."""
    before = (size - 1) // 2
    wide = jnp.pad(x, ((0, 0), (before, size - 1 - before), (0, 0)))
    return jnp.concatenate([wide[:, k : k + x.shape[1]] for k in range(size)], axis=-1)


def _deep(tree: Tree, total: jax.Array, pieces: jax.Array) -> jax.Array:
    """Two layers with a way past each, of the sum over the pieces by the root of their number."""
    deep = tree["deep"]
    x = (total @ tree["summed"]["weights"] + pieces * tree["summed"]["bias"]) / jnp.sqrt(pieces)
    x = jax.nn.relu(x @ deep["past first"] + jax.nn.relu(x @ deep["first in"]) @ deep["first out"])
    return jnp.tanh(
        x @ deep["past second"] + jax.nn.relu(x @ deep["second in"]) @ deep["second out"]
    )

"""What the networks of sentence readers have in common while they learn, in JAX.

JAX finds the gradients; it is loaded only where a reader is trained.
"""

from functools import partial
from typing import Any, Protocol

import jax
import jax.numpy as jnp

Tree = dict[str, Any]
"""Arrays by name, in as many levels as the network has parts; `labels` is always one of them."""

SMALLEST_SPREAD = 1e-12


class Network(Protocol):
    """What a reader computes, with weights that are kept apart from it. Hashable."""

    @property
    def name(self) -> str:
        """What the card calls it."""

    def label_odds(
        self, tree: Tree, words: jax.Array, ids: jax.Array, chance: jax.Array | None
    ) -> jax.Array:
        """Log-odds of the labels, utterances by labels.

        `words` has a row for each piece; `ids` are utterances by pieces, -1 where one has ended.
        `chance` is the source of what is left out at random, None where nothing is.
        """


@partial(jax.jit, static_argnames="network")
def loss(
    tree: Tree,
    words: jax.Array,
    ids: jax.Array,
    targets: jax.Array,
    chance: jax.Array,
    network: Network,
) -> jax.Array:
    """The mean cross-entropy of the utterances' labels, in nats."""
    odds = network.label_odds(tree, words, ids, chance)
    said = jax.nn.log_softmax(odds, axis=-1)
    return -jnp.take_along_axis(said, targets[:, None], axis=1).mean()


def linear(x: jax.Array, part: Tree) -> jax.Array:
    """x @ weights + bias."""
    return x @ part["weights"] + part["bias"]


def normed(x: jax.Array, norm: Tree) -> jax.Array:
    """Each row brought to mean 0 and spread 1, then scaled (Ba et al., 2016)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = (centred * centred).mean(axis=-1, keepdims=True) + SMALLEST_SPREAD
    return centred * jax.lax.rsqrt(spread) * norm["scale"] + norm["shift"]


def dropped(x: jax.Array, share: float, chance: jax.Array | None) -> jax.Array:
    """A share of the figures left out at random, the rest raised (Srivastava et al., 2014)."""
    if chance is None:
        return x
    kept = jax.random.bernoulli(chance, 1 - share, x.shape)
    return jnp.where(kept, x / (1 - share), 0.0)

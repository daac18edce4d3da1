"""How the sentence reader learns: from utterances in batches, by gradients."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jax
import numpy as np
import numpy.typing as npt
import optax

from voicebot.learning.understanding.reader.network import Tree, loss
from voicebot.learning.understanding.reader.schedule import Schedule
from voicebot.learning.understanding.reader.start import Start
from voicebot.understanding.label import LABELS
from voicebot.understanding.sentence_reader import LONGEST

Ids = npt.NDArray[np.int32]
Progress = Callable[[int, int], None]


WIDTHS = (6, 9, 12, 16, 24, LONGEST)
"""Batches are as wide as one of these; each width is compiled once."""

SORTED = 50
"""So many batches are drawn at once and sorted by length, so that few are mostly empty."""


def fitted(
    start: Start,
    ids: Sequence[Sequence[int]],
    targets: Sequence[int],
    schedule: Schedule,
    progress: Progress,
) -> Tree:
    """The network's weights after learning. The rows of the pieces stay as they were, so that words
    that no utterance had keep their place among those that some had."""
    tree = start.tree | {"labels": _unlearned(start)}
    steps = int(len(ids) * schedule.rounds / schedule.batch)
    rule = _rule(schedule, steps)
    state = rule.init(tree)
    words = jax.numpy.asarray(start.words)

    def step(tree: Tree, state: Any, ids: Any, targets: Any, chance: Any) -> tuple[Tree, Any]:
        slopes = jax.grad(loss)(tree, words, ids, targets, chance, start.network)
        changes, state = rule.update(slopes, state, tree)
        return optax.apply_updates(tree, changes), state

    step = jax.jit(step)
    chances = jax.random.split(jax.random.PRNGKey(schedule.seed), max(1, steps))
    for done, batch in zip(range(steps), _batches(ids, schedule), strict=False):
        wanted = np.array([targets[k] for k in batch])
        tree, state = step(tree, state, padded([ids[k] for k in batch]), wanted, chances[done])
        progress(done + 1, steps)
    return dict(jax.tree.map(np.asarray, tree))


def _unlearned(start: Start) -> Tree:
    size = (start.summed, len(LABELS))
    weights = np.random.default_rng(0).normal(0, start.summed**-0.5, size)
    return {"weights": weights.astype(np.float32), "bias": np.zeros(len(LABELS), np.float32)}


def _rule(schedule: Schedule, steps: int) -> optax.GradientTransformation:
    def adam(rate: float) -> optax.GradientTransformation:
        warm = max(1, int(schedule.warm * steps))
        course = optax.warmup_cosine_decay_schedule(0.0, rate, warm, max(warm + 1, steps))
        return optax.adamw(course, weight_decay=schedule.decay)

    def age(tree: Tree) -> Tree:
        return {name: "new" if name == "labels" else "old" for name in tree}

    old, new = adam(schedule.rate), adam(schedule.rate * schedule.times)
    both = optax.multi_transform({"old": old, "new": new}, age)
    return optax.chain(optax.clip_by_global_norm(schedule.steepest), both)


def _batches(ids: Sequence[Sequence[int]], schedule: Schedule) -> Iterator[list[int]]:
    """For ever, whole rounds through the utterances in an order of chance."""
    chance = np.random.default_rng(schedule.seed)
    many = schedule.batch * SORTED
    while True:
        order = chance.permutation(len(ids))
        for first in range(0, len(order), many):
            drawn = sorted(order[first : first + many], key=lambda k: len(ids[k]))
            starts = range(0, len(drawn), schedule.batch)
            for place in chance.permutation(len(starts)):
                batch = drawn[starts[place] : starts[place] + schedule.batch]
                if len(batch) == schedule.batch or len(ids) < schedule.batch:
                    yield [int(k) for k in batch]


def padded(ids: Sequence[Sequence[int]]) -> Ids:
    """Utterances by pieces, -1 after an utterance's end; what is longer than LONGEST is cut."""
    longest = min(LONGEST, max(map(len, ids)))
    width = next(width for width in WIDTHS if width >= longest)
    table = np.full((len(ids), width), -1, dtype=np.int32)
    for row, one in zip(table, ids, strict=True):
        row[: min(width, len(one))] = one[:width]
    return table

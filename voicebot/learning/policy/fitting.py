"""A model of the three targets for rehearsals: a small one, or one chosen as the product's is."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars import col

from voicebot.learning.features import CATEGORIES, NUMBERS, attribute
from voicebot.learning.policy.call_model import CallModel
from voicebot.learning.policy.cold_start import called_often, of_often, rates_of
from voicebot.learning.policy.examples import Examples
from voicebot.learning.policy.foretelling import Foretelling, ShrunkRates
from voicebot.learning.policy.worth import Enough
from voicebot.learning.targets import TARGETS
from voicebot.learning.training.model_file import Stored
from voicebot.learning.training.training import train

Floats = NDArray[np.float32]

BINS = 33
"""A figure is cut into so many bins, once for the three targets: finding them is most of the work
of training on small tables."""

MOST_ROWS = 200_000
"""A model of this size learns nothing more from older calls than these."""


def fit(
    attempts: pl.DataFrame,
    features: pl.DataFrame,
    targets: pl.DataFrame,
    enough: Enough,
    attributes: Sequence[str] = (),
    seed: int = 0,
    chosen_in_time: bool = False,
) -> Foretelling | None:
    """What foretells with so many calls, as at the cold start: nothing, shrunk rates, a model.

    The three tables have the same rows in the same order, `attempts` in order of time. With
    `chosen_in_time` the model is chosen, blended and calibrated as the one of our own calls is,
    which takes a hundred times as long as the small one that rehearsals take.
    """
    usable = targets["weight"] > 0
    attempts, features = attempts.filter(usable), features.filter(usable)
    targets = targets.filter(usable)
    if _few(targets, enough):
        return _rates(attempts, targets)
    if chosen_in_time:
        return _chosen(Examples(attempts, features, targets, tuple(attributes)))
    return Trees.fit(features.tail(MOST_ROWS), targets.tail(MOST_ROWS), attributes, seed)


def _rates(attempts: pl.DataFrame, targets: pl.DataFrame) -> ShrunkRates | None:
    often = called_often(attempts)
    if not often:
        return None
    return of_often(ShrunkRates.fit(attempts["person"], attempts["purpose"], targets), often)


def _chosen(examples: Examples) -> CallModel:
    """A classifier for each target, from all rows."""
    trained = {name: train(examples.table(name)).model for name in TARGETS}
    classifiers = {name: Stored(model, None, {}) for name, model in trained.items()}
    return CallModel(classifiers, rates_of(examples))


def _few(targets: pl.DataFrame, enough: Enough) -> bool:
    return (
        targets.height < enough.calls
        or targets["harm"].sum() < enough.harms
        or targets["success"].sum() < enough.successes
    )


class Trees:
    """Boosted trees, one set for each target; missing figures and unknown words are at home."""

    def __init__(
        self, models: dict[str, Any], words: dict[str, list[str]], edges: list[Floats]
    ) -> None:
        self._models = models
        self._words = words
        self._edges = edges

    @classmethod
    def fit(
        cls, features: pl.DataFrame, targets: pl.DataFrame, attributes: Sequence[str], seed: int
    ) -> "Trees":
        """From rows of one order; the targets need both classes."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        columns = (*CATEGORIES, *map(attribute, attributes))
        words = {name: features[name].drop_nulls().unique().sort().to_list() for name in columns}
        figures, weight = _matrix(features, words), targets["weight"].to_numpy()
        edges = [_edges(column) for column in figures.T[: len(NUMBERS)]]
        rows = _binned(figures, edges)
        models = {}
        for name in TARGETS:
            model = HistGradientBoostingClassifier(
                max_iter=50,
                learning_rate=0.1,
                max_leaf_nodes=8,
                min_samples_leaf=40,
                l2_regularization=1.0,
                early_stopping=False,
                categorical_features=list(range(len(NUMBERS), len(NUMBERS) + len(columns))),
                random_state=seed,
            )
            models[name] = model.fit(rows, targets[name].to_numpy(), sample_weight=weight)
        return cls(models, words, edges)

    def foretell(self, features: pl.DataFrame) -> pl.DataFrame:
        """As in Foretelling."""
        rows = _binned(_matrix(features, self._words), self._edges)
        return pl.DataFrame(
            {name: model.predict_proba(rows)[:, 1] for name, model in self._models.items()}
        )


def _edges(column: Floats) -> Floats:
    """Where a figure's bins part: at quantiles, so that each holds about as many calls."""
    seen = column[~np.isnan(column)]
    if len(seen) == 0:
        return np.zeros(0, dtype=np.float32)
    return np.unique(np.quantile(seen, np.linspace(0, 1, BINS)[1:])).astype(np.float32)


def _binned(figures: Floats, edges: list[Floats]) -> Floats:
    """Each figure's bin; missing stays missing, and is 0 where nobody ever had the figure."""
    rows = figures.copy()
    for place, ends in enumerate(edges):
        found = np.searchsorted(ends, figures[:, place]).astype(np.float32)
        missing = np.isnan(figures[:, place]) & (len(ends) > 0)
        rows[:, place] = np.where(missing, np.nan, found)
    return rows


def _matrix(features: pl.DataFrame, words: dict[str, list[str]]) -> Floats:
    """Figures as they are, words as their place in the list of those seen in training."""
    figures = [col(name).cast(pl.Float32) for name in NUMBERS]
    coded = [
        col(name).replace_strict(
            {word: place for place, word in enumerate(known)},
            default=None,
            return_dtype=pl.Float32,
        )
        for name, known in words.items()
    ]
    return features.select(*figures, *coded).to_numpy(writable=True)

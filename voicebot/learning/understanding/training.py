"""A text classifier out of utterances whose label is known."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from voicebot.learning.understanding.corpus import Row
from voicebot.understanding.by_phrases import Reading, read
from voicebot.understanding.features import BLOCKS, Features, FeatureSpace, Numbers, features_of
from voicebot.understanding.label import LABELS
from voicebot.understanding.phrasebook import phrasebook
from voicebot.understanding.word_order import Order, order_of

SHARES = {"words": 1.0, "lemmas": 1.0, "letters": 1.0, "phrases": 1.0}
"""How much each block of features counts, by cross-validation over families."""

LEAST_SEEN = {"words": 2, "lemmas": 2, "letters": 3, "phrases": 2}
"""A feature in fewer utterances than this is left out."""

INVERSE_REGULARISATION = 50.0


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance as the classifier sees it, and which label it should get."""

    row: Row
    reading: Reading
    features: Features
    order: Order
    target: int


def examples_of(rows: Sequence[Row], language: str) -> list[Example]:
    """Read each row with the phrases of the language."""
    book = phrasebook(language)
    found = []
    for row in rows:
        reading = read(row.text, book)
        features = features_of(reading.words, language, reading.matches)
        order = order_of(reading.words, language)
        found.append(Example(row, reading, features, order, LABELS.index(row.label)))
    return found


def space_of(examples: Sequence[Example]) -> FeatureSpace:
    """The features worth knowing, each weighed by the inverse of how many utterances have it."""
    seen: list[Counter[str]] = [Counter() for _ in BLOCKS]
    for example in examples:
        for counter, found in zip(seen, example.features, strict=True):
            counter.update(found)
    places: list[dict[str, int]] = []
    rarity: list[float] = []
    for block, counter in zip(BLOCKS, seen, strict=True):
        kept = sorted(f for f, n in counter.items() if n >= LEAST_SEEN[block])
        places.append({feature: len(rarity) + k for k, feature in enumerate(kept)})
        rarity.extend(np.log((1 + len(examples)) / (1 + counter[f])) + 1 for f in kept)
    return FeatureSpace(tuple(places), np.array(rarity, dtype=np.float32), SHARES)


def matrix_of(space: FeatureSpace, examples: Sequence[Example]) -> csr_array:
    """One row per example, one column per feature."""
    vectors = [space.vector(example.features) for example in examples]
    ends = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    columns = np.concatenate([rows for rows, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_array((values, columns, ends), shape=(len(examples), len(space.rarity)))


def fitted(space: FeatureSpace, examples: Sequence[Example]) -> tuple[Numbers, Numbers]:
    """Weights (features by labels) and bias (labels)."""
    targets = np.array([example.target for example in examples])
    model = LogisticRegression(C=INVERSE_REGULARISATION, class_weight="balanced", max_iter=300)
    model.fit(matrix_of(space, examples), targets)
    weights = np.zeros((len(space.rarity), len(LABELS)), dtype=np.float32)
    bias = np.full(len(LABELS), NEVER, dtype=np.float32)
    slopes, levels = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # of two labels scikit-learn keeps the second's log-odds only
        slopes, levels = np.vstack((0 * slopes, slopes)), np.append(0, levels)
    weights[:, model.classes_] = slopes.T
    bias[model.classes_] = levels
    return weights, bias


NEVER = -30.0
"""Log-odds of a label that no example has."""

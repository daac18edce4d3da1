"""A text classifier as plain values and arrays, the way it lies on the shelf, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from voicebot.errors import ModelDamaged
from voicebot.learning.understanding.packing import packed, unpacked
from voicebot.understanding.classifier import TextClassifier, Thresholds
from voicebot.understanding.features import BLOCKS, FeatureSpace, Numbers
from voicebot.understanding.label import LABELS
from voicebot.understanding.second_opinion import Agreement, SecondOpinion
from voicebot.understanding.sentence_reader import ThreeOpinions
from voicebot.understanding.word_order import KINDS, SIZE

FORMAT = 2
"""Raised when features or layout change, so that an older file is not taken for a new one."""

WITHOUT_SECOND_OPINION = 1
"""The format of files that hold all else."""


def to_parts(classifier: TextClassifier, reader: str | None = None) -> dict[str, Any]:
    """What is kept. Weights lose precision that no answer depends on (`packing`).

    `reader` is the version of the sentence reader that it was put together with, if any.
    """
    space = classifier.space
    return {
        "format": FORMAT,
        "language": classifier.language,
        "labels": [label.name for label in LABELS],
        "features": {b: "\n".join(known) for b, known in zip(BLOCKS, space.places, strict=True)},
        "shares": dict(space.shares),
        "rarity": space.rarity.astype(np.float16),
        "weights": packed(classifier.weights),
        "bias": classifier.bias.astype(np.float32),
        "temperature": classifier.temperature,
        "thresholds": asdict(classifier.thresholds),
        "second_opinion": _second_parts(classifier.second_opinion),
        "reader": reader,
        "opinions": asdict(classifier.opinions) if classifier.opinions else None,
    }


def _second_parts(second: SecondOpinion | None) -> dict[str, Any] | None:
    if second is None:
        return None
    return {
        "weights": second.weights.astype(np.float16),
        "order": packed(second.order.T),
        "known": np.packbits(second.known, axis=1),
        "bias": second.bias,
        "agreement": asdict(second.agreement),
    }


def from_parts(parts: Mapping[str, Any]) -> TextClassifier:
    """The classifier that was kept. Raises ModelDamaged."""
    if parts.get("format") not in (FORMAT, WITHOUT_SECOND_OPINION):
        raise ModelDamaged("the classifier was written by another version", "train it anew")
    try:
        return _built(parts)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ModelDamaged(f"the classifier lacks something: {error}", "train it anew") from error


def _built(parts: Mapping[str, Any]) -> TextClassifier:
    places: list[dict[str, int]] = []
    first = 0
    for block in BLOCKS:
        known = list(filter(None, parts["features"][block].split("\n")))
        places.append({feature: first + k for k, feature in enumerate(known)})
        first += len(known)
    rarity = parts["rarity"].astype(np.float32)
    weights = _weights(parts["weights"])
    names = [label.name for label in LABELS]
    bias = parts["bias"].astype(np.float32)
    if rarity.shape != (first,) or weights.shape != (first, len(names)) or parts["labels"] != names:
        raise ValueError("other features or labels")
    return TextClassifier(
        language=parts["language"],
        space=FeatureSpace(tuple(places), rarity, parts["shares"]),
        weights=weights,
        bias=bias,
        temperature=float(parts["temperature"]),
        thresholds=Thresholds(**parts["thresholds"]),
        second_opinion=_second(parts.get("second_opinion"), first),
        opinions=_opinions(parts.get("opinions")),
    )


def _weights(kept: Any) -> Numbers:
    """Files without a second opinion hold their weights in half precision."""
    return unpacked(kept) if isinstance(kept, Mapping) else kept.astype(np.float32)


def _opinions(parts: Mapping[str, Any] | None) -> ThreeOpinions | None:
    if parts is None:
        return None
    return ThreeOpinions(**{**parts, "agreement": Agreement(**parts["agreement"])})


def _second(parts: Mapping[str, Any] | None, features: int) -> SecondOpinion | None:
    if parts is None:
        return None
    weights = parts["weights"].astype(np.float32)
    order = np.ascontiguousarray(unpacked(parts["order"]).T)
    known = np.unpackbits(parts["known"], axis=1).astype(np.bool_)
    table = (len(KINDS), SIZE)
    if weights.shape != (features,) or order.shape != table or known.shape != table:
        raise ValueError("other features")
    agreement = Agreement(**parts["agreement"])
    return SecondOpinion(weights, order, known, float(parts["bias"]), agreement)

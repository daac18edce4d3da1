"""Why a score says no, in words: what of this person's own history weighs most.

Each topic of the history is taken away in turn, as if the person had none of it, and the call is
weighed again. What the call would gain by that is the topic's weight. So a reason speaks of the
person's own past, for every kind of model.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Protocol

import polars as pl

from voicebot.learning.policy.foretelling import Foretelling
from voicebot.learning.policy.worth import WorthTable

MOST = 3
_AT_ONCE = 10_000  # rows; each is weighed once more for every topic
LANGUAGES = ("en", "ru")


class Weighs(Protocol):
    """What gives the expected worth of calls from their features."""

    def __call__(self, features: pl.DataFrame) -> pl.Series:
        """One worth a row."""
        ...


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of a history."""

    name: str
    features: tuple[str, ...]
    needs: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """`weight` is what the call would be worth more without it, in units of one call."""

    topic: str
    weight: float
    words: Mapping[str, str]


@cache
def topics() -> tuple[Topic, ...]:
    """The table of topics."""
    text = (resources.files(__package__) / "reasons.toml").read_text(encoding="utf-8")
    return tuple(
        Topic(
            name, tuple(said["features"]), said["needs"], {lang: said[lang] for lang in LANGUAGES}
        )
        for name, said in tomllib.loads(text).items()
    )


def weigher(foretells: Foretelling, worth: WorthTable) -> Weighs:
    """The worth of calls by a model and a table."""

    def weigh(features: pl.DataFrame) -> pl.Series:
        chances = foretells.foretell(features)
        whole = pl.concat([features.select("purpose"), chances], how="horizontal")
        return whole.select(worth.expected().alias("worth"))["worth"]

    return weigh


def reasons(features: pl.DataFrame, weigh: Weighs) -> list[tuple[Reason, ...]]:
    """The heaviest reasons of each row, at most MOST, the heaviest first.

    A row without a history has none: it is judged by its purpose and its list alone.
    """
    if features.is_empty():
        return []
    return [why for part in features.iter_slices(_AT_ONCE) for why in _reasons(part, weigh)]


def _reasons(features: pl.DataFrame, weigh: Weighs) -> list[tuple[Reason, ...]]:
    """All that might have been is weighed in one go: a model takes long to begin, not to go on."""
    asked = [topic for topic in topics() if topic.needs in features.columns]
    weighed = weigh(pl.concat([features, *(_without(features, topic) for topic in asked)]))
    count = features.height
    actual, without = weighed[:count], weighed[count:]
    gains = [without[k * count : (k + 1) * count] - actual for k in range(len(asked))]
    return [
        heaviest([(topic, gain[place]) for topic, gain in zip(asked, gains, strict=True)], row)
        for place, row in enumerate(features.to_dicts())
    ]


def happened(features: Mapping[str, Any]) -> list[Topic]:
    """The topics of which something has happened, from one question's features by name."""
    return [topic for topic in topics() if (features.get(topic.needs) or 0) > 0]


def as_if_never(features: Mapping[str, Any], topic: Topic) -> dict[str, Any]:
    """As `_without` says it of many."""
    gone = {name: features[name] for name in topic.features if name in features}
    nothing = {name: 0 if isinstance(value, int) else None for name, value in gone.items()}
    return {**features, **nothing}


def _without(features: pl.DataFrame, topic: Topic) -> pl.DataFrame:
    """As if nothing of the topic had ever happened: counts are 0, shares and gaps unknown."""
    present = [name for name in topic.features if name in features.columns]
    return features.with_columns(
        pl.lit(0 if features.schema[name].is_integer() else None)
        .cast(features.schema[name])
        .alias(name)
        for name in present
    )


def heaviest(weighed: Sequence[tuple[Topic, float]], row: Mapping[str, Any]) -> tuple[Reason, ...]:
    """What speaks against a call with these features, by what it would gain without each topic."""
    against = [(topic, gain) for topic, gain in weighed if gain > 0 and (row[topic.needs] or 0) > 0]
    against.sort(key=lambda one: -one[1])
    return tuple(
        Reason(topic.name, gain, {lang: _said(text, row) for lang, text in topic.words.items()})
        for topic, gain in against[:MOST]
    )


def _said(text: str, row: Mapping[str, Any]) -> str:
    """The words with the person's figures; days and seconds are rounded."""
    figures = {
        name: round(value) if isinstance(value, float) else value for name, value in row.items()
    }
    return text.format_map(figures)

"""A file whose rows are to be scored, read as the classifier's own table was."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from voicebot.errors import BadTable
from voicebot.learning.tables.reading import read_table
from voicebot.learning.tables.recipe import Recipe
from voicebot.learning.tables.table import Notice

_MANY = 0.01  # of the rows


def features_to_score(
    file: Path, recipe: Recipe | None, categories: Mapping[str, Sequence[str]]
) -> tuple[pl.DataFrame, pl.DataFrame, list[Notice]]:
    """The file's texts, the features, and what is strange about them. Raises BadTable.

    `categories` are the values that were learned from, by feature.
    """
    if recipe is None:
        raise BadTable("this classifier learned from calls and not from a file", "score numbers")
    texts, _ = read_table(file)
    there = [name for name in recipe.readings if name in texts.columns]
    if not there:
        wanted = ", ".join(list(recipe.readings)[:10])
        raise BadTable(f"{file} has none of the columns learned from", f"they are {wanted}")
    features = recipe.features(texts)
    absent = [name for name in recipe.readings if name not in texts.columns]
    notices = [Notice(name, "is not in the file and counts as missing") for name in absent]
    notices += _unread(texts, features)
    notices += _unknown(features, categories)
    return texts, features, notices


def _unread(texts: pl.DataFrame, features: pl.DataFrame) -> Iterator[Notice]:
    for name in features.columns:
        if name in texts.columns:
            lost = features[name].null_count() - texts[name].null_count()
            if lost > 0:
                yield Notice(name, f"is no number in {lost} rows, which count as missing there")


def _unknown(features: pl.DataFrame, categories: Mapping[str, Sequence[str]]) -> Iterator[Notice]:
    for name, known in categories.items():
        if name in features.columns:
            texts = features[name].cast(pl.String).drop_nulls()
            strange = texts.len() - int(texts.is_in(list(known)).sum())
            if strange > _MANY * features.height:
                words = f"has values that were never or hardly learned from in {strange} rows"
                yield Notice(name, words)

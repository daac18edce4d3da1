"""What the policy says of calls that every rule has let through, with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl
from polars import col

from voicebot.contacts.suppression import SuppressionReason
from voicebot.learning.features import build_features
from voicebot.learning.policy.deciding import Action, Floats, judge
from voicebot.learning.policy.foretelling import Foretelling
from voicebot.learning.policy.leaving import Leaving
from voicebot.learning.policy.reasons import reasons, weigher
from voicebot.learning.policy.worth import WorthTable


@dataclass(frozen=True, slots=True)
class Advice:
    """`judged` has a row a question (see `judge`); `leavings` whom to leave alone, with reasons."""

    judged: pl.DataFrame
    leavings: tuple[Leaving, ...]


def advise(
    past: pl.DataFrame,
    asked: pl.DataFrame,
    foretells: Foretelling | None,
    worth: WorthTable,
    luck: Floats,
    attributes: Sequence[str] = (),
) -> Advice:
    """`past` holds the attempts of those asked about, `asked` the questions (both `conform`ed).

    `luck`: one number from 0 to 1 for each question, drawn anew. `foretells` is None where nothing
    was learned yet: then everything is called.
    """
    features = build_features(pl.concat([past, asked]), attributes).tail(asked.height)
    chances = None if foretells is None else foretells.foretell(features)
    judged = judge(features, chances, worth, luck)
    leaves = judged["action"] == str(Action.LEAVE)
    if foretells is None or not leaves.any():
        return Advice(judged, ())
    whom = pl.concat([asked.select("number", "at"), judged], how="horizontal").filter(leaves)
    return Advice(judged, _leavings(whom, features.filter(leaves), foretells, worth))


def _leavings(
    whom: pl.DataFrame, features: pl.DataFrame, foretells: Foretelling, worth: WorthTable
) -> tuple[Leaving, ...]:
    why = reasons(features, weigher(foretells, worth))
    lasts = timedelta(days=worth.left_alone.days)
    rows = whom.with_columns(features["purpose"]).select(
        "number", "purpose", "reason", "worth", col("at").alias("since")
    )
    return tuple(
        Leaving(
            number=row["number"],
            purpose=row["purpose"],
            reason=SuppressionReason(row["reason"]),
            since=row["since"],
            until=row["since"] + lasts,
            worth=row["worth"],
            because=because,
        )
        for row, because in zip(rows.iter_rows(named=True), why, strict=True)
    )

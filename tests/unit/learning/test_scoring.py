"""One call and a whole list are scored alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.learning.test_features_of_one import NOBODYS
from tests.unit.learning.test_policy import START, books, fitted
from voicebot.contacts.purpose import Purpose
from voicebot.learning.attempts import conform, questions
from voicebot.learning.features import build_features
from voicebot.learning.policy.deciding import Action, judge, judge_one
from voicebot.learning.policy.foretelling import Foretelling
from voicebot.learning.policy.reasons import reasons, weigher
from voicebot.learning.policy.scoring import Scoring
from voicebot.learning.policy.worth import Chances, Enough, own_worth

chance = st.floats(0, 1)


@given(st.sampled_from(Purpose), st.integers(0, 1), chance, chance, chance, chance)
def test_one_question_is_judged_as_in_a_list(
    purpose: Purpose, harms: int, harm: float, reach: float, success: float, luck: float
) -> None:
    row = {"purpose": str(purpose), "refusals": 0, "harms": harms, "complaints_open": 0}
    chances = {"harm": harm, "reach": reach, "success": success}
    listed = judge(pl.DataFrame([row]), pl.DataFrame([chances]), own_worth(), np.array([luck]))
    alone = judge_one(purpose, harms > 0, Chances(harm, reach, success), own_worth(), luck)
    found = listed.row(0, named=True)
    assert found["worth"] == pytest.approx(alone.worth)
    if abs(alone.worth) > 1e-9:
        assert (found["action"], found["reason"]) == (alone.action, alone.reason)
        assert (found["explored"], found["propensity"]) == (alone.explored, alone.propensity)


@dataclass(frozen=True)
class Model:
    """What was fitted to a few books, under a version."""

    foretells: Foretelling
    version: str = "1"
    attributes: tuple[str, ...] = ()

    def foretell(self, features: pl.DataFrame) -> pl.DataFrame:
        return self.foretells.foretell(features)

    def chances_of_few(
        self, rows: Sequence[Mapping[str, object]]
    ) -> list[tuple[float, float, float]]:
        schema = build_features(conform(NOBODYS)).drop("attempt_id").schema
        found = self.foretells.foretell(pl.DataFrame(rows, schema=schema))
        return found.select("harm", "reach", "success").rows()


def scoring(enough: Enough | None = None) -> Scoring:
    """A model of some books, or shrunk rates."""
    least = enough or Enough(calls=10**9, harms=1, successes=1)
    foretells = fitted(3 if enough is None else 1, least)
    assert foretells is not None
    return Scoring(Model(foretells), own_worth())


@pytest.mark.parametrize("enough", [None, Enough(calls=10, harms=1, successes=1)])
def test_a_list_leaves_alone_whom_single_questions_leave_alone(enough: Enough | None) -> None:
    past, asks = books(), scoring(enough)
    people = past.select("number", "person").unique("number", maintain_order=True).head(40)
    people = people.with_columns(purpose=pl.lit("MARKETING"))
    asked = questions(people, START + timedelta(days=99))
    together = asks.many(past, asked)
    alone = set()
    for row in asked.iter_rows(named=True):
        theirs = past.filter(pl.col("person") == row["person"]).sort("at").to_dicts()
        scored = asks.one(theirs, row, 1.0)
        if scored.judged.action is not Action.CALL:
            alone.add(row["number"])
            assert 1 <= len(scored.because) <= 3
    assert set(together["number"]) == alone
    assert 0 < len(alone) < asked.height


def test_the_reasons_of_one_question_are_those_of_a_list() -> None:
    past, asks = books(), scoring()
    people = past.select("number", "person").unique("number", maintain_order=True).head(40)
    people = people.with_columns(purpose=pl.lit("MARKETING"))
    asked = questions(people, START + timedelta(days=99))
    features = build_features(pl.concat([past, asked])).tail(asked.height)
    told = reasons(features, weigher(asks.model, asks.worth))
    for row, because in zip(asked.iter_rows(named=True), told, strict=True):
        theirs = past.filter(pl.col("person") == row["person"]).sort("at").to_dicts()
        alone = asks.one(theirs, row, 1.0)
        if alone.judged.action is not Action.CALL:
            assert [one.words for one in alone.because] == [one.words for one in because]

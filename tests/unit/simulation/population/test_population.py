"""The made-up people: what a learner may see of them, and how they behave."""

import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from polars import col
from polars.testing import assert_frame_equal

from voicebot.learning.attempts import ATTEMPTS
from voicebot.learning.targets import with_targets
from voicebot.simulation.population.endings import RECORDED, Ending
from voicebot.simulation.population.loop import Scale, World, live_through
from voicebot.simulation.population.people import People, made_up
from voicebot.simulation.population.policies import POLICIES, Policy
from voicebot.simulation.population.reacting import DRAWS, Calls, react
from voicebot.simulation.population.society import ORDINARY, PURPOSES, SOCIETIES

SMALL = Scale(people=150, days=60)
BY_NAME = {policy.name: policy for policy in POLICIES}
MARKETING = 3


def lived(policy: str, seed: int = 1, society: str = "ordinary") -> pl.DataFrame:
    """The attempts of a small world."""
    return live_through(World(SOCIETIES[society], SMALL, seed), BY_NAME[policy])


@pytest.fixture(scope="module")
def always() -> pl.DataFrame:
    """What always calling leaves behind."""
    return lived("always call")


def test_a_learner_sees_exactly_what_our_records_hold(always: pl.DataFrame) -> None:
    assert always.schema == pl.Schema(ATTEMPTS)
    told = always["attributes"].explode(keep_nulls=False, empty_as_null=False).struct.unnest()
    assert set(told["name"]) == {"client"}
    assert set(told["value"]) <= {"new", "regular"}


def test_the_rooms_that_learn_never_import_the_population() -> None:
    code = (
        "import importlib, pkgutil, sys, voicebot.learning as room\n"
        "for found in pkgutil.walk_packages(room.__path__, 'voicebot.learning.'):\n"
        "    importlib.import_module(found.name)\n"
        "sys.exit(any(name.startswith('voicebot.simulation') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_ending_is_a_record_that_our_own_calls_could_have() -> None:
    assert set(RECORDED) == set(Ending)


@pytest.mark.parametrize("policy", ["always call", "learned"])
def test_the_same_seed_gives_the_same_calls(policy: str) -> None:
    assert_frame_equal(lived(policy), lived(policy))


def test_another_seed_gives_other_people(always: pl.DataFrame) -> None:
    assert not always.equals(lived("always call", seed=2))


@pytest.mark.parametrize("policy", [policy.name for policy in POLICIES])
def test_whoever_opted_out_is_never_called_again(policy: str) -> None:
    calls = lived(policy).with_columns(
        stopped=col("at").filter(col("disposition") == "OPT_OUT").min().over("number")
    )
    assert calls.filter(col("at") > col("stopped")).is_empty()


@pytest.mark.parametrize("policy", [policy.name for policy in POLICIES])
def test_nobody_is_called_more_often_than_the_caps_allow(policy: str) -> None:
    day = lived(policy).with_columns(day=col("at").dt.truncate("1d")).sort("day")
    for days, most in ((1, 1), (7, 2), (30, 4)):
        counted = day.rolling("day", period=f"{days}d", group_by="number").agg(pl.len())
        assert counted["len"].max() <= most  # type: ignore[operator]


@pytest.mark.parametrize("policy", [policy.name for policy in POLICIES])
def test_every_call_falls_in_decent_hours(policy: str) -> None:
    hours = lived(policy)["at"].dt.convert_time_zone("Europe/Moscow").dt.hour()
    assert hours.is_between(9, 19).all()


def test_two_unanswered_calls_in_a_row_and_no_third() -> None:
    calls = lived("two unanswered for good").sort("number", "at")
    unanswered = calls["network_result"].is_in(["NO_ANSWER", "BUSY", "REJECTED"])
    same = (calls["number"] == calls["number"].shift(1)) & (
        calls["number"] == calls["number"].shift(2)
    )
    third = same & unanswered.shift(1) & unanswered.shift(2)
    assert not third.fill_null(False).any()


def test_the_learned_policy_explores_nobody_who_refused() -> None:
    calls = lived("learned").with_columns(
        refused=col("at").filter(col("refusal_kind").is_not_null()).min().over("number")
    )
    assert calls.filter("explored", col("at") > col("refused")).is_empty()
    assert calls.filter("explored")["propensity"].eq(0.02).all()


def people(society: str = "ordinary", count: int = 20_000) -> People:
    """Many of them, none of whom is dead or a stranger."""
    found = made_up(SOCIETIES[society], count, 180, np.random.default_rng(1))
    found.dead[:], found.stranger[:] = False, False
    return found


def called(who: People, hour: float = 15.0, day: int = 0, purpose: int = MARKETING) -> np.ndarray:
    """How a call of everybody ends."""
    count = len(who)
    at = np.full(count, hour)
    calls = Calls(np.arange(count), np.full(count, purpose), at, np.zeros(count, int), day)
    draws = np.random.default_rng(2).random((count, DRAWS))
    return react(who, calls, draws).ending


def annoyed(ending: np.ndarray) -> float:
    """The share of the answered calls that ended in annoyance."""
    answered = ending >= Ending.EARLY_HANGUP
    firm = (ending == Ending.EARLY_HANGUP) | (
        (ending >= Ending.HOSTILE) & (ending <= Ending.THREAT)
    )
    return float(firm.sum() / answered.sum())


def test_too_many_calls_wear_patience_out() -> None:
    fresh, worn = people(), people()
    worn.annoyance[:] = 12.0
    assert annoyed(called(worn)) > 1.5 * annoyed(called(fresh))


def test_who_has_had_enough_answers_less() -> None:
    fresh, worn = people(), people()
    worn.annoyance[:] = 12.0
    assert (called(worn) >= Ending.EARLY_HANGUP).sum() < (
        called(fresh) >= Ending.EARLY_HANGUP
    ).sum()


def test_a_bad_hour_and_marketing_annoy_more() -> None:
    assert annoyed(called(people(), hour=9.5)) > annoyed(called(people(), hour=15.0))
    assert annoyed(called(people(), purpose=MARKETING)) > 3 * annoyed(called(people(), purpose=0))


def test_society_grows_wearier() -> None:
    assert annoyed(called(people(), day=180)) > annoyed(called(people(), day=0))


def test_every_call_leaves_something_behind_and_time_takes_it_away() -> None:
    who = people(count=100)
    called(who)
    assert (who.annoyance > 0).all()
    assert ORDINARY.forgets_days > 0


def test_where_all_are_alike_no_figure_tells_people_apart() -> None:
    who = people("alike", count=100)
    for trait in (who.answer, who.aversion, who.patience, who.goal):
        assert np.unique(trait).size == 1


def test_the_shares_of_always_calling_are_of_a_believable_size(always: pl.DataFrame) -> None:
    found = with_targets(always)
    assert 0.2 < found["reach"].mean() < 0.6  # type: ignore[operator]
    assert 0.02 < found["harm"].mean() < 0.25  # type: ignore[operator]
    assert set(always["purpose"]) == {str(purpose) for purpose in PURPOSES}


def test_a_policy_without_a_score_gives_every_call_its_full_chance(always: pl.DataFrame) -> None:
    assert always["propensity"].eq(1.0).all()
    assert isinstance(BY_NAME["always call"], Policy)

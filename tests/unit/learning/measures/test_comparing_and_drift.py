"""A gain is told from noise, and a move from standing still."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.measures.comparing import compare, compare_together
from voicebot.learning.measures.drift import (
    MOVED,
    STEADY,
    calibration_drift,
    drifts,
    profile_of,
    psi,
)


def _chances(seed: int, rows: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    chances = random.beta(2, 5, rows)
    return random.random(rows) < chances, chances


def test_true_chances_are_better_than_their_mean_by_more_than_noise() -> None:
    target, chances = _chances(1)
    found = compare(target, chances, np.full(len(target), target.mean()))
    assert found.better
    assert found.auc.low > 0


def test_the_mean_is_not_better_than_true_chances() -> None:
    target, chances = _chances(1)
    assert not compare(target, np.full(len(target), target.mean()), chances).better


def test_several_targets_together_gain_what_each_gains() -> None:
    parts = [_chances(seed) for seed in (1, 2)]
    targets, true = [target for target, _ in parts], [chances for _, chances in parts]
    flat = [np.full(len(target), target.mean()) for target in targets]
    each = [compare(*one).log_loss.value for one in zip(targets, true, flat, strict=True)]
    found = compare_together(targets, true, flat)
    assert found.better
    assert found.log_loss.value == pytest.approx(sum(each))
    assert not compare_together(targets, flat, true).better


@given(st.integers(0, 1000))
def test_a_model_is_never_better_than_itself(seed: int) -> None:
    target, chances = _chances(seed, 60)
    assert not compare(target, chances, chances).better


@given(st.integers(0, 1000))
def test_a_little_noise_more_or_less_is_no_gain(seed: int) -> None:
    target, chances = _chances(seed, 200)
    chances = np.clip(chances, 0.001, 0.999)
    random = np.random.default_rng(seed)
    one = np.clip(chances + random.normal(0, 1e-9, len(chances)), 0.001, 0.999)
    gain = compare(target, one, chances).log_loss
    assert abs(gain.value) < 1e-6


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("c", [1.0, 2.0, 3.0, None] * 50),
        pl.Series("c", ["a", "b", None, "c"] * 50),
        pl.Series("c", [True, False] * 100),
    ],
)
def test_a_column_has_not_moved_from_itself(column: pl.Series) -> None:
    assert psi(profile_of(column), column) == pytest.approx(0.0)


def test_another_sample_of_the_same_has_hardly_moved_and_another_mean_has() -> None:
    random = np.random.default_rng(2)
    learned = profile_of(pl.Series("c", random.normal(size=5000)))
    assert psi(learned, pl.Series("c", random.normal(size=5000))) < STEADY
    assert psi(learned, pl.Series("c", random.normal(1.0, 1.0, 5000))) > MOVED


def test_values_that_were_never_seen_and_missing_ones_count_as_moved() -> None:
    learned = profile_of(pl.Series("c", ["a", "b"] * 100))
    assert psi(learned, pl.Series("c", ["new"] * 100)) > MOVED
    assert psi(learned, pl.Series("c", [None] * 100, dtype=pl.String)) > MOVED


def test_columns_are_listed_from_the_most_moved() -> None:
    then = pl.DataFrame({"still": [1.0, 2.0] * 100, "gone": [1.0, 2.0] * 100})
    now = then.with_columns(gone=pl.lit(9.0))
    profiles = {column.name: profile_of(column) for column in then.iter_columns()}
    assert list(drifts(profiles, now)) == ["gone", "still"]


def test_calibrated_chances_have_no_shift_and_a_slope_of_one() -> None:
    target, chances = _chances(3, 40_000)
    shift, slope = calibration_drift(target, chances)
    assert (shift, slope) == (pytest.approx(0.0, abs=0.1), pytest.approx(1.0, abs=0.1))


def test_chances_that_are_half_of_what_comes_show_a_shift() -> None:
    target, chances = _chances(3, 40_000)
    shift, _ = calibration_drift(target, chances / 2)
    assert shift > 0.3

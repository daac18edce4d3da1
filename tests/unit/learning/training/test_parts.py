"""The parts of a model keep what they promise on any input."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.ensemble import HistGradientBoostingClassifier

from voicebot.learning.arrays import Numbers
from voicebot.learning.training.boosted import Size, boosted, forest_of
from voicebot.learning.training.calibrating import MANY_YES, calibrated
from voicebot.learning.training.design import Design
from voicebot.learning.training.encoding import LEAST_ROWS, MOST_VALUES, Encoder
from voicebot.learning.training.forest import Forest
from voicebot.learning.training.linear import Linear, logistic, shrunk_rates

CODES = st.one_of(st.just(float("nan")), st.integers(0, 9).map(float))
REALS = st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6))


def _rows(seed: int = 0, count: int = 800) -> tuple[Numbers, np.ndarray]:
    random = np.random.default_rng(seed)
    matrix = np.column_stack(
        [random.normal(size=count), random.normal(size=count), random.integers(0, 7, count)]
    )
    matrix[random.random(matrix.shape) < 0.05] = np.nan
    odds = np.nan_to_num(matrix[:, 0]) + np.isin(matrix[:, 2], [1.0, 4.0]) * 2 - 1
    return matrix, random.random(count) < 1 / (1 + np.exp(-odds))


@pytest.fixture(scope="module")
def forest() -> Forest:
    matrix, target = _rows()
    size = Size(leaves=8, rounds=20, rate=0.1, least_share=0.01)
    return boosted(size, matrix, target, np.ones(len(target)), (0, 1, 2), frozenset({2}))


@given(REALS, REALS, CODES)
def test_one_row_asked_alone_gets_the_odds_it_gets_among_many(
    forest: Forest, first: float, second: float, code: float
) -> None:
    row = np.array([[first, second, code]])
    assert forest.few(row) == pytest.approx(forest.odds(row), abs=1e-9)


def test_trees_of_the_shelf_give_the_odds_of_the_library() -> None:
    matrix, target = _rows()
    columns = [2, 0, 1]
    estimator = HistGradientBoostingClassifier(
        max_iter=20, min_samples_leaf=20, categorical_features=[True, False, False], random_state=0
    ).fit(matrix[:, columns], target)
    asked = np.vstack([matrix, [[0.0, 0.0, 8.0], [np.nan, 1e9, 99.0]]])
    forest = forest_of(estimator, (2, 0, 1))
    again = Forest.from_parts(forest.as_parts())
    assert again.odds(asked).tolist() == estimator.decision_function(asked[:, columns]).tolist()


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("left", 0, 10**6),
        ("right", 0, 0),
        ("feature", 0, 99),
        ("set_of", None, -1),
        ("first", 1, 0),
    ],
)
def test_arrays_that_are_no_trees_are_refused(
    forest: Forest, name: str, place: int | None, value: int
) -> None:
    parts = forest.as_parts()
    parts[name] = parts[name].copy()
    parts[name][place if place is not None else parts["by_category"].argmax()] = value
    with pytest.raises(ValueError, match="no trees"):
        Forest.from_parts(parts)


def test_trees_without_categories_are_laid_out_as_well() -> None:
    matrix, target = _rows()
    size = Size(leaves=4, rounds=5, rate=0.1, least_share=0.01)
    model = boosted(size, matrix, target, np.ones(len(target)), (1, 0), frozenset())
    assert model.few(matrix[:50]) == pytest.approx(model.odds(matrix[:50]))


@pytest.fixture(scope="module")
def linear() -> tuple[Linear, ...]:
    """With ranges and without, of weights that are learned and of rates."""
    learned, target = _rows()
    weights = np.ones(len(target))
    ranged, plain = (Design.of(learned, (0, 1, 2), {2: 9}, cut=cut) for cut in (True, False))
    return (
        logistic(plain, learned, target, weights, 0.1),
        logistic(ranged, learned, target, weights, 0.1),
        shrunk_rates(ranged, learned, target, weights),
    )


ASKED = arrays(np.float64, 3, elements=REALS)


@given(st.lists(ASKED, min_size=1, max_size=20))
def test_each_of_many_rows_has_the_odds_that_it_has_alone(
    forest: Forest, linear: tuple[Linear, ...], asked: list[Numbers]
) -> None:
    matrix = np.array(asked)
    matrix[:, 2] = np.abs(np.trunc(matrix[:, 2])) % 9
    for model in (forest, *linear):
        alone = np.concatenate([model.odds(row[None]) for row in matrix])
        assert model.odds(matrix) == pytest.approx(alone, rel=1e-12, abs=1e-12)
        assert model.few(matrix) == pytest.approx(alone, rel=1e-12, abs=1e-12)


@given(arrays(np.float64, (20, 3), elements=REALS))
def test_a_linear_model_gives_finite_odds_to_any_row(
    linear: tuple[Linear, ...], matrix: Numbers
) -> None:
    matrix[:, 2] = np.abs(np.trunc(matrix[:, 2])) % 8
    for model in linear:
        assert np.isfinite(model.odds(matrix)).all()


def test_a_linear_model_gives_the_odds_of_the_library() -> None:
    matrix, target = _rows()
    design = Design.of(matrix, (0, 1, 2), {2: 8}, cut=True)
    model = logistic(design, matrix, target, np.ones(len(target)), 0.1)
    weights = np.concatenate([model.number_weights, model.switch_weights])
    assert model.odds(matrix) == pytest.approx(design.sparse(matrix) @ weights + model.bias)


def _frame() -> pl.DataFrame:
    jobs = ["nurse"] * 40 + ["driver"] * 30 + ["astronaut"]
    return pl.DataFrame({"job": [*jobs, None], "age": [*map(float, range(71)), None]})


def test_a_rare_value_and_one_never_seen_are_the_same_to_a_model() -> None:
    encoder = Encoder.of(_frame())
    assert encoder.categories["job"] == ("nurse", "driver")
    rare, never = ({"job": job, "age": 1.0} for job in ("astronaut", "clown"))
    assert np.array_equal(encoder.row(rare), encoder.row(never))


def test_a_row_alone_is_encoded_like_a_row_of_a_frame() -> None:
    encoder, frame = Encoder.of(_frame()), _frame()
    alone = np.array([encoder.row(values) for values in frame.to_dicts()])
    assert np.array_equal(alone, encoder.matrix(frame), equal_nan=True)


def test_a_column_that_is_absent_is_missing_in_every_row() -> None:
    encoder = Encoder.of(_frame())
    assert np.isnan(encoder.matrix(_frame().drop("job"))[:, 1]).all()


def test_of_very_many_values_only_the_commonest_are_kept() -> None:
    values = [f"v{k}" for k in range(MOST_VALUES + 50) for _ in range(LEAST_ROWS)]
    assert len(Encoder.of(pl.DataFrame({"c": values})).categories["c"]) == MOST_VALUES


@pytest.mark.parametrize("count", [500, 20 * MANY_YES])
@given(arrays(np.float64, 30, elements=st.floats(-20, 20)))
def test_higher_odds_never_give_a_lower_chance(count: int, asked: Numbers) -> None:
    random = np.random.default_rng(5)
    odds = random.normal(size=count)
    target = random.random(count) < 1 / (1 + np.exp(1 - 2 * odds))
    calibration = calibrated(odds, target, np.ones(count))
    assert calibration.kind == ("sigmoid" if count == 500 else "isotonic")
    chances = calibration.chances(np.sort(asked))
    assert (np.diff(chances) >= 0).all()
    assert ((chances >= 0) & (chances <= 1)).all()


def test_calibrated_chances_come_true() -> None:
    random = np.random.default_rng(6)
    odds = random.normal(size=30_000)
    true = 1 / (1 + np.exp(1 - 2 * odds))
    calibration = calibrated(odds, random.random(30_000) < true, np.ones(30_000))
    assert np.abs(calibration.chances(odds) - true).mean() < 0.03


def test_weighted_rows_may_have_a_category_of_very_many_values() -> None:
    matrix, target = _rows()
    random = np.random.default_rng(7)
    matrix[:, 2] = random.integers(0, MOST_VALUES, len(target))
    size = Size(leaves=4, rounds=5, rate=0.1, least_share=0.01)
    weights = random.random(len(target)) + 0.5
    model = boosted(size, matrix, target, weights, (0, 1, 2), frozenset({2}))
    assert model.few(matrix[:50]) == pytest.approx(model.odds(matrix[:50]))

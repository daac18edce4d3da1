"""A classifier on the shelf: its card, the way back, and what is not let in."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from skops import io

from tests.campaign_table import campaign, written
from voicebot.errors import BadInput, ModelDamaged, NotBetter, NotFound
from voicebot.learning.shelf import Shelf
from voicebot.learning.tables.opening import Opened, Wish, open_table
from voicebot.learning.tables.target import Target
from voicebot.learning.training.evaluating import Evaluated, evaluate
from voicebot.learning.training.model_file import NAME
from voicebot.learning.training.shelving import BASELINE, PICTURE, promote, put, take

TASK = "campaign"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    file = written(campaign(1500), tmp_path_factory.mktemp("table") / "campaign.csv")
    return open_table(file, Wish(Target("y", "yes"), drop=("duration",), time_order="row"))


@pytest.fixture(scope="module")
def evaluated(opened: Opened) -> Evaluated:
    return evaluate(opened.table)


@pytest.fixture(scope="module")
def stocked(opened: Opened, evaluated: Evaluated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with one version, that is not in force."""
    root = tmp_path_factory.mktemp("models")
    put(Shelf(root), TASK, evaluated, opened.recipe)
    return root


@pytest.fixture
def root(stocked: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "models"
    shutil.copytree(stocked, copy)
    yield copy


def test_what_is_taken_gives_the_chances_of_what_was_put(root: Path, evaluated: Evaluated) -> None:
    taken = take(Shelf(root), TASK, "1").stored
    assert np.array_equal(taken.model.chances(evaluated.later.frame), evaluated.chances)
    assert taken.profiles == evaluated.profiles


def test_one_row_gets_the_chance_it_gets_among_many(evaluated: Evaluated) -> None:
    model = evaluated.trained.model
    rows = evaluated.later.frame.head(40)
    alone = [model.chance(values) for values in rows.to_dicts()]
    assert alone == pytest.approx(model.chances(rows))


def test_contributions_name_what_moves_a_row(evaluated: Evaluated) -> None:
    """An earlier success is the strongest sign in this campaign."""
    model = evaluated.trained.model
    values = evaluated.later.frame.row(0, named=True) | {"poutcome": "success", "pdays": 3.0}
    strongest = list(model.contributions(values).items())[:2]
    assert {"poutcome", "pdays"} & {name for name, moved in strongest if moved > 0}


def test_the_card_tells_data_columns_figures_and_libraries(root: Path, opened: Opened) -> None:
    card = Shelf(root).card(TASK, "1")
    assert card["data"]["sha256"] == opened.table.origin.sha256
    assert card["data"]["columns"] == opened.table.frame.columns
    assert card["n_train"] == 1200
    assert card["n_test"] == 300
    assert set(card["families"]) == {"rates", "logistic", "trees"}
    assert {"python", "scikit-learn", "skops"} <= set(card["libraries"])
    assert card["limits"]
    page = (root / TASK / "1" / "card.md").read_text("utf-8")
    assert f"![Calibration]({PICTURE})" in page
    assert (root / TASK / "1" / PICTURE).read_text("utf-8").count("<circle") == len(
        card["calibration"]["bins"]
    )


def test_what_came_in_the_later_rows_bears_on_nothing_learned(
    opened: Opened, evaluated: Evaluated
) -> None:
    table = opened.table
    later = np.arange(len(table)) >= 1200
    turned = evaluate(replace(table, target=np.where(later, ~table.target, table.target)))
    assert np.array_equal(turned.chances, evaluated.chances)


def test_a_file_that_was_changed_is_refused(root: Path) -> None:
    file = root / TASK / "1" / f"{NAME}.skops"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ModelDamaged):
        take(Shelf(root), TASK, "1")


def _exchange(root: Path, content: bytes, version: str = "1") -> None:
    """Another file, with a card that fits it."""
    from hashlib import sha256

    folder = root / TASK / version
    old = sha256((folder / f"{NAME}.skops").read_bytes()).hexdigest()
    (folder / f"{NAME}.skops").write_bytes(content)
    card = folder / "card.json"
    card.write_text(card.read_text("utf-8").replace(old, sha256(content).hexdigest()), "utf-8")


class Foreign:
    """A type of nobody's model."""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive at all",
        io.dumps({"weights": [1, 2, 3]}),
        io.dumps([1, 2, 3]),
        io.dumps(Foreign()),
        io.dumps({"format": 1, "numbers": [], "categories": {}, "members": [{"kind": "none"}]}),
    ],
)
def test_a_foreign_file_is_refused_even_with_a_card_that_fits_it(
    root: Path, content: bytes
) -> None:
    _exchange(root, content)
    with pytest.raises(ModelDamaged):
        take(Shelf(root), TASK, "1")


def test_the_last_whole_one_stays_in_use_where_the_newest_is_damaged(
    root: Path, opened: Opened, evaluated: Evaluated
) -> None:
    shelf = Shelf(root)
    promote(shelf, TASK, "1", anyway=True)
    second = put(shelf, TASK, evaluated, opened.recipe)
    promote(shelf, TASK, second, anyway=True)
    _exchange(root, b"damaged", second)
    assert take(shelf, TASK).version == "1"
    _exchange(root, b"damaged", "1")
    with pytest.raises(ModelDamaged):
        take(shelf, TASK)


def test_the_first_one_is_compared_with_shrunk_rates(root: Path) -> None:
    found = Shelf(root).card(TASK, "1")["comparison"]
    assert found["against"] == BASELINE
    assert found["log_loss"]["low"] <= found["log_loss"]["value"] <= found["log_loss"]["high"]


def test_a_second_one_that_is_no_better_is_not_put_in_force(
    root: Path, opened: Opened, evaluated: Evaluated
) -> None:
    shelf = Shelf(root)
    promote(shelf, TASK, "1", anyway=True)
    second = put(shelf, TASK, evaluated, opened.recipe)
    with pytest.raises(NotBetter, match="version 2 of campaign is not better than 1"):
        promote(shelf, TASK, second)
    assert shelf.in_force(TASK) == "1"


def test_one_that_was_compared_with_another_than_that_in_force_is_trained_anew(
    root: Path, opened: Opened, evaluated: Evaluated
) -> None:
    shelf = Shelf(root)
    second = put(shelf, TASK, evaluated, opened.recipe)
    promote(shelf, TASK, "1", anyway=True)
    with pytest.raises(NotBetter, match="was not compared"):
        promote(shelf, TASK, second)


def test_a_much_better_one_is_put_in_force(
    root: Path, opened: Opened, evaluated: Evaluated
) -> None:
    """The one in force learned from a target that was turned round."""
    shelf = Shelf(root)
    turned = evaluate(replace(opened.table, target=~opened.table.target))
    promote(shelf, TASK, put(shelf, TASK, turned, opened.recipe), anyway=True)
    better = put(shelf, TASK, evaluated, opened.recipe)
    promote(shelf, TASK, better)
    assert shelf.in_force(TASK) == better
    assert shelf.roll_back(TASK) == "2"


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no model for campaign is in force"):
        take(Shelf(tmp_path), TASK)


@pytest.mark.parametrize("name", ["", "../out", "Two words", "/etc"])
def test_a_task_is_named_as_a_folder_can_be(
    tmp_path: Path, evaluated: Evaluated, name: str
) -> None:
    with pytest.raises(BadInput, match="cannot name a task"):
        put(Shelf(tmp_path), name, evaluated, None)

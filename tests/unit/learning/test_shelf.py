"""The shelf of trained models."""

import json
from pathlib import Path, PurePosixPath

import numpy as np
import pytest

from voicebot.errors import ModelDamaged, NotFound
from voicebot.learning.shelf import Shelf


def put(shelf: Shelf, figure: float) -> str:
    return shelf.put("task", {"en": {"weights": np.array([figure])}}, {"made": "here"}, "# Card\n")


def test_what_was_put_is_taken_again_with_its_card(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    version = put(shelf, 0.5)
    assert shelf.take("task", "en", version)["weights"].tolist() == [0.5]
    assert shelf.card("task", version)["made"] == "here"
    assert shelf.names("task", version) == ("en",)


def test_nothing_is_in_force_until_it_is_promoted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    version = put(shelf, 0.5)
    assert shelf.in_force("task") is None
    with pytest.raises(NotFound):
        shelf.take("task", "en")
    shelf.promote("task", version)
    assert shelf.in_force("task") == version
    assert shelf.take("task", "en")["weights"].tolist() == [0.5]


def test_rolling_back_puts_the_version_before_in_force(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, second = put(shelf, 1.0), put(shelf, 2.0)
    assert shelf.versions("task") == (first, second)
    shelf.promote("task", first)
    shelf.promote("task", second)
    assert shelf.roll_back("task") == first
    assert shelf.take("task", "en")["weights"].tolist() == [1.0]
    with pytest.raises(NotFound):
        shelf.roll_back("task")


def test_a_version_that_is_not_there_cannot_be_promoted(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Shelf(tmp_path).promote("task", "7")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    version = put(shelf, 0.5)
    file = tmp_path / "task" / version / "en.skops"
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(ModelDamaged):
        shelf.take("task", "en", version)


def test_types_that_nobody_named_are_not_built(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    version = shelf.put("task", {"en": Shelf(tmp_path)}, {}, "")
    with pytest.raises(ModelDamaged):
        shelf.take("task", "en", version)


def test_a_model_of_named_types_is_read_by_skops_and_others_in_it_are_not(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    version = shelf.put("task", {"path": PurePosixPath("a/b")}, {}, "")
    with pytest.raises(ModelDamaged):
        shelf.take("task", "path", version, ["collections.Counter"])


def test_a_pointer_or_card_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    version = put(shelf, 0.5)
    (tmp_path / "task" / version / "card.json").write_text("{")
    with pytest.raises(ModelDamaged):
        shelf.take("task", "en", version)
    (tmp_path / "task" / "in-force.json").write_text(json.dumps([]))
    with pytest.raises(ModelDamaged):
        shelf.in_force("task")

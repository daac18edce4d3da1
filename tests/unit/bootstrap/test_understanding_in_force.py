"""What is written is understood by what is in force at that moment."""

from pathlib import Path
from shutil import copytree

from voicebot.bootstrap.understanding_in_force import UnderstandingInForce
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import READERS, TASK
from voicebot.settings import Settings


def test_it_is_loaded_once_and_anew_when_another_version_is_promoted(tmp_path: Path) -> None:
    models = Settings.load().models
    folder = models / TASK / (Shelf(models).in_force(TASK) or "")
    for version in ("1", "2"):
        copytree(folder, tmp_path / TASK / version)
    copytree(models / READERS, tmp_path / READERS)
    shelf = Shelf(tmp_path)
    shelf.promote(TASK, "1")
    understanding = UnderstandingInForce(shelf)
    first = understanding()
    assert set(first.classifiers) == {"en", "ru"}
    assert understanding() is first
    shelf.promote(TASK, "2")
    assert understanding() is not first


def test_without_a_classifier_phrases_are_understood(tmp_path: Path) -> None:
    understanding = UnderstandingInForce(Shelf(tmp_path))
    assert understanding().meaning("stop calling me", "en").opt_out

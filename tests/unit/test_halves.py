"""`make test` runs every test once: those that need the machine to themselves apart."""

import re
import tomllib
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]


def marks() -> list[str]:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    return [line.partition(":")[0] for line in asked["markers"]]


def commands() -> list[str]:
    """The lines of the Makefile that run pytest, with its variables put in."""
    text = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    (alone,) = re.findall(r"^ALONE = (.+)$", text, re.MULTILINE)
    text = text.replace("$(ALONE)", alone)
    return [line for line in text.splitlines() if "python -m pytest" in line]


def test_every_test_is_in_exactly_one_half_whatever_its_marks() -> None:
    expressions = [re.findall(r'-m "(.+)"', line)[0] for line in commands()]
    assert {word for text in expressions for word in re.findall(r"\w+", text)} <= {
        *marks(), "and", "or", "not"
    }  # fmt: skip
    for has in product((False, True), repeat=len(marks())):
        halves = [eval(text, {}, dict(zip(marks(), has, strict=True))) for text in expressions]
        assert sum(halves) == 1


def test_neither_half_leaves_anything_out_by_its_name() -> None:
    for line in commands():
        given = re.sub(r'-m "[^"]*"', "", line.partition("-m pytest")[2]).split()
        assert not [word for word in given if word.startswith(("-k", "--ignore", "--deselect"))]
        assert not [word for word in given if "tests" in word or "/" in word]

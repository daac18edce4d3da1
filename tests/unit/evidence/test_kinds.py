"""The page of the journal names every kind of record."""

import re
from pathlib import Path

from voicebot.evidence.kinds import Kind
from voicebot.evidence.retention import RULES

PAGE = Path(__file__).parents[3] / "docs" / "journal.md"


def test_the_page_has_every_kind_in_order() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", PAGE.read_text(), re.MULTILINE)
    named = [kind for row in rows for kind in re.findall(r"`([a-z_]+)`", row)]
    assert named == [str(kind) for kind in Kind]


def test_the_page_has_every_rule_of_retention() -> None:
    table = PAGE.read_text().partition("## How long it is kept")[2].partition("## ")[0]
    assert table.count("\n|") == len(RULES) + 2

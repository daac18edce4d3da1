"""What people say, in tables, and how much of it is understood.

`en.tsv` and `ru.tsv` are written utterances; `heard_*.tsv` are what recognition made of some of
them, spoken by synthetic voices over an 8 kHz line.
"""

import csv
from pathlib import Path

import pytest

from voicebot.understanding.intents import Meaning
from voicebot.understanding.meaning import understand

HERE = Path(__file__).parent
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def as_said(row: Row, language: str) -> Meaning:
    return understand(row["text"], language)


def understood(row: Row, language: str) -> bool:
    meaning = as_said(row, language)
    return (str(meaning.intent), str(meaning.refusal_kind or "")) == (row["intent"], row["kind"])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_written_demand_to_stop_is_an_opt_out_of_its_kind(language: str) -> None:
    demands = [row for row in rows(language) if row["intent"] == "opt_out"]
    missed = [row["text"] for row in demands if not understood(row, language)]
    assert len(demands) >= 120
    assert missed == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_harmless_utterance_is_an_opt_out(language: str) -> None:
    harmless = [row for row in rows(language) if row["intent"] != "opt_out"]
    alarms = [row["text"] for row in harmless if as_said(row, language).opt_out]
    assert sum(row["intent"] == "other" for row in harmless) >= 80
    assert alarms == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_emergency_is_filed_as_a_refusal(language: str) -> None:
    emergencies = [row for row in rows(language) if row["intent"] == "emergency"]
    assert [row["text"] for row in emergencies if not understood(row, language)] == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nearly_all_written_utterances_are_understood(language: str) -> None:
    table = rows(language)
    missed = [row["text"] for row in table if not understood(row, language)]
    assert len(table) >= 500
    assert len(missed) <= 0.01 * len(table), missed


@pytest.mark.parametrize(("language", "least"), [("en", 0.78), ("ru", 0.88)])
def test_most_demands_survive_what_a_telephone_line_makes_of_them(
    language: str, least: float
) -> None:
    demands = [row for row in rows(f"heard_{language}") if row["intent"] == "opt_out"]
    stopped = [row for row in demands if as_said(row, language).opt_out]
    assert len(demands) >= 60
    assert len(stopped) >= least * len(demands)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_mishearing_makes_no_opt_out_of_harmless_words(language: str) -> None:
    harmless = [row for row in rows(f"heard_{language}") if row["intent"] != "opt_out"]
    assert [row["text"] for row in harmless if as_said(row, language).opt_out] == []

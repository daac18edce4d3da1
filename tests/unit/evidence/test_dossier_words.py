"""The words of a dossier: the same structure in every language, a word for every term."""

import string
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from voicebot.contacts.consent import Channel, ConsentState, LegalBasis, Relation
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope, SuppressionReason
from voicebot.eligibility.decision import Verdict
from voicebot.eligibility.policy import POLICY
from voicebot.errors import BadInput
from voicebot.evidence.dossier.grounds import GroundsKind
from voicebot.evidence.dossier.words import LANGUAGES, Words
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy

TERMS: dict[str, type[StrEnum]] = {
    "purpose": Purpose,
    "basis": LegalBasis,
    "grounds": GroundsKind,
    "consent_state": ConsentState,
    "reason": SuppressionReason,
    "channel": Channel,
    "relation": Relation,
    "scope": OptOutScope,
    "result": Verdict,
    "disposition": Disposition,
    "answered_by": AnsweredBy,
}
CASES = [(language, name) for language in LANGUAGES for name in TERMS]
FORMS = {"one", "few", "many", "other"}


def leaves(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Every text with what fills it; a plural's forms count as one."""
    for name, value in table.items():
        place = f"{path}.{name}"
        if isinstance(value, Mapping) and set(value) <= FORMS:
            value = value["other"]  # noqa: PLW2901
        if isinstance(value, Mapping):
            yield from leaves(value, place)
        else:
            filled = [field for _, field, _, _ in string.Formatter().parse(value) if field]
            yield place, frozenset(filled) - {"count"}


@pytest.mark.parametrize(("language", "name"), CASES)
def test_every_term_has_a_word(language: str, name: str) -> None:
    words = Words.load(language, "UTC").table["terms"][name]
    assert {str(term) for term in TERMS[name]} <= set(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_policy_has_a_name_for_people(language: str) -> None:
    assert set(Words.load(language, "UTC").table["terms"]["rule"]) == {rule.name for rule in POLICY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_grounds_has_a_sentence(language: str) -> None:
    sentences = Words.load(language, "UTC").table["sentences"]
    assert {f"grounds_{kind.lower()}" for kind in GroundsKind} <= set(sentences)


def test_the_languages_say_the_same_things() -> None:
    english, russian = (Words.load(language, "UTC").table for language in ("en", "ru"))
    said = {path: filled for path, filled in leaves(english) if not path.startswith(".formats")}
    told = {path: filled for path, filled in leaves(russian) if not path.startswith(".formats")}
    assert said == told


def test_russian_counts_in_its_own_way() -> None:
    words = Words.load("ru", "UTC")
    about = {"span": "Тогда", "number": "+7"}
    counted = [words.phrase("called", about, n).split()[-2:] for n in (1, 2, 5, 21)]
    assert counted == [["1", "раз."], ["2", "раза."], ["5", "раз."], ["21", "раз."]]


def test_times_are_told_in_the_called_partys_zone() -> None:
    moment = datetime(2026, 11, 18, 16, 5, tzinfo=UTC)
    assert Words.load("en", "America/New_York").moment(moment) == "18 November 2026, 11:05"
    assert Words.load("ru", "Europe/Moscow").moment(moment) == "18 ноября 2026 г., 19:05"


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(BadInput, match="choose en or ru"):
        Words.load("de", "UTC")

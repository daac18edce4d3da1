"""The corpus of who answered, and what is measured on it."""

from pathlib import Path

import pytest

from voicebot.errors import BadCorpus
from voicebot.learning.understanding.answering import (
    Picked,
    answering_figures,
    answering_lines,
    evaluate_answering,
    read_openings,
    talk_taken_for_machines,
)
from voicebot.learning.understanding.corpus import read_corpus
from voicebot.understanding.intents import Announcement, AnsweredBy

CORPORA = Path(__file__).parents[4] / "corpora"
OPENINGS = CORPORA / "who_answered"
LANGUAGES = ("en", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_large_enough_to_tell_one_percent(language: str) -> None:
    rows = read_openings(OPENINGS, language)
    counts = {who: sum(row.who is who for row in rows) for who in AnsweredBy}
    assert counts[AnsweredBy.HUMAN] >= 400
    assert counts[AnsweredBy.MACHINE] >= 150
    assert counts[AnsweredBy.INTERCEPT] >= 100
    assert counts[AnsweredBy.CALL_SCREENER] >= 60
    assert {row.announcement for row in rows if row.announcement} == set(Announcement)


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_one_person_in_a_hundred_is_taken_for_a_machine(language: str) -> None:
    measured = evaluate_answering(
        [row for row in read_openings(OPENINGS, language) if row.is_test], language
    )
    taken = measured.people_taken_for_machines
    assert taken.found <= 0.01 * taken.of, measured.wrong[: taken.found]
    assert measured.falsely_out_of_service.found == 0
    assert (measured.no_person_told.value or 0) >= 0.95
    assert (measured.announcements_read.value or 0) >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_say_later_on_a_call_is_hardly_ever_a_machines(language: str) -> None:
    corpus = read_corpus(CORPORA / "understanding", language)
    taken = talk_taken_for_machines((row.text for row in corpus.rows), language)
    assert taken.found <= 0.003 * taken.of


def test_an_opening_is_always_on_the_same_side_of_the_split() -> None:
    assert Picked("hello", AnsweredBy.HUMAN).is_test == Picked("hello", AnsweredBy.MACHINE).is_test
    share = sum(row.is_test for row in read_openings(OPENINGS, "en")) / 825
    assert 0.4 < share < 0.6


def test_the_figures_make_a_table_for_people() -> None:
    figures = answering_figures(OPENINGS, {"en": ["hello", "please leave a message at the tone"]})
    lines = list(answering_lines(figures))
    assert lines[0] == "| | en |"
    assert any("50.0%" in line for line in lines)


def test_a_corpus_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCorpus):
        read_openings(tmp_path, "en")
    (tmp_path / "en.tsv").write_text("text\twho\ttells\nhello\tNOBODY\t\n")
    with pytest.raises(BadCorpus, match="NOBODY"):
        read_openings(tmp_path, "en")

"""The corpus of turn ends, and how well the rules tell them where they were not looked up."""

from pathlib import Path

import pytest

from voicebot.errors import BadInput
from voicebot.learning.understanding.endings import endings, told_apart, unseen

CORPORA = Path(__file__).parents[4] / "corpora"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_corpus_is_large_and_each_utterance_is_there_once(language):
    found = endings(CORPORA, language)
    assert len(dict(found)) == len(found)
    assert sum(finished for _, finished in found) >= 250
    assert sum(not finished for _, finished in found) >= 250


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_rules_hold_on_the_test_part(language):
    figures = told_apart(unseen(endings(CORPORA, language)), language)
    assert figures["unfinished_recall"]["share"] >= 0.8
    assert figures["finished_made_to_wait"]["share"] <= 0.05
    assert figures["finished_early_precision"]["share"] >= 0.9


def test_a_line_that_is_no_utterance_is_named(tmp_path):
    (tmp_path / "turns").mkdir()
    (tmp_path / "turns" / "en.tsv").write_text("finished\tyes\nperhaps\tno\n", "utf-8")
    with pytest.raises(BadInput, match="line 2"):
        endings(tmp_path, "en")

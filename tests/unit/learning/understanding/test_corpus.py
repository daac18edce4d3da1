"""The corpus in the repository, and what is refused in one."""

from pathlib import Path

import pytest

from voicebot.errors import BadCorpus
from voicebot.learning.understanding.corpus import Corpus, read_corpus
from voicebot.learning.understanding.splitting import TEST_SHARE, fold_of, is_test
from voicebot.understanding.label import LABELS

CORPORA = Path(__file__).parents[4] / "corpora" / "understanding"


@pytest.fixture(scope="module", params=["en", "ru"])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return read_corpus(CORPORA, request.param)


def test_the_corpus_is_wide_enough(corpus: Corpus) -> None:
    assert len(corpus.rows) >= 3000
    assert sum(bool(row.near) for row in corpus.rows) >= 800
    assert {row.label for row in corpus.rows} == set(LABELS)


def test_every_label_is_learned_from_and_measured_on(corpus: Corpus) -> None:
    for part in (True, False):
        rows = [row for row in corpus.rows if is_test(row.group) is part]
        assert {row.label for row in rows} == set(LABELS)


def test_about_a_fifth_of_the_families_is_measured_on(corpus: Corpus) -> None:
    share = sum(is_test(family.name) for family in corpus.families) / len(corpus.families)
    assert abs(share - TEST_SHARE) < 0.05


def test_a_family_keeps_its_part_and_fold_for_ever() -> None:
    assert (is_test("opt-out-stop-calling"), fold_of("opt-out-stop-calling")) == (True, 4)


FAMILY = """
[[family]]
name = "{name}"
means = "{means}"
say = ["{text}"]
"""


def written(tmp_path: Path, *families: tuple[str, str, str]) -> Path:
    (tmp_path / "en").mkdir()
    text = "".join(FAMILY.format(name=n, means=m, text=t) for n, m, t in families)
    (tmp_path / "en" / "some.toml").write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("families", "told"),
    [
        ([("a", "affirm", "yes"), ("a", "affirm", "sure")], "two families"),
        ([("a", "affirm", "yes"), ("b", "greeting", "Yes!")], "both say"),
        ([("a", "agreement", "yes")], "agreement"),
        ([("a", "opt_out", "stop")], "no kind"),
    ],
)
def test_a_faulty_corpus_is_refused(
    tmp_path: Path, families: list[tuple[str, str, str]], told: str
) -> None:
    with pytest.raises(BadCorpus, match=told):
        read_corpus(written(tmp_path, *families), "en")


def test_a_language_without_families_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCorpus, match="no families"):
        read_corpus(tmp_path, "en")

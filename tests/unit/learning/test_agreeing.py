"""How far reviewers agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.learning.measures.agreeing import agreeing

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), the nominal example with several
# observers and missing words: alpha = 0.743.
KRIPPENDORFF = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def test_alpha_is_that_of_the_book() -> None:
    rows = {name: row.split() for name, row in KRIPPENDORFF.items()}
    things = [
        {name: row[place] for name, row in rows.items() if row[place] != "."} for place in range(12)
    ]
    assert agreeing(things).alpha == pytest.approx(0.743, abs=5e-4)


def test_without_two_words_about_one_thing_there_is_nothing_to_tell() -> None:
    found = agreeing([{"anna": "a"}, {"boris": "b"}, {}])
    assert (found.reviewed, found.by_several, found.share, found.alpha) == (2, 0, None, None)


def test_each_reviewer_is_told_with_how_often_all_agreed() -> None:
    found = agreeing([{"anna": "a", "boris": "a"}, {"anna": "a", "boris": "b"}, {"anna": "a"}])
    assert [(r.name, r.reviewed, r.with_others, r.agreed) for r in found.reviewers] == [
        ("anna", 3, 2, 1), ("boris", 2, 2, 1),
    ]  # fmt: skip
    assert (found.by_several, found.agreed, found.share) == (2, 1, 0.5)


THINGS = st.lists(st.dictionaries(st.sampled_from("ABCD"), st.sampled_from("xyz")), max_size=12)


@given(THINGS)
def test_agreement_is_no_more_than_perfect_and_perfect_only_if_nobody_differs(
    things: list[dict[str, str]],
) -> None:
    found = agreeing(things)
    assert found.agreed <= found.by_several <= found.reviewed
    if found.alpha is not None:
        assert found.alpha <= 1
        assert (found.alpha == 1) is (found.agreed == found.by_several)

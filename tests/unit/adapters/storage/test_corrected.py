"""The word of several reviewers as one."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.storage.corrected import judged, verdicts
from voicebot.adapters.storage.learned_rows import CORRECTIONS

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = st.tuples(
    st.sampled_from(["anna", "boris", "vera"]), st.sampled_from(["OPT_OUT", "COMPLETED"])
)


def table(said: list[tuple[str, str]]) -> pl.DataFrame:
    """Words about one call, one after another."""
    rows = [
        ("+7", str(place), "a-1", reviewer, word, None, START + timedelta(minutes=place))
        for place, (reviewer, word) in enumerate(said)
    ]
    return pl.DataFrame(rows, schema=CORRECTIONS, orient="row")


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_the_newest_word_of_each_counts_and_most_of_them_hold(said: list[tuple[str, str]]) -> None:
    newest = dict(said)
    (found,) = verdicts(table(said)).to_dicts()
    counts = {word: list(newest.values()).count(word) for word in set(newest.values())}
    most = [word for word, count in counts.items() if count == max(counts.values())]
    assert found["disposition"] == (most[0] if len(most) == 1 else None)
    assert found["reviewers"] == len(newest)
    assert found["agreed"] == (len(counts) == 1)


@given(st.lists(WORDS, max_size=8))
def test_the_order_in_which_words_are_read_changes_nothing(said: list[tuple[str, str]]) -> None:
    words = table(said)
    mixed = words.sample(fraction=1, shuffle=True, seed=len(said))
    assert verdicts(mixed).equals(verdicts(words))


def test_calls_without_a_word_stay_as_they_were() -> None:
    calls = pl.DataFrame({"attempt_id": ["a-1", "a-2"], "certainty": [0.9, 0.8]})
    found = judged(calls, table([("anna", "OPT_OUT"), ("boris", "COMPLETED")]))
    assert found["corrected"].to_list() == [None, None]
    assert found["certainty"].to_list() == [0.0, 0.8]

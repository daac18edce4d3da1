"""What is seen of the order of words."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.features import MOST_WORDS
from voicebot.understanding.grammar import form_of
from voicebot.understanding.word_order import KINDS, SIZE, order_of

WORD = st.text(st.characters(categories=("Ll", "Nd")), min_size=1, max_size=30)
UTTERANCES = st.lists(WORD, max_size=2 * MOST_WORDS)


def pairs_of(words: list[str]) -> set[int]:
    return set(order_of(words, "en").places[: order_of(words, "en").ends[0]].tolist())


def forms_of(words: list[str]) -> set[int]:
    order = order_of(words, "ru")
    return set(order.places[order.ends[1] :].tolist())


@given(words=UTTERANCES, language=st.sampled_from(("en", "ru")))
def test_every_place_is_in_the_table_of_its_kind(words: list[str], language: str) -> None:
    order = order_of(words, language)
    assert order.ends[-1] == len(order.places)
    kinds = list(order.by_kind())
    assert len(kinds) == len(KINDS)
    for kind, places in enumerate(kinds):
        assert all(kind * SIZE <= place < (kind + 1) * SIZE for place in places.tolist())


@given(words=UTTERANCES)
def test_the_same_words_have_the_same_places(words: list[str]) -> None:
    assert order_of(words, "en").places.tolist() == order_of(words, "en").places.tolist()


def test_places_stay_what_they_are_when_a_model_is_kept() -> None:
    """A model's weights lie by place: another hash would make nonsense of every file."""
    order = order_of(["not", "stop"], "en")
    assert order.places.tolist()[:8] == [
        168097,
        223136,
        11402,
        215334,
        156405,
        84294,
        342164,
        495642,
    ]
    assert order.ends == (6, 10, 28)


def test_words_in_another_order_have_other_places() -> None:
    assert pairs_of(["not", "stop"]) != pairs_of(["stop", "not"])


def test_far_words_in_order_are_a_pair_whatever_lies_between() -> None:
    between = [*"abcdefgh"]
    alone = pairs_of(["never"]) | pairs_of(["ring"])
    [pair] = (pairs_of(["never", "xyz", "ring"]) & pairs_of(["never", *between, "ring"])) - alone
    assert pair in pairs_of(["never", "ring"])
    assert pair not in pairs_of(["ring", *between, "never"])


def test_nothing_said_has_no_triple() -> None:
    assert [len(places) for places in order_of([], "en").by_kind()] == [1, 0, 3]


def test_another_verb_in_the_same_form_shares_the_places_of_its_form() -> None:
    both = forms_of(["она", "звонила"]) & forms_of(["она", "писала"])
    assert both - forms_of(["она"])
    assert form_of("звонила", "ru") == form_of("писала", "ru") == "VERB.indc.past"
    assert form_of("saying", "en") == form_of("calling", "en") == "-ing"
    assert form_of("me", "en") != form_of("him", "en")

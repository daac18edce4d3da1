"""What is seen of the order of words."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.understanding.features import MOST_WORDS
from voicebot.understanding.grammar import form_of
from voicebot.understanding.word_order import KINDS, SIZE, order_of

WORD = st.text(st.characters(categories=("Ll", "Nd")), min_size=1, max_size=30)
UTTERANCES = st.lists(WORD, max_size=2 * MOST_WORDS)


@given(words=UTTERANCES, language=st.sampled_from(("en", "ru")))
def test_every_place_is_in_the_table_and_named_once(words: list[str], language: str) -> None:
    order = order_of(words, language)
    assert len(order) == len(KINDS)
    for places in order:
        assert len(set(places.tolist())) == len(places)
        assert all(0 <= place < SIZE for place in places.tolist())


@given(words=UTTERANCES)
def test_the_same_words_have_the_same_places(words: list[str]) -> None:
    for one, again in zip(order_of(words, "en"), order_of(words, "en"), strict=True):
        assert one.tolist() == again.tolist()


def test_places_stay_what_they_are_when_a_model_is_kept() -> None:
    """A model's weights lie by place: another hash would make nonsense of every file."""
    pairs, triples, forms = order_of(["not", "stop"], "en")
    assert pairs.tolist() == [18515, 66590, 87242, 157402, 169169, 242364]
    assert triples.tolist() == [80500, 139200, 175232, 201431]
    assert forms.tolist()[:4] == [9200, 11892, 15275, 69324]


def test_words_in_another_order_have_other_places() -> None:
    one, other = order_of(["not", "stop"], "en"), order_of(["stop", "not"], "en")
    assert set(one[0].tolist()) != set(other[0].tolist())


def test_far_words_in_order_are_a_pair_whatever_lies_between() -> None:
    short = set(order_of(["never", "ring"], "en")[0].tolist())
    long = set(order_of(["never", *"abcdefgh", "ring"], "en")[0].tolist())
    [pair] = (
        set(order_of(["never", "xyz", "ring"], "en")[0].tolist())
        & short
        & long
        - set(order_of(["never"], "en")[0].tolist())
        - set(order_of(["ring"], "en")[0].tolist())
    )
    assert pair not in set(order_of(["ring", *"abcdefgh", "never"], "en")[0].tolist())


def test_nothing_said_has_no_triple() -> None:
    assert [len(places) for places in order_of([], "en")] == [1, 0, 3]


def test_another_verb_in_the_same_form_shares_the_places_of_its_form() -> None:
    one, other = order_of(["она", "звонила"], "ru"), order_of(["она", "писала"], "ru")
    assert set(one[2].tolist()) & set(other[2].tolist()) - set(order_of(["она"], "ru")[2].tolist())
    assert form_of("звонила", "ru") == form_of("писала", "ru") == "VERB.indc.past"
    assert form_of("saying", "en") == form_of("calling", "en") == "-ing"
    assert form_of("me", "en") != form_of("him", "en")

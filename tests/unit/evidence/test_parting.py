"""A call's record in two: nothing personal stays open, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.evidence.erasure import open_record
from voicebot.evidence.parting import OPEN_OF_CALL, part_call, whole_call

plain = st.none() | st.integers() | st.text(max_size=5)
optouts = st.none() | st.fixed_dictionaries(
    {"scope": plain, "words": plain, "number": plain, "evidence": plain}
)
records = st.fixed_dictionaries(
    {
        "attempt_id": plain,
        "target": plain,
        "disposition": plain,
        "keys": plain,
        "transcript": st.lists(plain, max_size=2),
        "opt_out": optouts,
    },
    optional={"something_new": plain},
)


@given(records)
def test_both_parts_together_are_the_record(record: dict[str, object]) -> None:
    opened, personal = part_call(record)
    assert whole_call({"record": opened, "call": personal}) == record


@given(records)
def test_what_is_not_known_to_be_open_is_personal(record: dict[str, object]) -> None:
    opened, _ = part_call(record)
    assert set(opened) <= OPEN_OF_CALL | {"opt_out"}
    assert not {"words", "number"} & set(opened["opt_out"] or {})


@given(records)
def test_an_erased_record_says_nothing_of_the_person(record: dict[str, object]) -> None:
    left = open_record(record)
    assert left is not None
    assert (left["target"], left["keys"], left["transcript"]) == ("", "", [])
    assert "something_new" not in left
    assert not any((left["opt_out"] or {}).get(name) for name in ("words", "number", "evidence"))

"""The chain: whatever is done to a record is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from voicebot.evidence.journal import Head, JournalRecord, Personal, canonical, link, verify

START = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
bodies = st.dictionaries(
    st.text(max_size=8), st.none() | st.integers() | st.text(max_size=8), max_size=3
)
written = st.lists(st.tuples(st.sampled_from(["decision", "optout"]), bodies), max_size=6)


def personal(place: int) -> Personal | None:
    """Every second record has personal data."""
    return (
        Personal(canonical({"number": f"+1202555{place:04}"}), f"{place:032x}")
        if place % 2
        else None
    )


def chained(entries: list[tuple[str, dict[str, object]]]) -> list[JournalRecord]:
    records: list[JournalRecord] = []
    for kind, body in entries:
        head = Head(records[-1].seq, records[-1].hash) if records else Head()
        at = START + timedelta(seconds=len(records))
        records.append(link(head, at, kind, canonical(body), personal(len(records))))
    return records


def head_of(records: list[JournalRecord]) -> Head:
    return Head(records[-1].seq, records[-1].hash) if records else Head()


@given(written)
def test_a_chain_left_alone_holds(entries: list[tuple[str, dict[str, object]]]) -> None:
    records = chained(entries)
    found = verify(records, head_of(records))
    assert (found.ok, found.records, found.first_bad) == (True, len(records), None)


CHANGES = {
    "at": lambda record: replace(record, at=record.at + timedelta(microseconds=1)),
    "kind": lambda record: replace(record, kind=record.kind + "x"),
    "body": lambda record: replace(record, body=record.body + " "),
    "commitment": lambda record: replace(record, commitment="f" * 64),
    "prev": lambda record: replace(record, prev="f" * 64),
    "hash": lambda record: replace(record, hash="f" * 64),
    "seq": lambda record: replace(record, seq=record.seq + 1),
}


@pytest.mark.parametrize("field", CHANGES)
@profile(max_examples=25)
@given(entries=written.filter(bool), data=st.data())
def test_changing_any_field_of_any_record_is_found_there(
    field: str, entries: list[tuple[str, dict[str, object]]], data: st.DataObject
) -> None:
    records = chained(entries)
    head = head_of(records)
    place = data.draw(st.integers(0, len(records) - 1))
    records[place] = CHANGES[field](records[place])
    found = verify(records, head)
    assert not found.ok
    assert found.first_bad == place + 1


@given(entries=written.filter(bool), data=st.data())
def test_removing_any_record_is_found(
    entries: list[tuple[str, dict[str, object]]], data: st.DataObject
) -> None:
    records = chained(entries)
    head = head_of(records)
    place = data.draw(st.integers(0, len(records) - 1))
    del records[place]
    found = verify(records, head)
    assert (found.ok, found.first_bad) == (False, place + 1)


@given(entries=written.filter(lambda entries: len(entries) > 1), data=st.data())
def test_exchanging_any_two_records_is_found(
    entries: list[tuple[str, dict[str, object]]], data: st.DataObject
) -> None:
    records = chained(entries)
    head = head_of(records)
    first = data.draw(st.integers(0, len(records) - 2))
    second = data.draw(st.integers(first + 1, len(records) - 1))
    records[first], records[second] = records[second], records[first]
    found = verify(records, head)
    assert (found.ok, found.first_bad) == (False, first + 1)


@given(entries=written.filter(bool), data=st.data())
def test_a_record_forged_with_a_right_hash_breaks_what_follows_or_the_head(
    entries: list[tuple[str, dict[str, object]]], data: st.DataObject
) -> None:
    records = chained(entries)
    head = head_of(records)
    place = data.draw(st.integers(0, len(records) - 1))
    before = head_of(records[:place])
    old = records[place]
    records[place] = link(before, old.at, old.kind, canonical({"forged": True}), old.personal)
    assert not verify(records, head).ok


def test_a_body_that_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError):
        canonical({"score": float("nan")})


def test_bodies_with_the_same_content_are_written_alike() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"\\u00e9","b":1}'

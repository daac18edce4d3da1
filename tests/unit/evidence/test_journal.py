"""The chain: whatever is done to a record is found."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from voicebot.evidence.journal import (
    GENESIS,
    Head,
    JournalRecord,
    Personal,
    canonical,
    hash_of,
    link,
    moment_of,
)
from voicebot.evidence.verification import Verification, ranges, rows_of, verify

START = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
bodies = st.dictionaries(
    st.text(max_size=8), st.none() | st.integers() | st.text(max_size=8), max_size=3
)
written = st.lists(st.tuples(st.sampled_from(["decision", "optout"]), bodies), max_size=6)
Entries = list[tuple[str, dict[str, object]]]


def personal(place: int) -> list[Personal]:
    """None, one part or two, in turn."""
    return [
        Personal(canonical({"number": f"+1202555{place:04}"}), f"{place:031x}{part}")
        for part in range(place % 3)
    ]


def chained(entries: Entries) -> list[JournalRecord]:
    records: list[JournalRecord] = []
    for kind, body in entries:
        at = START + timedelta(seconds=len(records))
        parts = personal(len(records))
        records.append(link(head_of(records), at, kind, canonical(body), parts))
    return records


def look(records: list[JournalRecord], head: Head, known: Head | None = None) -> Verification:
    return verify((row for record in records for row in rows_of(record)), head, known)


def head_of(records: list[JournalRecord]) -> Head:
    return Head(records[-1].seq, records[-1].hash) if records else Head()


@given(written)
def test_a_chain_left_alone_holds(entries: Entries) -> None:
    records = chained(entries)
    found = look(records, head_of(records))
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
    field: str, entries: Entries, data: st.DataObject
) -> None:
    records = chained(entries)
    head = head_of(records)
    place = data.draw(st.integers(0, len(records) - 1))
    records[place] = CHANGES[field](records[place])
    found = look(records, head)
    assert not found.ok
    assert found.first_bad == place + 1


@given(entries=written.filter(bool), data=st.data())
def test_removing_any_record_is_found(entries: Entries, data: st.DataObject) -> None:
    records = chained(entries)
    head = head_of(records)
    place = data.draw(st.integers(0, len(records) - 1))
    del records[place]
    found = look(records, head)
    assert (found.ok, found.first_bad) == (False, place + 1)


@given(entries=written.filter(lambda entries: len(entries) > 1), data=st.data())
def test_exchanging_any_two_records_is_found(entries: Entries, data: st.DataObject) -> None:
    records = chained(entries)
    head = head_of(records)
    first = data.draw(st.integers(0, len(records) - 2))
    second = data.draw(st.integers(first + 1, len(records) - 1))
    records[first], records[second] = records[second], records[first]
    found = look(records, head)
    assert (found.ok, found.first_bad) == (False, first + 1)


@given(entries=written.filter(bool), data=st.data())
def test_a_record_forged_with_a_right_hash_breaks_what_follows_or_the_head(
    entries: Entries, data: st.DataObject
) -> None:
    records = chained(entries)
    head = head_of(records)
    place = data.draw(st.integers(0, len(records) - 1))
    before = head_of(records[:place])
    old = records[place]
    records[place] = link(before, old.at, old.kind, canonical({"forged": True}), personal(place))
    assert not look(records, head).ok


@given(text=st.text(), body=st.text(min_size=1), seq=st.integers(1, 2**60))
def test_a_hash_is_that_of_the_json_array_that_the_format_names(
    text: str, body: str, seq: int
) -> None:
    line = json.dumps([seq, "2026-11-18T12:00:00.000000+00:00", text, body, text, GENESIS])
    named = hashlib.sha256(line.encode()).hexdigest()
    moscow = START.astimezone(timezone(timedelta(hours=3)))
    for at in (START, moscow):
        assert hash_of(seq, moment_of(at), text, body, text, GENESIS) == named


def test_a_body_that_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError):
        canonical({"score": float("nan")})


def test_bodies_with_the_same_content_are_written_alike() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"\\u00e9","b":1}'


PARTS = {
    "body": lambda part: replace(part, body=part.body + " "),
    "salt": lambda part: replace(part, salt="f" * 32),
    "gone": lambda part: None,
}


@pytest.mark.parametrize("change", PARTS)
@given(entries=written.filter(lambda entries: len(entries) > 1), data=st.data())
def test_changing_or_taking_away_any_personal_part_is_found_at_its_record(
    change: str, entries: Entries, data: st.DataObject
) -> None:
    records = chained(entries)
    held = [(i, j) for i, one in enumerate(records) for j in range(len(one.personal))]
    place, which = data.draw(st.sampled_from(held))
    parts = list(records[place].personal)
    parts[which] = PARTS[change](parts[which])
    records[place] = replace(records[place], personal=tuple(parts))
    found = look(records, head_of(records))
    assert (found.ok, found.first_bad) == (False, place + 1)


@given(entries=written.filter(lambda entries: len(entries) > 2))
def test_exchanging_the_parts_of_two_persons_is_found(entries: Entries) -> None:
    records = chained(entries)
    records[2] = replace(records[2], personal=records[2].personal[::-1])
    found = look(records, head_of(records))
    assert (found.ok, found.first_bad) == (False, 3)


@given(written.filter(bool))
def test_personal_data_where_there_never_were_any_are_found(entries: Entries) -> None:
    records = chained(entries)
    records[0] = replace(records[0], personal=(Personal("{}", "0" * 32),))
    found = look(records, head_of(records))
    assert (found.ok, found.first_bad) == (False, 1)


@given(
    entries=written.filter(lambda entries: len(entries) > 1),
    data=st.data(),
    kind=st.sampled_from(["erasure", "retention"]),
)
def test_a_part_that_an_erasure_names_may_be_missing_and_no_other(
    entries: Entries, data: st.DataObject, kind: str
) -> None:
    records = chained(entries)
    held = [(i, j) for i, one in enumerate(records) for j in range(len(one.personal))]
    place, which = data.draw(st.sampled_from(held))
    records[place] = without(records[place], which)
    body = canonical({"removed": {str(which): ranges([place + 1])}})
    records.append(link(head_of(records), START, kind, body))
    found = look(records, head_of(records))
    assert (found.ok, found.erased) == (True, 1)
    other = data.draw(st.sampled_from(held))
    if other != (place, which):
        records[other[0]] = without(records[other[0]], other[1])
        found = look(records, head_of(records))
        assert (found.ok, found.first_bad) == (False, other[0] + 1)


def without(record: JournalRecord, which: int) -> JournalRecord:
    parts = list(record.personal)
    parts[which] = None
    return replace(record, personal=tuple(parts))


@given(written.filter(bool))
def test_an_erasure_excuses_nothing_that_comes_after_it(entries: Entries) -> None:
    first = link(Head(), START, "erasure", canonical({"removed": {"0": [[1, 99]]}}))
    later = link(Head(1, first.hash), START, "optout", "{}", [Personal("{}", "0" * 32)])
    found = look([first, replace(later, personal=(None,))], Head(2, later.hash))
    assert (found.ok, found.first_bad) == (False, 2)


@given(entries=written.filter(bool), data=st.data())
def test_a_past_written_anew_does_not_lead_over_a_head_that_was_exported(
    entries: Entries, data: st.DataObject
) -> None:
    records = chained(entries)
    place = data.draw(st.integers(0, len(records) - 1))
    exported = head_of(records[: data.draw(st.integers(place + 1, len(records)))])
    assert look(records, head_of(records), exported).ok
    anew = chained([*entries[:place], ("decision", {"forged": True}), *entries[place + 1 :]])
    found = look(anew, head_of(anew), exported)
    assert anew == records or (found.ok, found.first_bad) == (False, exported.seq)


@given(entries=written.filter(bool), data=st.data())
def test_an_older_copy_of_the_chain_ends_before_a_head_that_was_exported(
    entries: Entries, data: st.DataObject
) -> None:
    records = chained(entries)
    older = records[: data.draw(st.integers(0, len(records) - 1))]
    found = look(older, head_of(older), head_of(records))
    assert (found.ok, found.first_bad) == (False, len(older) + 1)


@given(st.sets(st.integers(1, 60)))
def test_ranges_hold_exactly_the_numbers_they_were_made_of(numbers: set[int]) -> None:
    runs = ranges(sorted(numbers))
    assert {n for first, last in runs for n in range(first, last + 1)} == numbers
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(runs))

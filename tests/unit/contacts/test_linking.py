"""Persons out of links: whatever the order, and never against a veto."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.contacts.candidates import RARE, candidates
from voicebot.contacts.contact import Contact
from voicebot.contacts.grouping import MOST_NUMBERS, Link, group
from voicebot.contacts.likeness import Verdict, likeness
from voicebot.contacts.linking import Found, Pair, Standing, find_links, pair
from voicebot.contacts.nearness import Nearness
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.person import Record

NAMES = (
    "Иванов Иван Иванович", "Иванов И.И.", "Ivanov Ivan Ivanovich", "Иванов Иван", "Иван Иванов",
    "Иванов Илья Иванович", "Иванова Ирина Ивановна", "Иванов Иван Петрович", "",
)  # fmt: skip
EMAILS = ("", "", "ivan@example.org", "ivanov@example.org")
BORN = (None, None, date(1985, 3, 12), date(1961, 7, 2))


def record(place: int, name: str, email: str = "", born: date | None = None) -> Record:
    number = PhoneNumber(f"+7916000{place:04d}")
    return Record.of(Contact(number, name=name, email=email, birth_date=born))


few = settings(max_examples=25)  # a look has a fixed cost, however few there are
people = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(EMAILS), st.sampled_from(BORN)),
    min_size=2,
    max_size=RARE,
).map(lambda rows: [record(place, *row) for place, row in enumerate(rows)])


def everything(records: Iterable[Record]) -> dict[str, Record]:
    return {one.number: one for one in records}


class Books:
    """What a database would hold between one import and the next."""

    def __init__(self, said: dict[Pair, bool] | None = None) -> None:
        self.records: dict[str, Record] = {}
        self.said = said or {}
        self.persons: dict[str, str] = {}
        self.open: set[Pair] = set()

    def bring(self, records: Sequence[Record]) -> None:
        self.records |= everything(records)
        standing = Standing(self.persons, self.said, self.open)
        found = find_links(self.records, standing, {one.number for one in records})
        self._take(found)

    def _take(self, found: Found) -> None:
        assert found.touched is not None
        for number in found.touched:
            self.persons.pop(number, None)
        for numbers in found.groups:
            self.persons |= dict.fromkeys(numbers, min(numbers))
        self.open = {one for one in self.open if not set(one) & found.touched} | set(found.maybe)

    def groups(self) -> set[frozenset[str]]:
        by_person: dict[str, set[str]] = {}
        for number, person in self.persons.items():
            by_person.setdefault(person, set()).add(number)
        return {frozenset(numbers) for numbers in by_person.values()}


@few
@given(people, st.randoms(use_true_random=False), st.integers(1, 3))
def test_the_order_of_imports_changes_neither_persons_nor_questions(
    records: list[Record], random: st.DataObject, size: int
) -> None:
    at_once = find_links(everything(records), Standing())
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    books = Books()
    for start in range(0, len(shuffled), size):
        books.bring(shuffled[start : start + size])
    assert books.groups() == set(at_once.groups)
    assert books.open == set(at_once.maybe)


@few
@given(people)
def test_no_person_holds_two_who_are_ruled_out(records: list[Record]) -> None:
    known = everything(records)
    for numbers in find_links(known, Standing()).groups:
        assert not any(likeness(known[a], known[b]).vetoed for a in numbers for b in numbers)


@few
@given(people)
def test_every_two_that_may_be_one_are_together_or_asked_about(records: list[Record]) -> None:
    known = everything(records)
    found = find_links(known, Standing())
    person = {number: numbers for numbers in found.groups for number in numbers}
    for a in known:
        for b in known:
            alike = a < b and likeness(known[a], known[b]).verdict is Verdict.SURE
            together = a in person and person[a] is person.get(b)
            assert not alike or together or (a, b) in found.maybe


@few
@given(people, st.data())
def test_what_a_person_said_is_kept(records: list[Record], data: st.DataObject) -> None:
    known = everything(records)
    a, b = sorted(data.draw(st.permutations(list(known))))[:2]
    same = data.draw(st.booleans())
    found = find_links(known, Standing(said={pair(a, b): same}))
    together = any({a, b} <= numbers for numbers in found.groups)
    assert together == same
    assert (a, b) not in found.maybe


@few
@given(people)
def test_looking_again_changes_nothing(records: list[Record]) -> None:
    known = everything(records)
    first = find_links(known, Standing())
    persons = {number: min(numbers) for numbers in first.groups for number in numbers}
    again = find_links(known, Standing(persons, {}, list(first.maybe)))
    assert (again.groups, again.maybe) == (first.groups, first.maybe)


def test_a_chain_leaves_out_its_weakest_link() -> None:
    links = [Link("a", "b", 0.99), Link("b", "c", 1.0), Link("c", "d", 0.98)]
    made = group(links, lambda one, other: {one, other} == {"a", "c"})
    assert made.groups == (frozenset("bcd"),)
    assert made.left == (links[0],)


def test_a_person_has_no_more_numbers_than_anybody_has() -> None:
    links = [Link("a", f"{place:03d}", 1.0) for place in range(100)]
    made = group(links, lambda one, other: False)
    assert [len(numbers) for numbers in made.groups] == [MOST_NUMBERS]


def test_a_common_name_alone_is_not_compared_but_with_a_year_it_is() -> None:
    crowd = [record(place, "Иванов Александр") for place in range(RARE + 1)]
    assert candidates(crowd).is_empty()
    told = [record(place, "Иванов Александр 1985") for place in (100, 101)]
    assert candidates([*crowd, *told]).rows() == [(RARE + 1, RARE + 2)]


def test_only_pairs_with_a_new_number_are_compared() -> None:
    known = [replace(record(place, "", "a@example.org")) for place in range(4)]
    assert candidates(known, [3]).rows() == [(0, 3), (1, 3), (2, 3)]
    assert len(candidates(known)) == 6


def test_nobody_is_compared_where_there_is_nobody() -> None:
    assert candidates([]).is_empty()
    assert find_links({}, Standing()).groups == ()


@settings(max_examples=8)
@given(
    people.map(lambda records: records[0])
    | st.sampled_from(("de la Cruz Juan", "O'Neil Patrick", "Ivaнов Пётр", "Petrov И.")).map(
        lambda name: record(0, name)
    )
)
def test_whoever_shares_a_key_is_near(one: Record) -> None:
    names = (*NAMES, "Juan De La Cruz", "Patrick ONeil", "Иванов П.", "Петрова Ирина")
    for name, email, born in product(names, EMAILS[1:3], BORN[1:3]):
        number = PhoneNumber("+79260000001")
        contact = Contact(number, name=name, email=email, birth_date=born)
        shares = not candidates([one, Record.of(contact)]).is_empty()
        assert not shares or Nearness([one]).is_near(contact)

"""Which numbers are one person's, worked out from their records and from what people said of them.

Pure: records in, persons and open questions out. A look at a few new numbers works out anew every
person they touch, from all of that person's records, so it ends where a look at everything would.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from voicebot.contacts.candidates import candidates
from voicebot.contacts.grouping import Link, group
from voicebot.contacts.likeness import Likeness, Verdict, likeness
from voicebot.contacts.person import Record

Pair = tuple[str, str]
"""Two numbers; the first sorts before the second."""

MOST_COMPARED = 60
"""In a chain of more numbers only those that have a key in common are compared."""


def pair(a: str, b: str) -> Pair:
    """Two numbers in their order."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on the books: persons by number, open questions, and what somebody said.

    `said` is true for SAME and false for DIFFERENT.
    """

    persons: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[Pair, bool] = field(default_factory=dict)
    open: Collection[Pair] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Persons as they should be.

    `touched` are the numbers that were looked at (None: all); those of them in no group are persons
    of their own. `links` hold the groups together, `maybe` wait for a review. `broken` are pairs
    somebody called the same, which a later word put apart.
    """

    touched: frozenset[str] | None
    groups: tuple[frozenset[str], ...]
    links: Mapping[Pair, Likeness]
    maybe: Mapping[Pair, Likeness]
    broken: frozenset[Pair]


SAID_SAME = Likeness(
    1.0, "said by a person who reviewed them", Verdict.SURE, against=False, vetoed=False
)


def find_links(
    records: Mapping[str, Record], standing: Standing, new: Collection[str] | None = None
) -> Found:
    """The persons of `new` numbers and of all they touch, or of everybody (None)."""
    look = _Look(records, standing)
    look.compare_candidates(new)
    for one in standing.open:
        if new is None or one[0] in new or one[1] in new:
            look.compare(*one)
    seeds = look.linked() if new is None else new
    return look.found(list(look.chains(seeds)), new)


class _Look:
    """One working out; comparisons are kept, but for those that found nothing."""

    def __init__(self, records: Mapping[str, Record], standing: Standing) -> None:
        self._records = records
        self._standing = standing
        self._alike: dict[Pair, Likeness] = {}
        self._near: dict[str, set[str]] = {}  # sure neighbours, and those said to be
        self._questions: dict[str, list[str]] = {}
        self._mates: dict[str, list[str]] = {}
        for one, same in standing.said.items():
            if same:
                self._join(one)
        for a, b in standing.open:
            self._questions.setdefault(a, []).append(b)
            self._questions.setdefault(b, []).append(a)
        for number, person in standing.persons.items():
            self._mates.setdefault(person, []).append(number)

    def compare_candidates(self, new: Collection[str] | None) -> None:
        numbers = list(self._records)
        places = None
        if new is not None:
            wanted = new if isinstance(new, (set, frozenset)) else set(new)
            places = [place for place, number in enumerate(numbers) if number in wanted]
        for a, b in candidates(list(self._records.values()), places).iter_rows():
            self.compare(numbers[a], numbers[b])

    def compare(self, a: str, b: str) -> Likeness | None:
        """How alike they are; None where they are not, or where nothing is known of one."""
        one = pair(a, b)
        if one not in self._alike:
            mine, theirs = self._records.get(one[0]), self._records.get(one[1])
            if mine is None or theirs is None:
                return None
            alike = likeness(mine, theirs)
            if alike.verdict is Verdict.NO:
                return None
            self._alike[one] = alike
            if alike.verdict is Verdict.SURE:
                self._join(one)
        return self._alike[one]

    def linked(self) -> Iterable[str]:
        """Every number that has a link of any kind."""
        return sorted({*self._near, *self._standing.persons})

    def chains(self, seeds: Iterable[str]) -> Iterator[list[str]]:
        """The numbers that hang together, chain by chain; a number alone is one too."""
        seen: set[str] = set()
        for seed in seeds:
            if seed in seen:
                continue
            seen.add(seed)
            chain = [seed]
            for number in chain:
                fresh = self._neighbours(number) - seen
                seen |= fresh
                chain += fresh
            yield sorted(chain)

    def found(self, chains: list[list[str]], new: Collection[str] | None) -> Found:
        groups: list[frozenset[str]] = []
        links: dict[Pair, Likeness] = {}
        for chain in chains:
            if len(chain) > 1:
                groups += self._groups(chain, links)
        person = {number: place for place, numbers in enumerate(groups) for number in numbers}
        together = {one for one in links if _one_person(one, person)}
        touched = None if new is None else frozenset(n for chain in chains for n in chain)
        return Found(
            touched,
            tuple(groups),
            {one: links[one] for one in together},
            self._questions_left(person, touched),
            self._broken(person, touched),
        )

    def _groups(self, chain: list[str], links: dict[Pair, Likeness]) -> list[frozenset[str]]:
        mine = {one: alike for one in self._pairs(chain) if (alike := self._link(one))}
        links |= mine
        ordered = [Link(*one, alike.score, said=alike is SAID_SAME) for one, alike in mine.items()]
        return list(group(ordered, self._cannot_be_one).groups)

    def _pairs(self, chain: list[str]) -> Iterable[Pair]:
        if len(chain) <= MOST_COMPARED:
            return list(combinations(chain, 2))
        return {pair(one, other) for one in chain for other in self._near.get(one, ())}

    def _link(self, one: Pair) -> Likeness | None:
        said = self._standing.said.get(one)
        if said is not None:
            return SAID_SAME if said else None
        alike = self.compare(*one)
        return alike if alike and alike.verdict is Verdict.SURE else None

    def _cannot_be_one(self, a: str, b: str) -> bool:
        said = self._standing.said.get(pair(a, b))
        if said is not None:
            return not said
        mine, theirs = self._records.get(a), self._records.get(b)
        return mine is not None and theirs is not None and likeness(mine, theirs).vetoed

    def _neighbours(self, number: str) -> set[str]:
        """Whoever may be of the same person: by a sure link, by the books, or once left out."""
        for other in self._questions.get(number, ()):
            self.compare(number, other)
        mates = self._mates.get(self._standing.persons.get(number, ""), ())
        return self._near.get(number, set()) | set(mates)

    def _questions_left(
        self, person: Mapping[str, int], touched: frozenset[str] | None
    ) -> dict[Pair, Likeness]:
        said = self._standing.said
        return {
            one: alike
            for one, alike in self._alike.items()
            if one not in said
            and not _one_person(one, person)
            and (touched is None or one[0] in touched or one[1] in touched)
        }

    def _broken(self, person: Mapping[str, int], touched: frozenset[str] | None) -> frozenset[Pair]:
        return frozenset(
            one
            for one, same in self._standing.said.items()
            if same and (touched is None or one[0] in touched) and not _one_person(one, person)
        )

    def _join(self, one: Pair) -> None:
        self._near.setdefault(one[0], set()).add(one[1])
        self._near.setdefault(one[1], set()).add(one[0])


def _one_person(one: Pair, person: Mapping[str, int]) -> bool:
    return one[0] in person and person[one[0]] == person.get(one[1])

"""Links between numbers, joined into persons.

What is linked to one is linked to the other's links too, but for chains that would put two together
who cannot be one: then the weaker link is left out. The answer depends on the links alone and not
on the order in which they were found.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MOST_NUMBERS = 30
"""A person has no more numbers than this; what has more is an office, or a mistake."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two numbers that surely are one person's; `a` sorts before `b`.

    `said`: somebody reviewed them and said so; such links come first.
    """

    a: str
    b: str
    score: float
    said: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """Persons with more than one number, and the links that could not be kept."""

    groups: tuple[frozenset[str], ...]
    left: tuple[Link, ...]


@dataclass(slots=True)
class _Groups:
    """Which number is in which group; a number alone is a group of one."""

    of: dict[str, set[str]] = field(default_factory=dict)

    def group(self, number: str) -> set[str]:
        return self.of.setdefault(number, {number})

    def join(self, a: set[str], b: set[str]) -> None:
        larger, smaller = (a, b) if len(a) >= len(b) else (b, a)
        larger |= smaller
        for number in smaller:
            self.of[number] = larger


def group(links: Iterable[Link], cannot_be_one: Callable[[str, str], bool]) -> Grouped:
    """Join links, the strongest first; `cannot_be_one` is symmetric."""
    groups, left = _Groups(), []
    for link in sorted(links, key=lambda link: (not link.said, -link.score, link.a, link.b)):
        a, b = groups.group(link.a), groups.group(link.b)
        if a is b:
            continue
        if len(a) + len(b) > MOST_NUMBERS or _clash(a, b, link, cannot_be_one):
            left.append(link)
        else:
            groups.join(a, b)
    together = {id(numbers): numbers for numbers in groups.of.values() if len(numbers) > 1}
    ordered = sorted((frozenset(numbers) for numbers in together.values()), key=min)
    return Grouped(tuple(ordered), tuple(left))


def _clash(a: set[str], b: set[str], link: Link, cannot_be_one: Callable[[str, str], bool]) -> bool:
    """True if any two of them cannot be one; who said it of these two, knew better than we."""
    return any(
        cannot_be_one(one, other)
        for one in a
        for other in b
        if not (link.said and {one, other} == {link.a, link.b})
    )

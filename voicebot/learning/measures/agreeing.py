"""How far reviewers of the same things agree, beyond what chance would give.

Krippendorff, Content Analysis (2004), chapter 11: alpha for nominal words, any number of reviewers,
and things that some of them did not see.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One reviewer: how many things, how many of them with others, and of those as all others."""

    name: str
    reviewed: int
    with_others: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Agreeing:
    """`alpha` is 1 for perfect agreement, 0 for that of chance; None where there is none to tell.

    `by_several` things have two words or more, `agreed` of them one word from all.
    """

    reviewed: int
    by_several: int
    agreed: int
    alpha: float | None
    reviewers: tuple[Reviewer, ...]

    @property
    def share(self) -> float | None:
        """Of things with several words, those with one word from all: 0 to 1."""
        return self.agreed / self.by_several if self.by_several else None


def agreeing(words: Iterable[Mapping[str, str]]) -> Agreeing:
    """`words` has each thing's reviewers with the word of each."""
    things = [thing for thing in words if thing]
    several = [thing for thing in things if len(thing) > 1]
    return Agreeing(
        reviewed=len(things),
        by_several=len(several),
        agreed=sum(len(set(thing.values())) == 1 for thing in several),
        alpha=_alpha([Counter(thing.values()) for thing in several]),
        reviewers=_reviewers(things),
    )


def _alpha(things: list[Counter[str]]) -> float | None:
    """1 - observed / expected disagreement, over pairs of words of different reviewers."""
    all_words = sum(things, Counter())
    count = all_words.total()
    expected = _unequal_pairs(all_words) / (count - 1) if count > 1 else 0.0
    if expected == 0:
        return None
    observed = sum(_unequal_pairs(thing) / (thing.total() - 1) for thing in things)
    return 1.0 - observed / expected


def _unequal_pairs(words: Counter[str]) -> float:
    return float(words.total() ** 2 - sum(count**2 for count in words.values()))


def _reviewers(things: list[Mapping[str, str]]) -> tuple[Reviewer, ...]:
    reviewed: Counter[str] = Counter()
    with_others: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for thing in things:
        reviewed.update(thing.keys())
        if len(thing) > 1:
            with_others.update(thing.keys())
            for name, word in thing.items():
                agreed[name] += all(word == other for other in thing.values())
    names = sorted(reviewed, key=lambda name: (-reviewed[name], name))
    return tuple(Reviewer(n, reviewed[n], with_others[n], agreed[n]) for n in names)

"""What recognition would make of utterances: learned from some that it heard, done to others.

Hearing an utterance takes half a second, so only some of the corpus is heard. Which words are taken
for which, and how often, is counted there (confusions of up to three words, by alignment with what
was said); a word of which nothing is known is taken for one of the corpus that is spelled alike.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from voicebot.learning.understanding.corpus import Corpus, Row
from voicebot.learning.understanding.splitting import LEFT_OUT, fold_of, is_test
from voicebot.understanding.phrasebook import phrasebook
from voicebot.understanding.words import words_of

Words = tuple[str, ...]

LONGEST = 3  # words that are mistaken together
LONGEST_HEARD = 4  # words that they are taken for
PRIOR = 2.0  # a word's own rate of mistakes counts like the usual one after so many times
ALIKE = 0.55  # least likeness (0 to 1) of a word to one it is taken for
MOST_ALIKE = 6  # of the words alike one is drawn from so many
LOST = 0.15  # share of the mistaken words without known confusions that are not heard at all
CLEAR, BAD = 0.5, 2.0
"""A line multiplies the rate of mistakes by something between these: worse ones than were heard."""

MOST_MISTAKEN = 0.4  # an utterance of which a greater share was mistaken tells nothing any more
SEED = 1
AS_MISHEARD = "as misheard"
"""Stands where a row says by which engine, voice and channel it was heard."""


@dataclass(frozen=True)
class Mishearing:
    """`taken_for` counts what was heard in place of words, `rates` how often each is mistaken."""

    taken_for: dict[Words, Counter[Words]]
    rates: dict[str, float]
    usual: float
    vocabulary: Sequence[str]

    def heard(self, words: Words, chance: np.random.Generator) -> tuple[Words, int]:
        """What might be heard over one line, and how many words were mistaken."""
        line, at, mistaken, out = chance.uniform(CLEAR, BAD), 0, 0, list[str]()
        while at < len(words):
            if chance.random() >= line * self.rates.get(words[at], self.usual):
                out.append(words[at])
                at += 1
                continue
            said, instead = self._drawn(words[at : at + LONGEST], chance)
            out += instead
            at += said
            mistaken += said
        return tuple(out), mistaken

    def _drawn(self, words: Words, chance: np.random.Generator) -> tuple[int, Words]:
        """How many of the words are mistaken, and for what."""
        known = [
            (size, instead, times * size)  # a long one explains more of what comes
            for size in range(1, len(words) + 1)
            for instead, times in self.taken_for.get(words[:size], {}).items()
        ]
        if known:
            weights = np.array([weight for _, _, weight in known], dtype=np.float64)
            size, instead, _ = known[int(chance.choice(len(known), p=weights / weights.sum()))]
            return size, instead
        alike = self._alike(words[0])
        if not alike or chance.random() < LOST:
            return 1, ()
        return 1, (alike[int(chance.integers(len(alike)))],)

    def _alike(self, word: str) -> Sequence[str]:
        if word not in self._found:
            found = process.extract(
                word,
                self.vocabulary,
                scorer=Levenshtein.normalized_similarity,
                score_cutoff=ALIKE,
                limit=MOST_ALIKE + 1,
            )
            self._found[word] = [other for other, _, _ in found if other != word][:MOST_ALIKE]
        return self._found[word]

    @cached_property
    def _found(self) -> dict[str, Sequence[str]]:
        return {}


def mishearing_of(pairs: Iterable[tuple[Words, Words]], vocabulary: Iterable[str]) -> Mishearing:
    """Count confusions in pairs of what was said and what was heard."""
    taken_for: defaultdict[Words, Counter[Words]] = defaultdict(Counter)
    said, mistaken = Counter[str](), Counter[str]()
    for words, heard in pairs:
        said.update(words)
        for span, instead in _confusions(words, heard):
            mistaken[span[0]] += 1
            taken_for[span][instead] += 1
    usual = mistaken.total() / max(1, said.total())
    rates = {word: (mistaken[word] + PRIOR * usual) / (n + PRIOR) for word, n in said.items()}
    return Mishearing(dict(taken_for), rates, usual, sorted(set(vocabulary)))


def _confusions(words: Words, heard: Words) -> Iterator[tuple[Words, Words]]:
    """Words said and what was heard in their place, where these differ."""
    begun: tuple[int, int] | None = None
    for step in (*Levenshtein.opcodes(words, heard), None):
        if step is not None and step.tag != "equal":
            begun = begun or (step.src_start, step.dest_start)
            continue
        if begun is not None:
            end = (step.src_start, step.dest_start) if step else (len(words), len(heard))
            span, instead = words[begun[0] : end[0]], heard[begun[1] : end[1]]
            if 0 < len(span) <= LONGEST and len(instead) <= LONGEST_HEARD:
                yield span, instead
        begun = None


def misheard(corpus: Corpus, rows: Sequence[Row], share: float) -> Iterator[Row]:
    """Of such a share of the rows, what recognition might have made, where it mistook a word and
    left most of them.

    What is counted comes from neither what is measured on nor the fold that is left out.
    """
    spellings = phrasebook(corpus.language).spellings
    pairs = (
        (words_of(row.said, spellings), words_of(row.text, spellings))
        for row in corpus.heard
        if not is_test(row.group) and fold_of(row.group) != LEFT_OUT
    )
    read = [words_of(row.text, spellings) for row in rows]
    mishearing = mishearing_of(pairs, (word for words in read for word in words))
    chance = np.random.default_rng(SEED)
    for row, words in zip(rows, read, strict=True):
        if chance.random() < share:
            heard, mistaken = mishearing.heard(words, chance)
            if heard and 0 < mistaken <= MOST_MISTAKEN * len(words):
                yield replace(row, text=" ".join(heard), through=AS_MISHEARD, said=row.text)

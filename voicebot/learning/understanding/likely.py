"""What people say to us, counted in pairs of words, as it lies on the shelf, and back."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from voicebot.errors import ModelDamaged
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.corpus import Corpus
from voicebot.learning.understanding.splitting import is_test
from voicebot.understanding.likely_words import BEGIN, END, LikelyWords, of_pairs
from voicebot.understanding.words import words_of

WORDS = "words"
"""The task on the shelf."""

FORMAT = 1


def counted(corpus: Corpus) -> dict[str, Any]:
    """The parts for the shelf, of what the training families say; nothing that was misheard."""
    rows = [words_of(row.text, {}) for row in corpus.rows if not is_test(row.group)]
    pairs = Counter(pair for row in rows for pair in zip((BEGIN, *row), (*row, END), strict=True))
    words = sorted({word for pair in pairs for word in pair})
    places = {word: place for place, word in enumerate(words)}
    keys = np.array([places[a] * len(words) + places[b] for a, b in pairs], dtype=np.int64)
    order = np.argsort(keys)
    counts = np.array(list(pairs.values()), dtype=np.int32)
    return {
        "format": FORMAT,
        "language": corpus.language,
        "words": "\n".join(words),
        "pairs": keys[order],
        "counts": counts[order],
    }


def from_parts(parts: Mapping[str, Any]) -> LikelyWords:
    """The model that was kept. Raises ModelDamaged."""
    if parts.get("format") != FORMAT:
        raise ModelDamaged("the words were counted by another version", "count them anew")
    try:
        words, pairs, counts = parts["words"].split("\n"), parts["pairs"], parts["counts"]
        if len(pairs) != len(counts) or not len(pairs) or pairs[-1] >= len(words) ** 2:
            raise ValueError("pairs without words")
        return of_pairs(words, pairs.astype(np.int64), counts.astype(np.int64))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ModelDamaged(f"the words lack something: {error}", "count them anew") from error


def likely_words(shelf: Shelf, language: str) -> LikelyWords | None:
    """The words in force; None where none were counted for the language. Raises ModelDamaged."""
    version = shelf.in_force(WORDS)
    if version is None or language not in shelf.names(WORDS, version):
        return None
    return from_parts(shelf.take(WORDS, language, version))


def card_of(corpus: Corpus, parts: Mapping[str, Any]) -> dict[str, Any]:
    """What was counted, for programs."""
    return {
        "task": WORDS,
        "language": corpus.language,
        "words": parts["words"].count("\n") + 1,
        "pairs": len(parts["pairs"]),
        "corpus_sha256": corpus.digest,
    }


def card_page(card: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    return (
        "# Which words people say\n\n"
        f"{card['words']} words and {card['pairs']} pairs of them ({card['language']}), by which "
        "the likelier of two engines' words is told. It knows what is said to us, and takes "
        f"anything else for unlikely. Corpus SHA-256 `{card['corpus_sha256']}`.\n"
    )

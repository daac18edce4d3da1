"""A third opinion on whether words demand that calls stop: by a network that reads the sentence.

The classifier and the second opinion count words and their order. "We stopped the calls to your
office" and "stop the calls to our office" need more: what is said about whom. The network is a
small encoder (Vaswani et al., Attention is all you need, 2017; Devlin et al., BERT, 2019) that read
much text of the language before it learned from our utterances. What is kept of it is its weights
in whole steps; to ask it takes a few products of matrices in numpy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from voicebot.understanding.features import Numbers
from voicebot.understanding.second_opinion import MOST_ODDS, Chances, first_odds
from voicebot.understanding.words import words_of

LONGEST = 48
"""Pieces of words that are read; of a longer utterance the rest is left unread."""

AT_ONCE = 32
"""Utterances that are multiplied through together."""

UNSEEN = np.float32(-1e9)  # log-odds of looking at what an utterance no longer has
_SMALLEST_SPREAD = 1e-12  # keeps the scaling of a constant row finite


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """x @ weights + bias."""

    weights: Numbers  # inputs by outputs
    bias: Numbers

    def __call__(self, x: Numbers) -> Numbers:
        return np.asarray(x @ self.weights + self.bias)


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """Each row brought to mean 0 and spread 1, then scaled (Ba et al., 2016)."""

    scale: Numbers
    shift: Numbers

    def __call__(self, x: Numbers) -> Numbers:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + _SMALLEST_SPREAD)
        return np.asarray(centred / spread * self.scale + self.shift)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One layer: every piece looks at all others, then each is worked on by itself."""

    looking: Linear  # to queries, keys and values, side by side
    looked: Linear
    after_looking: Norm
    widened: Linear
    narrowed: Linear
    after_work: Norm

    def __call__(self, x: Numbers, unseen: Numbers, heads: int) -> Numbers:
        x = self.after_looking(x + self.looked(self._looked_at(x, unseen, heads)))
        return self.after_work(x + self.narrowed(gelu(self.widened(x))))

    def _looked_at(self, x: Numbers, unseen: Numbers, heads: int) -> Numbers:
        many, pieces, width = x.shape
        parts = self.looking(x).reshape(many, pieces, 3, heads, width // heads)
        queries, keys, values = parts.transpose(2, 0, 3, 1, 4)
        alike = queries @ keys.transpose(0, 1, 3, 2) / np.sqrt(np.float32(width // heads)) + unseen
        shares = np.exp(alike - alike.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ values).transpose(0, 2, 1, 3).reshape(many, pieces, width))


def ids_of(text: str, pieces: Tokenizer) -> list[int]:
    """The pieces of a text's plain words, the first LONGEST of them."""
    words = words_of(text, {})
    return list(pieces.encode(" ".join(words)).ids[:LONGEST]) if words else []


def gelu(x: Numbers) -> Numbers:
    """The smooth step of Hendrycks and Gimpel (2016), by their tanh formula."""
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x))))


@dataclass(frozen=True, slots=True, eq=False)
class SentenceReader:
    """One language's network.

    `words` holds a row of whole steps for each piece and `step` what one step of it is worth;
    `places` a row for each place in the utterance. The mean of the last layer's rows goes to
    `labels`, log-odds of LABELS.
    """

    pieces: Tokenizer
    words: npt.NDArray[np.int8]
    step: Numbers
    places: Numbers
    first: Norm
    blocks: tuple[Block, ...]
    heads: int
    labels: Linear

    def odds(self, texts: Sequence[str]) -> Chances:
        """The log-odds that each of the texts demands that calls stop; of no words, 0."""
        ids = [ids_of(text, self.pieces) for text in texts]
        found = np.zeros(len(texts))
        by_length = sorted((k for k, one in enumerate(ids) if one), key=lambda k: len(ids[k]))
        for first in range(0, len(by_length), AT_ONCE):
            some = by_length[first : first + AT_ONCE]
            found[some] = first_odds(self.chances([ids[k] for k in some]))
        return np.clip(found, -MOST_ODDS, MOST_ODDS)

    def chances(self, ids: Sequence[Sequence[int]]) -> Chances:
        """The chance of each of LABELS for utterances of these pieces; each row sums to 1."""
        lengths = np.array([len(one) for one in ids])
        rows = np.zeros((len(ids), lengths.max()), dtype=np.intp)
        for row, one in zip(rows, ids, strict=True):
            row[: len(one)] = one
        real = np.arange(rows.shape[1]) < lengths[:, None]
        unseen = np.where(real, np.float32(0), UNSEEN)[:, None, None, :]
        x = self.words[rows] * self.step[rows][..., None] + self.places[: rows.shape[1]]
        x = self.first(x)
        for block in self.blocks:
            x = block(x, unseen, self.heads)
        mean = (x * real[..., None]).sum(axis=1) / lengths[:, None].astype(np.float32)
        odds = self.labels(mean).astype(np.float64)
        chances = np.exp(odds - odds.max(axis=1, keepdims=True))
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

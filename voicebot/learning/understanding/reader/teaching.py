"""A new sentence reader of one language, with its card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from voicebot.learning.understanding.corpus import Corpus, Row
from voicebot.learning.understanding.mishearing import AS_MISHEARD, misheard
from voicebot.learning.understanding.reader.drawing import in_eight_bits
from voicebot.learning.understanding.reader.fitting import Progress, fitted
from voicebot.learning.understanding.reader.reader_file import from_parts, to_parts
from voicebot.learning.understanding.reader.schedule import Schedule
from voicebot.learning.understanding.reader.start import Start
from voicebot.learning.understanding.splitting import LEFT_OUT, fold_of, is_test
from voicebot.understanding.label import LABELS
from voicebot.understanding.second_opinion import DEMANDS
from voicebot.understanding.sentence_reader import SentenceReader, ids_of

LIBRARIES = ("jax", "optax", "onnx", "onnxruntime", "numpy", "tokenizers", "skops")
LIMITS = (
    "Asked only where the words leave in doubt what is meant.",
    "Sees the words of one utterance, not what was asked before it, and no marks of punctuation.",
    "What it read before it learned from our utterances is not known in detail.",
)

MISHEARD = 0.4
"""Share of the written utterances that are tried; of half of them a misheard one is learned."""


@dataclass(frozen=True, slots=True)
class TaughtReader:
    """What the shelf keeps of a reader, and what its card says of it."""

    parts: dict[str, Any]
    card: dict[str, Any]


def teach_reader(
    corpus: Corpus, start: Start, schedule: Schedule, progress: Progress
) -> TaughtReader:
    """Learn from the training families but for the fold that is left out; measure on that.

    Some of what is written is learned once more as recognition might have it.
    """
    rows = [row for row in (*corpus.rows, *corpus.heard) if not is_test(row.group)]
    kept = [row for row in rows if fold_of(row.group) != LEFT_OUT]
    written = [row for row in kept if not row.through]
    more = misheard(corpus, written, MISHEARD)
    seen = [row for row in (*kept, *more) if ids_of(row.text, start.pieces)]
    ids = [ids_of(row.text, start.pieces) for row in seen]
    targets = [LABELS.index(row.label) for row in seen]
    tree = fitted(start, ids, targets, schedule, progress)
    model = in_eight_bits(start.drawn(tree, start.words))
    parts = to_parts(start.pieces, model, corpus.language)
    unseen = [row for row in rows if fold_of(row.group) == LEFT_OUT]
    card = {
        "started_from": start.named,
        "network": start.network.name,
        "trained_on": len(seen),
        "misheard_on_purpose": sum(row.through == AS_MISHEARD for row in seen),
        "left_out_fold": LEFT_OUT,
        "left_out": figures(from_parts(parts), unseen),
        "corpus_sha256": corpus.digest,
        "schedule": asdict(schedule),
        "limits": list(LIMITS),
        "libraries": {name: installed(name) for name in LIBRARIES},
    }
    return TaughtReader(parts, card)


def figures(reader: SentenceReader, rows: Sequence[Row]) -> dict[str, Any]:
    """How the reader alone takes rows that it has not learned from: of how many, how many right."""
    chances = reader.chances([row.text for row in rows])
    there = ~np.isnan(chances[:, 0])
    read = [row for row, ok in zip(rows, there, strict=True) if ok]
    labels = [LABELS[int(best)] for best in chances[there].argmax(axis=1)]
    demands = np.array([DEMANDS[LABELS.index(row.label)] for row in read], dtype=np.bool_)
    seen = chances[there][:, DEMANDS].sum(axis=1) >= 0.5
    return {
        "utterances": len(read),
        "right": sum(row.label == label for row, label in zip(read, labels, strict=True)),
        "demands": int(demands.sum()),
        "demands_seen": int((demands & seen).sum()),
        "others_taken_for_demands": int((~demands & seen).sum()),
    }


def card_page(card: Mapping[str, Any]) -> str:
    """The card of a version's readers as Markdown."""
    lines = ["# The sentence readers of the understanding", ""]
    for language, one in card["languages"].items():
        lines += [f"## {language}", "", *_language(one), ""]
    return "\n".join(lines)


def _language(one: Mapping[str, Any]) -> Iterator[str]:
    left_out = one["left_out"]
    yield (
        f"A network of {one['network']}, started from {one['started_from']}; learned from "
        f"{one['trained_on']} utterances. "
        f"Corpus SHA-256 `{one['corpus_sha256']}`."
    )
    yield ""
    yield (
        f"Of {left_out['utterances']} utterances of families that were left out, "
        f"{left_out['right']} got the right label. Of {left_out['demands']} demands that calls "
        f"stop it saw {left_out['demands_seen']}, and {left_out['others_taken_for_demands']} where "
        "there was none."
    )
    yield ""
    yield from (f"- {limit}" for limit in one["limits"])
    yield ""
    yield "Made with " + ", ".join(f"{name} {v}" for name, v in one["libraries"].items()) + "."

"""Finished and unfinished utterances: the corpus of turn ends, and how well the rules tell them.

`corpora/turns/<language>.tsv` holds one a line: "finished" or "unfinished", a tab, the words.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voicebot.errors import BadInput
from voicebot.learning.share import Share
from voicebot.learning.understanding.splitting import is_test
from voicebot.understanding.finished import Finished, ending_of

FOLDER = "turns"
KINDS = {"finished": True, "unfinished": False}

Utterances = Sequence[tuple[str, bool]]
"""The words, and whether they are finished."""


def endings(corpora: Path, language: str) -> list[tuple[str, bool]]:
    """The utterances of a language. Raises BadInput for a line that is none, OSError."""
    file = corpora / FOLDER / f"{language}.tsv"
    found = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        kind, _, text = line.partition("\t")
        if kind not in KINDS or not text.strip():
            raise BadInput(
                f"line {number} of {file.name} is no utterance",
                "write finished or unfinished, a tab, and the words",
            )
        found.append((text, KINDS[kind]))
    return found


def unseen(utterances: Utterances) -> list[tuple[str, bool]]:
    """Those that the rules were not looked up from."""
    return [(text, finished) for text, finished in utterances if is_test(text)]


def told_apart(utterances: Utterances, language: str) -> dict[str, Any]:
    """Shares: unfinished found so (recall), found so rightly (precision), and whole answers."""
    told = [(ending_of(text, language).finished, done) for text, done in utterances]
    waits = [done for judged, done in told if judged is Finished.NO]
    ends = [done for judged, done in told if judged is Finished.YES]
    unfinished = sum(not done for _, done in told)
    return {
        "unfinished_recall": Share(len(waits) - sum(waits), unfinished).as_json(),
        "unfinished_precision": Share(len(waits) - sum(waits), len(waits)).as_json(),
        "finished_made_to_wait": Share(sum(waits), len(told) - unfinished).as_json(),
        "finished_early": Share(sum(ends), len(told) - unfinished).as_json(),
        "finished_early_precision": Share(sum(ends), len(ends)).as_json(),
    }

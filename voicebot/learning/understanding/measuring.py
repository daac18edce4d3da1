"""Everything that is measured on a version of the understanding, as one JSON document."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from voicebot.learning.understanding.answering import answering_figures
from voicebot.learning.understanding.corpus import Corpus, Row
from voicebot.learning.understanding.evaluating import Evaluation, evaluate
from voicebot.learning.understanding.splitting import is_test
from voicebot.understanding.intents import Intent
from voicebot.understanding.label import LABELS
from voicebot.understanding.meaning import PHRASES_ALONE, Understanding

Figures = dict[str, Any]

SETS = {
    "test": "families of the corpus that nothing was learned from",
    "strangers": "utterances written from the definitions alone, by others",
    "audio": "the test families as recognition heard them over a telephone line",
    "strangers_audio": "strangers' demands as recognition heard them over a telephone line",
}

DEFAULT_ENGINES = {"en": "moonshine+whisper", "ru": "whisper"}
"""What hears a language where Vosk has no model of it."""


def measure(
    understanding: Understanding, corpora: Sequence[Corpus], openings: Path, version: str
) -> Figures:
    """Figures for each language and each set of rows that has any, and for who answered.

    `openings` is the folder of what is said when a call is answered.
    """
    languages = {
        corpus.language: {
            name: figures_of(evaluate(understanding, rows, corpus.language))
            | {"phrases_alone": _in_short(evaluate(PHRASES_ALONE, rows, corpus.language))}
            for name, rows in _sets(corpus).items()
            if rows
        }
        for corpus in corpora
    }
    said = {corpus.language: [row.text for row in corpus.rows] for corpus in corpora}
    return {
        "task": "understanding",
        "version": version,
        "languages": languages,
        "who_answered": answering_figures(openings, said),
    }


def _sets(corpus: Corpus) -> dict[str, Sequence[Row]]:
    return {
        "test": [row for row in corpus.rows if is_test(row.group)],
        "strangers": corpus.strangers,
        "audio": [row for row in _by_default(corpus, corpus.heard) if is_test(row.group)],
        "strangers_audio": list(_by_default(corpus, corpus.strangers_heard)),
    }


def _by_default(corpus: Corpus, heard: Iterable[Row]) -> Iterator[Row]:
    default = DEFAULT_ENGINES[corpus.language]
    return (row for row in heard if row.through.split()[0] == default)


def figures_of(evaluation: Evaluation) -> Figures:
    """Shares with their Wilson intervals: alarms, then each intent and kind, then confusions."""
    kinds = [label for label in LABELS if label.kind]
    shares = {
        "right": evaluation.right,
        "right_intent": evaluation.right_intent,
        "stopped_or_asked": evaluation.stopped_or_asked,
        "near_alarms": evaluation.near_alarms,
        "talk_alarms": evaluation.talk_alarms,
        "refusal_alarms": evaluation.refusal_alarms,
        "needless_questions": evaluation.needless_questions,
        "emergencies_refused": evaluation.emergencies_refused,
    }
    return {
        "rows": len(evaluation.answers),
        **{name: share.as_json() for name, share in shares.items()},
        "intents": {
            wanted.value: {
                "recall": evaluation.recall(wanted).as_json(),
                "precision": evaluation.precision(wanted).as_json(),
            }
            for wanted in Intent
        },
        "kinds": {
            str(wanted.kind): {
                "recall": evaluation.recall(wanted).as_json(),
                "precision": evaluation.precision(wanted).as_json(),
            }
            for wanted in kinds
        },
        "confusions": [[t.name, taken.name, count] for t, taken, count in evaluation.confusions],
    }


def _in_short(evaluation: Evaluation) -> Figures:
    return {
        "right": evaluation.right.as_json(),
        "opt_out_recall": evaluation.recall(Intent.OPT_OUT).as_json(),
        "near_alarms": evaluation.near_alarms.as_json(),
        "talk_alarms": evaluation.talk_alarms.as_json(),
    }

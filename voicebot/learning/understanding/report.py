"""The evaluation as a page for people, Markdown, made of the figures alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from voicebot.learning.understanding.answering import answering_lines
from voicebot.learning.understanding.evaluating import share_in_words
from voicebot.learning.understanding.measuring import SETS
from voicebot.learning.understanding.turn_report import turn_section

Figures = Mapping[str, Any]

LANGUAGE_NAMES = {"en": "English", "ru": "Russian"}

ALARMS = {
    "near_alarms": "opt-outs raised on hard negatives",
    "talk_alarms": "opt-outs raised on ordinary talk",
    "refusal_alarms": "opt-outs raised on refusals without a demand",
    "needless_questions": "asked whether to stop, for nothing",
    "emergencies_refused": "emergencies filed as a refusal or an opt-out",
}

HEAD = """# How well people are understood

Written by `make eval` (`voicebot learn evaluate understanding`); `understanding-evaluation.json`
has the same figures for programs. What the intents mean: [intents.md](intents.md). How the two
layers work together: [decisions/0012-two-layers.md](decisions/0012-two-layers.md).

A figure is a share with its 95% Wilson interval and the number of utterances it was counted on.
Recall: of the utterances that mean this, how many were understood so. Precision: of those
understood so, how many mean it. "Acted on or asked about" counts opt-outs after which calls stop or
the person is asked "Shall we stop calling this number?". Hard negatives are utterances with the
words of another intent, mostly of an opt-out, and another meaning.
"""


WHO = """The half of `corpora/who_answered` that no phrase was written from; see
[who-answered.md](who-answered.md).
"""


def page_of(figures: Figures) -> str:
    """The whole page."""
    lines = [HEAD, f"Classifier version {figures['version']}.", ""]
    for language, sets in figures["languages"].items():
        lines += [f"## {LANGUAGE_NAMES.get(language, language)}", "", *_summary(sets)]
        for name, one in sets.items():
            lines += _set(name, one)
    lines += ["## Who answered", "", WHO, *answering_lines(figures["who_answered"])]
    if "turns" in figures:
        lines += turn_section(figures["turns"])
    return "\n".join(lines).rstrip() + "\n"


def _summary(sets: Figures) -> Iterator[str]:
    yield f"| | {' | '.join(sets)} |"
    yield "|---|" + "---|" * len(sets)
    yield _row("utterances", [one["rows"] for one in sets.values()])
    yield _row("intent and kind right", [share_in_words(one["right"]) for one in sets.values()])
    yield _row("intent right", [share_in_words(one["right_intent"]) for one in sets.values()])
    demands = [one["intents"]["opt_out"]["recall"] for one in sets.values()]
    yield _row("opt-outs acted on (recall)", map(share_in_words, demands))
    explicit = [one["kinds"]["EXPLICIT_OPT_OUT"]["recall"] for one in sets.values()]
    yield _row("of kind EXPLICIT_OPT_OUT (recall of the kind)", map(share_in_words, explicit))
    asked = [one["stopped_or_asked"] for one in sets.values()]
    yield _row("opt-outs acted on or asked about", map(share_in_words, asked))
    for name, words in ALARMS.items():
        yield _row(words, [share_in_words(one[name]) for one in sets.values()])
    alone = [one["phrases_alone"] for one in sets.values()]
    yield _row("by phrases alone: right", [share_in_words(a["right"]) for a in alone])
    yield _row("by phrases alone: opt-outs", [share_in_words(a["opt_out_recall"]) for a in alone])
    yield ""


def _set(name: str, one: Figures) -> Iterator[str]:
    yield f"### {name.capitalize()}: {SETS[name]}"
    yield ""
    yield "| | recall | precision |"
    yield "|---|---|---|"
    for wanted, found in (*one["intents"].items(), *one["kinds"].items()):
        yield _row(wanted, [share_in_words(found["recall"]), share_in_words(found["precision"])])
    yield ""
    yield "The worst confusions:"
    yield ""
    yield "| meant | understood as | times |"
    yield "|---|---|---|"
    for meant, taken, count in one["confusions"]:
        yield f"| {meant} | {taken} | {count} |"
    yield ""


def _row(name: str, cells: Any) -> str:
    return f"| {name} | {' | '.join(map(str, cells))} |"

"""The turn-taking part of the evaluation page, Markdown, made of the figures alone."""

from collections.abc import Iterator, Mapping
from typing import Any

Figures = Mapping[str, Any]

HEAD = """## Turns

Recorded phrases and made sounds on a line with noise, heard by the real turns and voice activity
detector. Cut early: the turn was taken for over while the person still spoke or was to go on. Too
late: a second or more after the last sound. Stopped after: from the onset of speech over the prompt
until the prompt is stopped, without the network.
"""

ENDINGS = {
    "unfinished_recall": "unfinished utterances that are waited for",
    "unfinished_precision": "of those waited for, unfinished",
    "finished_made_to_wait": "finished utterances that are waited after",
    "finished_early": "finished utterances answered sooner than silence alone allows",
    "finished_early_precision": "of those answered sooner, finished",
}


def turn_section(figures: Figures) -> Iterator[str]:
    """Lines of the page. `figures` has `endings` and `scenes`, each by language."""
    yield HEAD
    languages = list(figures["endings"])
    yield f"| by words (test part of corpora/turns) | {' | '.join(languages)} |"
    yield "|---|" + "---|" * len(languages)
    for name, title in ENDINGS.items():
        shares = (_share(figures["endings"][language][name]) for language in languages)
        yield f"| {title} | {' | '.join(shares)} |"
    for language, kinds in figures["scenes"].items():
        yield ""
        yield (
            f"| by sound, {language} | scenes | cut early | too late | end noticed (ms, p50 / p95) "
            "| not stopped | stopped after (ms, p50 / p95) | false interruptions |"
        )
        yield "|---|---|---|---|---|---|---|---|"
        for kind, one in kinds.items():
            yield _row(kind, one)


def _row(kind: str, one: Figures) -> str:
    cells = [
        kind,
        str(one["scenes"]),
        _counts(one, "cut_early"),
        _counts(one, "too_late"),
        _times(one, "end_noticed_ms"),
        _counts(one, "not_stopped"),
        _times(one, "stopped_after_ms"),
        _counts(one, "false_interruptions"),
    ]
    return f"| {' | '.join(cells)} |"


def _share(share: Figures) -> str:
    low, high = share["interval"]
    return f"{share['share'] or 0:.1%} ({100 * low:.1f} to {100 * high:.1f}) of {share['of']}"


def _counts(one: Figures, name: str) -> str:
    return f"{one[name]['found']} of {one[name]['of']}" if name in one else ""


def _times(one: Figures, name: str) -> str:
    return f"{one[name]['p50']} / {one[name]['p95']}" if one.get(name) else ""

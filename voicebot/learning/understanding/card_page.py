"""The card of the classifiers as a page for people."""

from collections.abc import Iterator, Mapping
from typing import Any

Card = Mapping[str, Any]


def card_page(card: Card) -> str:
    """Markdown: what it was trained on, how well it does, its thresholds and limits."""
    lines = ["# The text classifiers of the understanding", ""]
    for language, one in card["languages"].items():
        lines += [f"## {language}", "", *_language(one), ""]
    lines += ["## Limits", "", *(f"- {limit}" for limit in card["limits"]), ""]
    made_with = ", ".join(f"{name} {version}" for name, version in card["libraries"].items())
    return "\n".join([*lines, f"Made with {made_with}.", ""])


def _language(one: Card) -> Iterator[str]:
    yield (
        f"Trained on {one['trained_on']} utterances ({one['heard']} of them as recognition "
        f"heard them) out of {one['families']} families; {one['features']} features. "
        f"Corpus SHA-256 `{one['corpus_sha256']}`."
    )
    yield ""
    limits = one["thresholds"]
    yield f"- calls stop from probability {limits['opt_out']} on"
    yield f"- the person is asked whether to stop from {limits['unclear']} on"
    yield f"- a misheard demand is believed from {limits['misheard']} on"
    yield f"- an emergency is seen from {limits['emergency']} on"
    yield f"- temperature {one['temperature']}"
    yield from _reader(one)
    yield ""
    yield "With its own family left out of the training, an utterance was understood so:"
    yield ""
    yield "| | share | of |"
    yield "|---|---|---|"
    for name in SHOWN:
        share = one["left_out"][name]
        value = "none" if share["share"] is None else f"{share['share']:.2%}"
        yield f"| {name.replace('_', ' ')} | {value} | {share['of']} |"
    recall = one["left_out"]["intents"]["opt_out"]["recall"]
    yield f"| opt-out recall | {recall['share']:.2%} | {recall['of']} |"


def _reader(one: Card) -> Iterator[str]:
    """How much the sentence reader counts, for a language that has one."""
    opinions = one["opinions"]
    if opinions is None:
        return
    each = opinions["agreement"]
    yield (
        f"- where it is in doubt, the sentence reader {one['reader']} is asked; of a demand the "
        f"log-odds count: words {each['first']}, their order {each['second']}, the sentence "
        f"{each['third']}, level {each['level']}"
    )
    yield (
        f"- of the other labels the chances count: words to the power {opinions['by_words']}, the "
        f"sentence to the power {opinions['by_sentence']}"
    )


SHOWN = (
    "right",
    "right_intent",
    "stopped_or_asked",
    "near_alarms",
    "talk_alarms",
    "refusal_alarms",
    "needless_questions",
    "emergencies_refused",
)

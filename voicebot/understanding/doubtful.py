"""Words that are likely a demand that calls stop, and not surely one."""

from collections.abc import Callable
from dataclasses import replace

from voicebot.understanding.intents import Intent, Meaning, RefusalKind
from voicebot.understanding.label import KINDS

KINDS_OF_DEMAND = frozenset(KINDS[Intent.OPT_OUT])


def is_likely(meaning: Meaning) -> bool:
    """True for words that are likely a demand to stop and not surely one."""
    urgent = meaning.intent is Intent.EMERGENCY
    return meaning.unclear_demand and not meaning.opt_out and not urgent


def of_either(understand: Callable[[str], Meaning], words: str, otherwise: str) -> Meaning:
    """The meaning of the words that are believed; `otherwise` are those that may have been said.

    A demand to stop that only the others are leaves it unclear, so that it is asked about. Empty
    ones are none.
    """
    meaning = understand(words)
    return _or_else(meaning, understand(otherwise)) if otherwise else meaning


def _or_else(meaning: Meaning, other: Meaning) -> Meaning:
    if meaning.opt_out or meaning.intent is Intent.EMERGENCY or not other.opt_out:
        return meaning
    return replace(meaning, unclear_demand=True, because=f"or else {other.because!r}")


def counted(meaning: Meaning) -> Meaning:
    """The meaning where nobody can be asked: what is likely a demand is one, as silence is a yes.

    Whatever else the words may mean is dropped, save the kind where it is one of a demand.
    """
    if not is_likely(meaning):
        return meaning
    known = meaning.refusal_kind in KINDS_OF_DEMAND
    return replace(
        meaning,
        intent=Intent.OPT_OUT,
        refusal_kind=meaning.refusal_kind if known else RefusalKind.EXPLICIT_OPT_OUT,
        opt_out=True,
        unclear_demand=False,
        because=f"likely a demand: {meaning.because}",
    )

"""Models of calls on the shelf: put with their card, compared with what is in force, promoted."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from voicebot.errors import NotBetter
from voicebot.learning.policy.call_model import TASK, taken
from voicebot.learning.policy.cold_start import are_rates
from voicebot.learning.policy.in_force import in_force
from voicebot.learning.policy.teaching import BASELINE, Present, Taught
from voicebot.learning.shelf import Shelf
from voicebot.learning.targets import TARGETS
from voicebot.learning.training.card import LIMITS, report
from voicebot.learning.training.picture import calibration_picture

PRIOR = (
    "A PRIOR: it learned from made-up people and from nobody who was ever called. It is in force "
    "nowhere until somebody promotes it; where it is, until a model of our own calls is better."
)

_NEVER = datetime.min.replace(tzinfo=UTC)
"""A prior has seen none of our calls."""


def present(shelf: Shelf) -> Present | None:
    """The model in force, to be compared with; None where there is none but shrunk rates."""
    found = in_force(shelf)
    if found is None or are_rates(shelf, found.version):
        return None
    card = shelf.card(TASK, found.version)
    until = _NEVER if found.prior else datetime.fromisoformat(card["learned_until"])
    return Present(found.version, found, until)


def put(shelf: Shelf, taught: Taught, attributes: tuple[str, ...] = (), made_up: str = "") -> str:
    """Store as a new version with its card and calibration pictures; answer its number.

    `made_up` says of which made-up people it learned, if it did: it is a prior then, and its card
    says both. Nothing is promoted.
    """
    card = {
        "task": TASK,
        "prior": bool(made_up),
        "made_up": made_up,
        "attributes": list(attributes),
        "learned_until": taught.learned_until.isoformat(),
        "counts": dict(taught.counts),
        "targets": dict(taught.figures),
        "values": dict(taught.values),
        "comparison": taught.compared(),
        "limits": list(LIMITS),
    }
    pictures = {
        f"calibration-{name}.svg": calibration_picture(one["calibration"]["bins"])
        for name, one in taught.figures.items()
    }
    return shelf.put(TASK, taught.model.as_parts(), card, card_page(card), pictures)


def promote(shelf: Shelf, version: str, anyway: bool = False) -> None:
    """Put a version in force if its card says that it is better than the one in force now.

    A prior needs `anyway`. Raises NotFound, ModelDamaged, NotBetter.
    """
    taken(shelf, version)
    said = shelf.card(TASK, version).get("comparison", {"against": "", "better": False})
    present_one = present(shelf)
    in_use = BASELINE if present_one is None else present_one.version
    if not anyway and version not in shelf.promoted(TASK):
        if said["against"] != in_use:
            raise NotBetter(
                f"version {version} of {TASK} was not compared with the one in force",
                "train anew, or promote it --anyway",
            )
        if not said["better"]:
            raise NotBetter(
                f"version {version} of {TASK} is not better than {said['against']} on the "
                "newest calls by more than noise",
                "leave it, or promote it --anyway",
            )
    shelf.promote(TASK, version)


def card_page(card: Mapping[str, Any]) -> str:
    """The page, Markdown; the calibration pictures lie beside it."""
    return "\n".join(_lines(card)) + "\n"


def _lines(card: Mapping[str, Any]) -> Iterator[str]:
    counts = ", ".join(f"{count} {name}" for name, count in card["counts"].items())
    yield from (f"# {card['task']}", "")
    if card["prior"]:
        yield from (f"**{PRIOR}**", "", card["made_up"], "")
    yield f"Learned from calls until {card['learned_until']}: {counts}."
    learned = ", ".join(card["attributes"]) or "none"
    yield from ("", f"Contact attributes that it learned from: {learned}.", "")
    yield from _verdict(card["comparison"])
    yield from _values(card["values"]["policies"])
    for name in TARGETS:
        figures = card["targets"][name]
        yield from (f"# {name}", "", f"{figures['model']}.", "")
        yield f"Measured on {figures['n_test']} calls that it had not seen; then taught with them."
        yield from ("", *report(figures), f"![Calibration](calibration-{name}.svg)", "")
    yield from ("# Limits", "", *(f"- {limit}" for limit in card["limits"]))


def _verdict(said: Mapping[str, Any]) -> Iterator[str]:
    if "log_loss" not in said:
        yield f"Not compared with version {said['against']}: too few calls came since it learned."
    else:
        verdict = "better" if said["better"] else "not better by more than noise"
        loss = said["log_loss"]
        yield (
            f"On the newest calls, against {said['against']}: {verdict}. Gain in log loss of the "
            f"three together {loss['value']:.5f} ({loss['low']:.5f} to {loss['high']:.5f}, 95%)."
        )
    yield ""


def _values(policies: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    yield "| policy on the newest calls | called | worth of a decision, in calls (95%) |"
    yield "|---|---|---|"
    for name, one in policies.items():
        worth = f"{one['worth']:.2f} ({one['low']:.2f} to {one['high']:.2f})"
        yield f"| {name} | {one['called']:.0%} | {worth} |"
    yield ""

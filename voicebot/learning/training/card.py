"""The card of a classifier: for programs the figures, for people a page made of them alone."""

from collections.abc import Iterator, Mapping
from typing import Any

Figures = Mapping[str, Any]

LIMITS = (
    "It foretells rows like those it learned from; where inputs have moved, see the index above.",
    "Chances were calibrated on rows before the measured ones; they shift when yes gets rarer or "
    "commoner.",
    "A contribution says what moves this classifier, and not what causes a yes.",
    "A chance may keep us from calling; it never allows what a rule forbids.",
)

_SHOWN_CANDIDATES = 20
_SHOWN_COLUMNS = 15


def card_of(task: str, figures: Figures) -> dict[str, Any]:
    """What is stored beside the model."""
    return {"task": task, **figures, "limits": list(LIMITS)}


def card_page(card: Figures) -> str:
    """The page, Markdown; `calibration.svg` lies beside it."""
    data = card["data"]
    lines = [
        f"# {card['task']}",
        "",
        f"{card['model']}.",
        "",
        f"Learned from {card['n_train']} rows, measured once on the {card['n_test']} after them. "
        f"Data: {data['name']}, {data['first']} to {data['last']}, SHA-256 {data['sha256']}.",
        "",
        *report(card),
        *_comparison(card.get("comparison")),
        "![Calibration](calibration.svg)",
        "",
        "## Columns",
        "",
        ", ".join(data["columns"]) + ".",
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in card["limits"]),
        "",
        "Made with " + ", ".join(f"{n} {v}" for n, v in card["libraries"].items()) + ".",
    ]
    return "\n".join(lines) + "\n"


def report(figures: Figures) -> Iterator[str]:
    """The tables: figures, families, rules, stretches of time, segments, candidates, drift."""
    head = "| | rows | AUC | average precision | Brier | calibration error | lift at 10% | cost |"
    yield from ("## Figures", "", head, "|---|---|---|---|---|---|---|---|")
    yield _line("this model", figures)
    for family, one in figures["families"].items():
        yield _line(f"{one['name']} alone ({family})", one)
    yield ""
    costs = figures["costs"]
    yield (
        f"Cost of a row at the threshold {figures['threshold']}, where a missed yes costs "
        f"{costs['miss']:g} and a needless choice {costs['alarm']:g}. "
        f"AUC between {figures['auc_low']} and {figures['auc_high']} (95%)."
    )
    yield from ("", "| rule | cost | rows chosen | yes reached |", "|---|---|---|---|")
    yield f"| this model | {figures['cost']} | {figures['chosen']:.1%} | |"
    for name, one in figures["rules"].items():
        yield f"| {name} | {one['cost']} | {one['chosen']:.1%} | {one['yes_reached']:.1%} |"
    yield from _labelled("By time", figures["periods"])
    for name, found in figures["segments"].items():
        yield from _labelled(f"By {name}", found)
    yield from _tried(figures)
    yield from _moved(figures)


def _line(name: str, one: Figures) -> str:
    cells = ("auc", "average_precision", "brier", "calibration_error", "lift_10", "cost")
    shown = " | ".join("" if one[c] is None else f"{one[c]:.4f}" for c in cells)
    return f"| {name} | {one['rows']} | {shown} |"


def _labelled(title: str, found: list[Figures]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield "| | rows | yes | mean chance | AUC | Brier | calibration error | cost |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in found:
        area = "" if one["auc"] is None else f"{one['auc']:.4f}"
        name = str(one["name"]).replace("|", "/")
        yield (
            f"| {name} | {one['rows']} | {one['yes']:.1%} | {one['chance']:.1%} | {area} "
            f"| {one['brier']:.4f} | {one['calibration_error']:.4f} | {one['cost']:.4f} |"
        )


def _tried(figures: Figures) -> Iterator[str]:
    yield from ("", "## What was tried", "")
    yield "AUC on later rows among those learned from, by fold in time; later folds count more."
    yield from ("", "| candidate | AUC | by fold | share |", "|---|---|---|---|")
    for one in figures["candidates"][:_SHOWN_CANDIDATES]:
        folds = " ".join(f"{area:.3f}" for area in one["folds"])
        share = f"{one['share']:.0%}" if one["share"] else ""
        yield f"| {one['name']} | {one['validated_auc']:.4f} | {folds} | {share} |"


def _moved(figures: Figures) -> Iterator[str]:
    yield from ("", "## How far inputs moved", "")
    yield "Population stability index of the measured rows; from 0.25 on, much has moved."
    yield from ("", "| column | index |", "|---|---|")
    for name, index in list(figures["moved"].items())[:_SHOWN_COLUMNS]:
        yield f"| {name} | {index:.3f} |"
    yield ""


def _comparison(found: Figures | None) -> Iterator[str]:
    if found is None:
        return
    verdict = "better" if found["better"] else "not better by more than noise"
    loss, area = found["log_loss"], found["auc"]
    yield from ("## Against what is in force", "")
    yield (
        f"Compared with {found['against']}: {verdict}. Gain in log loss {loss['value']:.5f} "
        f"({loss['low']:.5f} to {loss['high']:.5f}), in AUC {area['value']:.4f} "
        f"({area['low']:.4f} to {area['high']:.4f}); 95% intervals."
    )
    yield ""

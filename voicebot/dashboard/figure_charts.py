"""Figures of calls as charts: by day, by hour of the day, by chance and what came true."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_percent

from voicebot.adapters.storage.call_figures import CallSums
from voicebot.dashboard.figure_spans import Hours, Span
from voicebot.dashboard.languages import mark, translations
from voicebot.dashboard.shares import Rates
from voicebot.dashboard.viewer import Viewer
from voicebot.learning.share import Share

Series = dict[str, Any]
OUTCOMES: tuple[tuple[str, str, str], ...] = (
    ("answered", mark("A person answered"), "accent"),
    ("goals", mark("Goal reached"), "good"),
    ("refusals", mark("Refused"), "bad"),
    ("hang_ups", mark("Hung up early"), "care"),
)
RATES: tuple[tuple[str, str, str], ...] = (
    ("answered", mark("Answered"), "accent"),
    ("refusals", mark("Refused, of those who answered"), "bad"),
)


def by_day(span: Span, hours: Hours, viewer: Viewer) -> Series:
    """How calls ended, day by day or week by week."""
    labels = [_day(place, viewer.language) for place in span.places()]
    return {"labels": labels, "lines": _counts(span.by_day(hours), viewer), "kind": "line"}


def by_clock(span: Span, hours: Hours, viewer: Viewer) -> Series:
    """Answer and refusal rate by the hour of the day, with intervals."""
    clocks = span.by_clock(hours)
    rates = [Rates.of(sums) for sums in clocks.values()]
    lines = [
        _line(_said(viewer)(label), tone, [getattr(each, name) for each in rates])
        for name, label, tone in RATES
    ]
    return {"labels": [f"{at:02}:00" for at in clocks], "lines": lines, "unit": "percent"}


def of_hours(hours: Hours, viewer: Viewer, span: Span) -> Series:
    """How the calls of one campaign ended, by the hour of the day."""
    clocks = span.by_clock(hours)
    labels = [f"{at:02}:00" for at in clocks]
    return {"labels": labels, "lines": _counts(list(clocks.values()), viewer), "kind": "line"}


def calibration(bins: Sequence[Mapping[str, Any]], viewer: Viewer) -> Series:
    """Chances that a model gave, and how often it came true: bins as a model card has them."""
    said = _said(viewer)
    came = [Share(round(one["share"] * one["rows"]), int(one["rows"])) for one in bins]
    lines = [
        {"label": said(mark("Foretold")), "values": [one["chance"] for one in bins],
         "tone": "quiet"},
        _line(said(mark("Came true")), "accent", came),
    ]  # fmt: skip
    labels = [format_percent(one["chance"], "#,##0.#%", locale=viewer.language) for one in bins]
    return {"labels": labels, "lines": lines, "unit": "percent"}


def _counts(sums: Sequence[CallSums], viewer: Viewer) -> list[Series]:
    said = _said(viewer)
    return [
        {"label": said(label), "values": [getattr(each, name) for each in sums], "tone": tone}
        for name, label, tone in OUTCOMES
    ]


def _line(label: str, tone: str, shares: Sequence[Share]) -> Series:
    return {
        "label": label,
        "tone": tone,
        "values": [share.value for share in shares],
        "low": [share.low if share.of else None for share in shares],
        "high": [share.high if share.of else None for share in shares],
    }


def _said(viewer: Viewer) -> Callable[[str], str]:
    return translations(viewer.language).gettext


def _day(day: date, language: str) -> str:
    return format_date(day, "d MMM", locale=language)

"""How well the calls go: outcomes over time, rates told apart, harm avoided, the threshold."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from voicebot.adapters.storage import call_counting as facets
from voicebot.adapters.storage.call_figures import CallSums
from voicebot.dashboard import figure_charts
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.figure_spans import SPANS, Span, summed, total
from voicebot.dashboard.languages import mark
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.shares import Rates
from voicebot.dashboard.templating import page
from voicebot.dashboard.thresholds import thresholds
from voicebot.dashboard.viewer import Viewer
from voicebot.learning.share import Share

router = APIRouter(prefix="/quality")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
TITLE = mark("Quality")
APART = (
    (facets.CHANNEL, mark("By channel"), "channel"),
    (facets.AUDIENCE, mark("By audience"), "relation"),
    (facets.PURPOSE, mark("By what the call is for"), "purpose"),
    (facets.SCRIPT, mark("By script"), ""),
    (facets.LANGUAGE, mark("By language"), ""),
)
"""Facet, heading, and the kind of term its values are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a facet."""

    name: str
    sums: CallSums
    rates: Rates


@router.get("")
def show(request: Request, office: TheOffice, viewer: Looker, days: str = "") -> Response:
    """Of the last days, from figures kept by the hour."""
    figures = office.storage.pages.call_figures
    span = Span.last(days, viewer.zone, office.clock.now())
    hours = figures.by_hour(facets.ALL, span.since, span.until)
    apart = [
        (heading, kind, _rows(figures.by_name(facet, span.since, span.until)))
        for facet, heading, kind in APART
    ]
    explored = summed(figures.by_name(facets.EXPLORED, span.since, span.until).values())
    called_us = summed(figures.by_name(facets.INBOUND, span.since, span.until).values())
    whole = total(hours)
    return page(
        request,
        "quality.html",
        title=TITLE,
        span=span,
        spans=SPANS,
        sums=whole,
        rates=Rates.of(whole),
        called_us=called_us.calls,
        by_day=figure_charts.by_day(span, hours, viewer),
        by_clock=figure_charts.by_clock(span, hours, viewer),
        apart=apart,
        avoided=figures.avoided(span.since, span.until),
        explored=explored,
        explored_harm=Share(explored.harms, explored.calls),
        thresholds=thresholds(figures.by_name(facets.SCORE, span.since, span.until)),
        behind=figures.is_behind(),
    )


def _rows(found: dict[str, CallSums]) -> list[Row]:
    return [Row(name, sums, Rates.of(sums)) for name, sums in found.items()]

"""How values look: filters that ask the viewer of the page for language, zone and role."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from babel.numbers import format_decimal, format_percent
from jinja2 import pass_context
from jinja2.runtime import Context

from voicebot.dashboard import moments
from voicebot.dashboard.viewer import Viewer
from voicebot.evidence.dossier.words import Words

NOTHING = "—"


def _viewer(context: Context) -> Viewer:
    viewer: Viewer = context["viewer"]
    return viewer


@pass_context
def moment(context: Context, at: datetime | None, zone: str = "", seconds: bool = False) -> str:
    """Day and time, in the viewer's zone or the one given."""
    viewer = _viewer(context)
    if at is None:
        return NOTHING
    return moments.moment(at, zone or viewer.zone, viewer.language, seconds=seconds)


@pass_context
def clock(context: Context, at: datetime | None, zone: str = "") -> str:
    """The time of day."""
    viewer = _viewer(context)
    return NOTHING if at is None else moments.clock(at, zone or viewer.zone, viewer.language)


@pass_context
def day(context: Context, at: date | None, zone: str = "") -> str:
    """The day."""
    viewer = _viewer(context)
    return NOTHING if at is None else moments.day(at, zone or viewer.zone, viewer.language)


@pass_context
def ago(context: Context, at: datetime | None) -> str:
    """How long since."""
    viewer = _viewer(context)
    return NOTHING if at is None else moments.ago(at, context["now"], viewer.language)


@pass_context
def zone_name(context: Context, zone: str) -> str:
    """A zone as people call it."""
    return moments.zone_name(zone, _viewer(context).language)


@pass_context
def number(context: Context, e164: str | None) -> str:
    """A telephone number as the viewer may see it."""
    return _viewer(context).masking.number(e164) or NOTHING


@pass_context
def person(context: Context, name: str | None) -> str:
    """A name as the viewer may see it."""
    return _viewer(context).masking.name(name) or NOTHING


@pass_context
def words(context: Context, said: str | None) -> str:
    """What was said or written, as the viewer may see it."""
    return _viewer(context).masking.words(said)


@pass_context
def term(context: Context, name: object, kind: str) -> str:
    """A term of the rules in the viewer's language: `"OPT_OUT"|term("disposition")`."""
    viewer = _viewer(context)
    return Words.load(viewer.language, viewer.zone).term(kind, name)


@pass_context
def count(context: Context, value: float | None) -> str:
    """A figure with the language's separators."""
    return NOTHING if value is None else format_decimal(value, locale=_viewer(context).language)


@pass_context
def percent(context: Context, value: float | None, digits: int = 1) -> str:
    """A share of one as a percentage."""
    if value is None:
        return NOTHING
    pattern = "#,##0." + "0" * digits + " %" if digits else "#,##0 %"
    return format_percent(value, pattern, locale=_viewer(context).language)


def duration(seconds: float | None) -> str:
    """Minutes and seconds: 2:05."""
    if seconds is None:
        return NOTHING
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


FILTERS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        moment, clock, day, ago, zone_name, number, person, words, term, count, percent, duration,
    )
}  # fmt: skip

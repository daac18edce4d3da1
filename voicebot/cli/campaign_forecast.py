"""A campaign's forecast, as people read it."""

from collections.abc import Iterator

from voicebot.cli.output import console, print_table
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.forecast import Forecast
from voicebot.eligibility.reason_words import in_words

DAYS_SHOWN = 14  # JSON has them all


def show_forecast(name: str, forecast: Forecast) -> None:
    """When, why not, and one sentence."""
    days = list(forecast.by_day.items())
    if days:
        rows: list[tuple[object, ...]] = list(days[:DAYS_SHOWN])
        if len(days) > DAYS_SHOWN:
            rows.append(("later", sum(count for _, count in days[DAYS_SHOWN:])))
        print_table("Callable from (UTC day)", ("day", "contacts"), rows)
    if forecast.why_later or forecast.why_never:
        columns = ("reason", "not yet", "not at all", "in words")
        print_table("Why not", columns, _reasons(forecast))
    later = sum(count for _, count in forecast.later)
    console.print(
        f"{name}: of {forecast.asked} contacts {forecast.now} may be called now, {later} later, "
        f"{forecast.never} not at all.",
        highlight=False,
    )


def _reasons(forecast: Forecast) -> Iterator[tuple[object, ...]]:
    """The commonest first; a reason may keep some waiting and others away for good."""
    later, never = dict(forecast.why_later), dict(forecast.why_never)
    names = sorted({*later, *never}, key=lambda n: (-later.get(n, 0) - never.get(n, 0), n))
    for name in names:
        yield name, later.get(name, 0), never.get(name, 0), in_words(SuppressionReason(name))

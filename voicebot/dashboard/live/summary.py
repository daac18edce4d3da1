"""What stands above the calls: alarms, the day's figures, and the calls that ended last."""

import time
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from voicebot.adapters.storage.day_figures import DayFigures, LateCall
from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import LinesState, Switchboard
from voicebot.dashboard.live import alarms
from voicebot.dashboard.live.look import Look
from voicebot.outcomes.disposition import Disposition

KEPT_S = 1.0  # figures are asked of the database at most so often
LATEST = 8
REFUSED = (Disposition.SOFT_REFUSAL, Disposition.HARD_REFUSAL, Disposition.EARLY_HANGUP)
REACHED = (Disposition.CONFIRMED, Disposition.COMPLETED, Disposition.TRANSFERRED)

Day = tuple[DayFigures, list[LateCall]]


@dataclass(frozen=True, slots=True)
class Summed:
    """The HTML above the calls, and that beneath them."""

    above: str
    beneath: str


class Summary:
    """Makes it for each look; one question to the database for all of one zone."""

    def __init__(self, office: Office, switchboard: Switchboard) -> None:
        self._office = office
        self._switchboard = switchboard
        self._days: dict[datetime, tuple[float, Day]] = {}

    def html(self, look: Look, live: int, fell_behind: bool) -> Summed:
        """As that look sees it; `live` calls are under way. Raises StorageError."""
        now, state = self._office.clock.now(), self._switchboard.state
        figures, latest = self._day(now, look.zone)
        above = look.render(
            "now_above.html",
            now=now,
            alarms=[*self._alarms(now, state, fell_behind)],
            lines=state,
            live=live,
            figures=figures,
            refused=figures.of(*REFUSED),
            reached=figures.of(*REACHED),
        )
        return Summed(above, look.render("now_beneath.html", latest=latest))

    def _alarms(
        self, now: datetime, state: LinesState | None, fell_behind: bool
    ) -> list[alarms.Alarm]:
        direct = self._office.settings.pbx == "direct"
        return [
            *alarms.of_lines(state, direct=direct),
            *alarms.of_hearing(state, fell_behind),
            *alarms.of_books(self._office, now),
        ]

    def _day(self, now: datetime, zone: str) -> Day:
        begins = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        kept = self._days.get(begins)
        if kept is not None and time.monotonic() - kept[0] < KEPT_S:
            return kept[1]
        days = self._office.storage.pages.days
        day = days.since(begins), days.latest(begins, LATEST)
        self._days = {at: kept for at, kept in self._days.items() if (now - at).days < 2}
        self._days[begins] = time.monotonic(), day
        return day

"""What the address of a list of calls asks for."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from voicebot.adapters.storage.wanted_calls import Place, WantedCalls
from voicebot.dashboard.asked import day_span, number_in
from voicebot.dashboard.languages import mark
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.viewer import Viewer
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

SURE = {
    "under-40": (None, 0.4, mark("under 40 %%")),
    "under-60": (None, 0.6, mark("under 60 %%")),
    "under-80": (None, 0.8, mark("under 80 %%")),
    "over-80": (0.8, None, mark("80 %% and more")),
}
"""From and to which certainty of the words, and its label."""

LOOKED = {
    "yes": mark("corrected or confirmed"),
    "no": mark("by nobody yet"),
    "differ": mark("reviewers differ"),
}
DIRECTIONS = ("outbound", "inbound")
LONGEST = 200
BETWEEN = "~"


class AskedCalls:
    """The conditions in the page's address; what is none of ours asks for nothing."""

    def __init__(
        self,
        words: str = "",
        number: str = "",
        campaign: str = "",
        outcome: str = "",
        refusal: str = "",
        answered: str = "",
        direction: str = "",
        sure: str = "",
        looked: str = "",
        since: str = "",
        until: str = "",
        cursor: str = "",
    ) -> None:
        self.words, self.number = words.strip()[:LONGEST], number.strip()[:LONGEST]
        self.campaign = campaign[:LONGEST]
        self.outcome = outcome if outcome in set(Disposition) else ""
        self.refusal = refusal if refusal in set(RefusalKind) else ""
        self.answered = answered if answered in set(AnsweredBy) else ""
        self.direction = direction if direction in DIRECTIONS else ""
        self.sure = sure if sure in SURE else ""
        self.looked = looked if looked in LOOKED else ""
        self.since, self.until, self.cursor = since.strip(), until.strip(), cursor

    @classmethod
    def of_query(cls, query: str) -> "AskedCalls":
        """From a query string, as a call's page hands it on; what is unknown is left out."""
        said = dict(parse_qsl(query[:2000]))
        return cls(**{name: said[name] for name in NAMES if name in said})

    def query(self) -> str:
        """As a query string, without the place in the list."""
        said = {name: getattr(self, name) for name in NAMES if getattr(self, name)}
        return urlencode(said)

    @property
    def unreadable_number(self) -> bool:
        """True if there is a text for a number that is none."""
        return bool(self.number) and number_in(self.number) is None

    @property
    def asks_more(self) -> bool:
        """True if one of the conditions behind "More" is set."""
        return bool(self.refusal or self.answered or self.direction or self.sure or self.looked)

    def numbers(self) -> list[str]:
        """Whom it asks about."""
        number = number_in(self.number)
        return [number.e164] if number else []

    def wanted(self, viewer: Viewer) -> WantedCalls:
        """Which calls; days are of the viewer's zone, both ends included.

        Who may not see persons cannot find them out by asking for numbers or words either.
        """
        sees = viewer.may(Permission.SEE_PERSONS)
        first, last = day_span(self.since, viewer.zone), day_span(self.until, viewer.zone)
        surer, less_sure, _ = SURE.get(self.sure, (None, None, ""))
        number = number_in(self.number)
        return WantedCalls(
            number=(number.e164 if number else self.number) if sees else "",
            campaign_id=self.campaign,
            disposition=self.outcome,
            refusal_kind=self.refusal,
            answered_by=self.answered,
            direction=self.direction,
            words=self.words if sees else "",
            surer_than=surer,
            less_sure_than=less_sure,
            since=first[0] if first else None,
            until=last[1] if last else None,
            looked=self.looked,
        )

    @property
    def place(self) -> Place | None:
        """After which call the page begins."""
        return place_of(self.cursor)


NAMES = (
    *("words", "number", "campaign", "outcome", "refusal", "answered", "direction", "sure"),
    *("looked", "since", "until"),
)


def cursor_of(place: Place | None) -> str:
    """A place as a page's address holds it."""
    return f"{place.at.isoformat()}{BETWEEN}{place.attempt_id}" if place else ""


def place_of(cursor: str) -> Place | None:
    """Back; None for what is no place."""
    at, _, attempt_id = cursor[:LONGEST].partition(BETWEEN)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return Place(moment, attempt_id) if moment.tzinfo and attempt_id else None

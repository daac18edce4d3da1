"""The dossier of one day in words, as the page of a number tells it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from voicebot.adapters.storage.person_story import NOT_CALLED, StoryLine
from voicebot.dashboard.languages import mark
from voicebot.evidence.dossier import Dossier, Words, telling
from voicebot.evidence.dossier.calls import Entry
from voicebot.evidence.dossier.findings import (
    answer,
    besides,
    grounds_sentence,
    has_grounds,
    learned,
)
from voicebot.evidence.dossier.found import ConsentFound
from voicebot.evidence.dossier.span import Span

MOST_DAYS = 7


@dataclass(frozen=True, slots=True)
class EntryTold:
    """One call of that day, or one that was not placed; `holds` is false for one without grounds.

    `followed` are sentences; `consent` is what it rested on, where it rested on one.
    """

    entry: Entry
    grounds: str
    holds: bool
    consent: ConsentFound | None
    followed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer first; `late` is what came to our knowledge only afterwards."""

    answer: str
    besides: str
    late: str
    holds: bool
    entries: tuple[EntryTold, ...]
    before: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DayNamed:
    """A day; `name` is empty for one that is neither today nor yesterday."""

    day: date
    name: str
    called: bool


def told(dossier: Dossier, language: str) -> Told:
    """In the language of the page, times on the clock of the person."""
    words = Words.load(language, dossier.span.zone)
    return Told(
        answer=words.paragraph(answer(dossier)),
        besides=words.paragraph(besides(dossier)),
        late=words.paragraph(learned(dossier)),
        holds=all(map(has_grounds, dossier.entries)),
        entries=tuple(_entry(entry, dossier, words) for entry in dossier.entries),
        before=tuple(telling.before(dossier, words)),
        span=dossier.span,
    )


def days_of(lines: tuple[StoryLine, ...], now: datetime, zone: str) -> list[DayNamed]:
    """The newest days on which something happened, on the person's clock."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    names = {today: mark("Today"), today - timedelta(days=1): mark("Yesterday")}
    found: dict[date, bool] = {}
    for line in lines:
        day = line.at.astimezone(place).date()
        found[day] = found.get(day, False) or line.what != NOT_CALLED
    days = [DayNamed(day, names.get(day, ""), called) for day, called in found.items()]
    return days[:MOST_DAYS]


def day_asked(text: str, days: list[DayNamed], now: datetime, zone: str) -> date | None:
    """The day in the address; without one that of the last call, else today; "all": None."""
    if text == "all":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        newest = sorted(days, key=lambda each: not each.called)
        return newest[0].day if newest else now.astimezone(ZoneInfo(zone)).date()


def _entry(entry: Entry, dossier: Dossier, words: Words) -> EntryTold:
    grounds = entry.grounds
    return EntryTold(
        entry=entry,
        grounds=words.sentence(grounds_sentence(entry, dossier)),
        holds=has_grounds(entry),
        consent=dossier.consent(grounds.consent_id) if grounds else None,
        followed=tuple(telling.followed(one, words) for one in entry.followed),
    )

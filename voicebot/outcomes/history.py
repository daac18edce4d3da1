"""Another dialler's call history, row by row: each gives a past call, or a reason why not."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from voicebot.contacts import values
from voicebot.contacts.consent import Channel
from voicebot.contacts.list_file import ListFile, Torn
from voicebot.contacts.listed import Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.values import BadValue
from voicebot.outcomes.history_mapping import HistoryMapping, OutcomeOf

_READ: dict[str, Callable[[str], Any]] = {
    "language": values.language,
    "timezone": values.timezone,
    "country": values.country,
    "birth_date": values.birth_date,
}
_FIGURES = {
    "%Y": r"(?P<year>[0-9]{4})",
    "%m": r"(?P<month>[0-9]{1,2})",
    "%d": r"(?P<day>[0-9]{1,2})",
    "%H": r"(?P<hour>[0-9]{1,2})",
    "%M": r"(?P<minute>[0-9]{1,2})",
    "%S": r"(?P<second>[0-9]{1,2})",
}


@dataclass(frozen=True, slots=True)
class PastCall:
    """One call of a history; `call_id` is made of what the row says, so the same row is one call.

    `at` is aware UTC, `code` the other dialler's own word for the outcome, `satisfaction` 0 to 1.
    """

    row: int
    call_id: str
    number: PhoneNumber
    at: datetime
    code: str
    outcome: OutcomeOf
    purpose: Purpose
    channel: Channel
    campaign: str = ""
    duration_s: float | None = None
    satisfaction: float | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)


def read_history(file: Path, mapping: HistoryMapping) -> Iterator[PastCall | Rejected]:
    """The rows of a history, in order, in constant memory.

    Raises BadList and BadInput at once: no table, or the mapping names a column that is not there.
    """
    rows = ListFile.look(file).rows()
    _, header = next(rows, (1, [""]))
    titles = [] if isinstance(header, Torn) else [title.strip() for title in header]
    mapping.require(titles, str(file))
    return _read(rows, _Reader(mapping, titles))


def _read(
    rows: Iterator[tuple[int, list[str] | Torn]], reader: "_Reader"
) -> Iterator[PastCall | Rejected]:
    for row, cells in rows:
        if isinstance(cells, Torn):
            for more in range(cells.rows):
                yield Rejected(row + more, "its quotation marks do not match")
            continue
        try:
            yield reader.call(row, cells)
        except BadValue as error:
            yield Rejected(row, str(error))


class _Reader:
    """Reads rows by a mapping."""

    def __init__(self, mapping: HistoryMapping, titles: list[str]) -> None:
        self._mapping = mapping
        self._width = len(titles)
        self._places = {
            name: titles.index(column) for name, column in mapping.columns.named.items()
        }
        self._contact = {name: titles.index(column) for name, column in mapping.contact.items()}
        taken = {*self._places.values(), *self._contact.values()}
        self._attributes = [
            (place, title or f"column {place + 1}")
            for place, title in enumerate(titles)
            if place not in taken
        ]
        self._outcomes = {_plain(code): one for code, one in mapping.outcomes.items()}
        self._purposes = {_plain(word): purpose for word, purpose in mapping.purposes.items()}
        self._purposes |= {_plain(purpose): purpose for purpose in Purpose}
        self._channels = {_plain(word): channel for word, channel in mapping.channels.items()}
        self._channels |= {_plain(channel): channel for channel in Channel}
        self._zone = ZoneInfo(mapping.time.zone)

    def call(self, row: int, cells: list[str]) -> PastCall:
        """One row. Raises BadValue."""
        if len(cells) != self._width:
            raise BadValue(f"it has {len(cells)} values for {self._width} columns")
        said = {name: cells[place].strip() for name, place in self._places.items()}
        at = self._moment(said["time"])
        number = values.number(said["number"], self._mapping.defaults.country or None)
        return PastCall(
            row=row,
            call_id=_id_of(number, at, cells),
            number=number,
            at=at,
            code=said["outcome"],
            outcome=self._outcome(said["outcome"]),
            purpose=self._purpose(said.get("purpose", "")),
            channel=self._channel(said.get("channel", "")),
            campaign=said.get("campaign", ""),
            duration_s=_seconds(said.get("duration", "")),
            satisfaction=self._satisfaction(said.get("satisfaction", "")),
            attributes={
                title: text for place, title in self._attributes if (text := cells[place].strip())
            },
            contact={
                name: _READ.get(name, str)(text)
                for name, place in self._contact.items()
                if (text := cells[place].strip())
            },
        )

    def _moment(self, text: str) -> datetime:
        form = self._mapping.time.format
        try:
            match form:
                case "epoch":
                    return datetime.fromtimestamp(float(text), UTC)
                case "iso":
                    found = datetime.fromisoformat(text)
                case _:
                    found = _read_time(text, form)
        except (ValueError, OverflowError, OSError) as error:
            raise BadValue(f"wrong time {text[:40]!r}: the mapping expects {form}") from error
        return (found if found.tzinfo else found.replace(tzinfo=self._zone)).astimezone(UTC)

    def _outcome(self, code: str) -> OutcomeOf:
        found = self._outcomes.get(_plain(code), self._mapping.unknown)
        if isinstance(found, OutcomeOf):
            return found
        raise BadValue(f"unknown outcome {code[:40]!r}: add it to [outcomes], or set `unknown`")

    def _purpose(self, word: str) -> Purpose:
        found = self._purposes.get(_plain(word)) if word else self._mapping.defaults.purpose
        if found is None:
            raise BadValue(f"unknown purpose {word[:40]!r}: add it to [purposes]")
        return found

    def _channel(self, word: str) -> Channel:
        found = self._channels.get(_plain(word)) if word else self._mapping.defaults.channel
        if found is None:
            raise BadValue(f"unknown channel {word[:40]!r}: add it to [channels]")
        return found

    def _satisfaction(self, text: str) -> float | None:
        """0 for the worst of the mapping's scale, 1 for the best."""
        if not text:
            return None
        scale = self._mapping.satisfaction
        try:
            share = (float(text.replace(",", ".")) - scale.worst) / (scale.best - scale.worst)
        except ValueError as error:
            raise BadValue(f"wrong satisfaction {text[:40]!r}: write a figure") from error
        if not 0 <= share <= 1:
            raise BadValue(
                f"wrong satisfaction {text[:40]!r}: the mapping's scale goes from "
                f"{scale.worst:g} to {scale.best:g}"
            )
        return share


def _read_time(text: str, form: str) -> datetime:
    """As strptime does, but several times faster for forms of nothing but figures."""
    figures = _figures(form)
    found = figures.fullmatch(text) if figures else None
    if found is None:
        return datetime.strptime(text, form)
    return datetime(**{name: int(said) for name, said in found.groupdict().items()})  # type: ignore[arg-type]


@cache
def _figures(form: str) -> re.Pattern[str] | None:
    """A pattern for a form with a whole date and only figures; None for any other."""
    parts = re.split("(%.)", form)
    if not {"%Y", "%m", "%d"} <= set(parts) or any(
        part.startswith("%") and (part not in _FIGURES or parts.count(part) > 1) for part in parts
    ):
        return None
    return re.compile("".join(_FIGURES.get(part) or re.escape(part) for part in parts))


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return " ".join(word.split()).lower()


def _id_of(number: PhoneNumber, at: datetime, cells: list[str]) -> str:
    """Begins with the time, so that calls in order of time lie together in the books."""
    seconds = max(0, int(at.timestamp()))
    said = "\x1f".join((number.e164, str(at.timestamp()), *cells))
    made = hashlib.blake2b(said.encode(), digest_size=16, person=b"past call")
    return f"{seconds:09x}{made.hexdigest()}"


def _seconds(text: str) -> float | None:
    """42, 42.5, 1:05 or 0:01:05."""
    if not text:
        return None
    try:
        parts = [float(part) for part in text.replace(",", ".").split(":")]
    except ValueError as error:
        raise BadValue(f"wrong duration {text[:40]!r}: write seconds, or H:MM:SS") from error
    return float(sum(part * 60.0**place for place, part in enumerate(reversed(parts))))

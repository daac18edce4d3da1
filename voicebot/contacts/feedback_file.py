"""Messages as files have them: every row gives one, or the reason why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from voicebot.contacts import consent_values, relations, values
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.listed import Rejected
from voicebot.contacts.titled_rows import TitledRow, read_titled
from voicebot.contacts.values import BadValue
from voicebot.errors import BadInput

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("feedback id", "message id", "ид", "номер обращения"),
    "number": ("phone", "phone number", "telephone", "номер", "телефон", "номер телефона"),
    "text": ("message", "feedback", "текст", "сообщение", "отзыв", "обращение"),
    "channel": ("канал",),
    "at": ("date", "time", "received at", "дата", "время", "получено"),
    "language": ("язык",),
    "complaint": ("is complaint", "жалоба", "это жалоба"),
}


@dataclass(frozen=True, slots=True)
class ListedFeedback:
    """A message that a row gave."""

    row: int
    feedback: Feedback


def read_feedback(
    file: Path, country: str | None = None, zone: str = "UTC"
) -> Iterator[ListedFeedback | Rejected]:
    """The rows of a file of messages, in order, in constant memory.

    `country` is that of numbers without a country code, `zone` (IANA) that of times without one.
    Raises BadList, at once, where the file cannot be one.
    """
    rows = read_titled(file, NAMES, ("number", "text", "at"))
    return (row if isinstance(row, Rejected) else _listed(row, country, zone) for row in rows)


def _listed(row: TitledRow, country: str | None, zone: str) -> ListedFeedback | Rejected:
    try:
        return ListedFeedback(row.row, _feedback(row.cells, country, zone))
    except (BadValue, BadInput) as error:
        return Rejected(row.row, str(error))


def _feedback(cells: dict[str, str], country: str | None, zone: str) -> Feedback:
    if "at" not in cells:
        raise BadValue("there is no time when it was written: fill 'at'")
    at = consent_values.moment(cells["at"])
    channels = consent_values.channels(cells.get("channel", "EMAIL"))
    if len(channels) != 1:
        raise BadValue("a message comes by one channel")
    return Feedback(
        number=values.number(cells.get("number", ""), country),
        text=cells.get("text", ""),
        at=at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone)),
        channel=Channel(channels[0]),
        language=values.language(cells["language"]) if "language" in cells else "",
        complaint="complaint" in cells and relations.yes_or_no(cells["complaint"]),
        feedback_id=cells.get("id", ""),
    )

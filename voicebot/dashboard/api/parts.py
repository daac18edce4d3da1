"""What requests are made of."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.languages import mark
from voicebot.errors import BadNumber

SHORT, LONG = 500, 20_000  # characters of a note, and of a message or a wording


class Strict(BaseModel):
    """A request's content; a field that is not known is refused, since it may have meant a lot."""

    model_config = ConfigDict(extra="forbid")


def _no_nul(text: str) -> str:
    """PostgreSQL keeps no NUL characters, and no text has a use for one."""
    if "\x00" in text:
        raise ValueError(mark("holds a NUL character"))
    return text


def _number(text: str) -> str:
    try:
        return PhoneNumber.parse(text).e164
    except BadNumber as error:
        raise ValueError(error) from error


def _sane(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(mark("is outside the calendar")) from error


Number = Annotated[
    str,
    Field(min_length=1, max_length=64, examples=["+12025550123"]),
    AfterValidator(_no_nul),
    AfterValidator(_number),
]
Note = Annotated[str, StringConstraints(max_length=SHORT), AfterValidator(_no_nul)]
Message = Annotated[
    str,
    StringConstraints(max_length=LONG, min_length=1, strip_whitespace=True),
    AfterValidator(_no_nul),
]
Text = Annotated[str, StringConstraints(max_length=LONG), AfterValidator(_no_nul)]
Moment = Annotated[AwareDatetime, AfterValidator(_sane)]
Language = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")]

"""How another dialler wrote its call history: a TOML file that a person fills in."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from voicebot.contacts.consent import Channel, Relation
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope
from voicebot.conversation.network import NetworkResult
from voicebot.errors import BadInput
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

_KIND_OF = {
    Disposition.SOFT_REFUSAL: RefusalKind.SOFT_REFUSAL,
    Disposition.OPT_OUT: RefusalKind.EXPLICIT_OPT_OUT,
    Disposition.EARLY_HANGUP: RefusalKind.SILENT_REFUSAL,
}
"""What a disposition says of the way of a refusal, where the mapping says nothing else."""

_MACHINES = {Disposition.VOICEMAIL_LEFT, Disposition.VOICEMAIL_NOT_LEFT}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OutcomeOf(_Part):
    """What one of the other dialler's codes means."""

    disposition: Disposition = Disposition.NOT_REACHED
    network: NetworkResult = NetworkResult.ANSWERED
    answered_by: AnsweredBy = AnsweredBy.NONE
    refusal_kind: RefusalKind | None = None
    opt_out: OptOutScope | None = None

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, said: object) -> object:
        """A disposition alone says who answered, and which refusal it was."""
        if not isinstance(said, dict) or not {"disposition", "network"} & set(said):
            raise ValueError("say a disposition, or the network's result")
        known = said.get("disposition")
        answered = AnsweredBy.MACHINE if known in _MACHINES else AnsweredBy.HUMAN
        filled: dict[str, object] = {
            "answered_by": answered if known and "network" not in said else AnsweredBy.NONE
        }
        if known in _KIND_OF:
            filled["refusal_kind"] = _KIND_OF[known]
        if known == Disposition.OPT_OUT:
            filled["opt_out"] = OptOutScope.SELLER
        return filled | said

    @property
    def answered(self) -> bool:
        """True if a person was reached."""
        nobody = {AnsweredBy.MACHINE, AnsweredBy.FAX, AnsweredBy.INTERCEPT, AnsweredBy.NONE}
        return self.network is NetworkResult.ANSWERED and self.answered_by not in nobody


class Columns(_Part):
    """Which column holds what; those that are not named are not there."""

    number: str
    time: str
    outcome: str
    purpose: str = ""
    campaign: str = ""
    channel: str = ""
    duration: str = ""
    satisfaction: str = ""

    @property
    def named(self) -> dict[str, str]:
        """What is there, with its column."""
        return {name: column for name, column in self.model_dump().items() if column}


class When(_Part):
    """How times are written: "iso", "epoch", or a form such as %d.%m.%Y %H:%M; and in which zone.

    The zone counts only for times without an offset.
    """

    format: str = "iso"
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("write an IANA zone such as Europe/Moscow") from error
        return zone


class Scale(_Part):
    """How satisfaction is written: the worst and the best that a person could say."""

    worst: float = 1.0
    best: float = 5.0

    @model_validator(mode="after")
    def _has_two_ends(self) -> "Scale":
        if self.worst == self.best:
            raise ValueError("the worst and the best are the same")
        return self


class Defaults(_Part):
    """What holds where no column says otherwise.

    `relation` is how those stand to us who are on no contact list yet: a history makes nobody a
    customer unless it is said here.
    """

    purpose: Purpose | None = None
    channel: Channel = Channel.VOICE
    country: str = ""
    relation: Relation = Relation.STRANGER


ContactField = Literal[
    "name", "language", "timezone", "country", "region", "email", "birth_date", "external_id"
]


class HistoryMapping(_Part):
    """The whole mapping. `name` is what the imported calls carry as their source."""

    name: str = Field(min_length=1, max_length=64)
    columns: Columns
    time: When = When()
    satisfaction: Scale = Scale()
    defaults: Defaults = Defaults()
    outcomes: dict[str, OutcomeOf] = Field(min_length=1)
    unknown: OutcomeOf | Literal["reject"] = "reject"
    purposes: dict[str, Purpose] = {}
    channels: dict[str, Channel] = {}
    contact: dict[ContactField, str] = {}

    @model_validator(mode="after")
    def _has_a_purpose(self) -> "HistoryMapping":
        if not self.columns.purpose and self.defaults.purpose is None:
            raise ValueError("name a purpose column, or defaults.purpose")
        return self

    @classmethod
    def read(cls, file: Path) -> "HistoryMapping":
        """Raises BadInput, with the place in the file that is wrong."""
        try:
            return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise BadInput(
                f"the mapping {file} cannot be read ({error.strerror})", "check its name and rights"
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"the mapping {file} is no TOML: {error}", "mend that line") from error
        except ValidationError as error:
            raise _wrong(file, error) from error

    def require(self, header: Sequence[str], file: str) -> None:
        """Raises BadInput where a column that is named here is not in the file."""
        wanted = [*self.columns.named.values(), *self.contact.values()]
        missing = next((column for column in wanted if column not in header), None)
        if missing is not None:
            known = ", ".join(title[:30] for title in header[:12])
            raise BadInput(
                f"the mapping names the column {missing!r}, which {file} does not have",
                f"name one of its columns: {known}",
            )


def _wrong(file: Path, error: ValidationError) -> BadInput:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("OutcomeOf",))
    return BadInput(
        f"the mapping {file} is wrong at {place or 'its top'}",
        first["msg"].removeprefix("Value error, "),
    )

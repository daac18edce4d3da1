"""A campaign from a list, or two of them that share it by lot, so that their scripts compare."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voicebot.bootstrap.intake import import_contacts
from voicebot.bootstrap.office import Office
from voicebot.contacts.intake import read_contacts
from voicebot.contacts.listed import Listed, Rejected
from voicebot.conversation.flow import Flow
from voicebot.dialling.ports import Campaign
from voicebot.errors import BadInput

TOLD_EVERY = 500  # rows


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to be called, by which script. With `other` half of them, drawn by lot, hear that one.

    `list_file` None: everybody known. `list_name` is what the list is called in the books.
    """

    name: str
    flow: Flow
    language: str
    list_file: Path | None
    list_name: str
    starts_at: datetime | None = None
    other: Flow | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the campaigns are called."""
        if self.other is None:
            return (self.name,)
        return (f"{self.name} · {self.flow.name}", f"{self.name} · {self.other.name}")


@dataclass(frozen=True, slots=True)
class Made:
    """The campaigns, how many contacts they hold together, and the rows that were rejected."""

    campaigns: Sequence[Campaign]
    contacts: int
    rejected: Sequence[Rejected]


def make_campaigns(
    office: Office, wanted: Wanted, told: Callable[[int], None] = lambda _: None
) -> Made:
    """Nothing is made where the name is taken or the list cannot be read.

    Nobody is called before a campaign is started or its time comes. `told` hears now and then how
    many rows were read. Raises BadInput, BadList, StorageError.
    """
    _refuse_taken(office, wanted)
    matching: dict[str, str] = {}
    rejected: list[Rejected] = []
    if wanted.list_file is not None:
        imported = import_contacts(
            office, _counted(read_contacts(wanted.list_file), told), wanted.list_name
        )
        matching, rejected = {"list": str(imported.list_id)}, list(imported.rejected)
    flows = [wanted.flow, *([wanted.other] if wanted.other else [])]
    made = [_created(office, wanted, *each) for each in zip(wanted.names, flows, strict=True)]
    first = made[0].campaign_id
    begins = wanted.starts_at or office.clock.now()
    contacts = office.storage.campaigns.enlist(first, begins, matching)
    if len(made) > 1:
        office.storage.pages.campaign_pages.halve(first, made[1].campaign_id)
    return Made(made, contacts, rejected)


def _counted(
    rows: Iterable[Listed | Rejected], told: Callable[[int], None]
) -> Iterator[Listed | Rejected]:
    for count, row in enumerate(rows):
        if count % TOLD_EVERY == 0:
            told(count)
        yield row


def _created(office: Office, wanted: Wanted, name: str, flow: Flow) -> Campaign:
    return office.storage.campaigns.create(
        name, flow.name, flow.purpose, wanted.language, wanted.starts_at
    )


def _refuse_taken(office: Office, wanted: Wanted) -> None:
    if not wanted.name:
        raise BadInput("a campaign needs a name", "give it one that no other has")
    if wanted.other is not None and wanted.other.name == wanted.flow.name:
        raise BadInput("a script is not compared with itself", "choose another one, or none")
    if wanted.other is not None and wanted.other.purpose is not wanted.flow.purpose:
        raise BadInput(
            "these scripts are for different purposes, so the rules allow different calls",
            "choose one for the same purpose",
        )
    if any(office.storage.pages.campaign_pages.named(name) for name in wanted.names):
        raise BadInput("there is a campaign of this name already", "choose another name")

"""What is said of a registry when it is imported, and what of it cannot be."""

from dataclasses import dataclass
from datetime import datetime

from phonenumbers import SUPPORTED_REGIONS

from voicebot.adapters.registries.registry import Registry, RegistryKind
from voicebot.errors import BadInput, said

MAX_AGE_DAYS = 31  # US8; what other places ask is in their profile
_LONGEST_NAME = 64
_LARGE = 1000  # numbers from which a list hardly ever loses most of them
_MOST_GONE = 0.5


@dataclass(frozen=True, slots=True)
class Labels:
    """What an import says of a registry beside its numbers. `listed_at` is aware."""

    name: str
    kind: RegistryKind
    listed_at: datetime
    country: str = ""
    campaign_id: str | None = None
    max_age_days: int = MAX_AGE_DAYS

    def refuse_unfit(self, now: datetime) -> None:
        """Raises BadInput: they contradict themselves, or the list is of the future."""
        if not 0 < len(self.name.strip()) <= _LONGEST_NAME:
            raise BadInput("a registry's name has 1 to 64 characters", "give another with --name")
        if self.country and self.country not in SUPPORTED_REGIONS:
            raise BadInput(
                said("there is no country {country!r}", country=self.country),
                "write it as US, GB or RU",
            )
        if self.listed_at > now:
            raise BadInput(
                said(
                    "the list date {listed_at:%Y-%m-%d} is in the future", listed_at=self.listed_at
                ),
                "give the day the list was drawn up with --listed-at",
            )
        if self.max_age_days < 1:
            raise BadInput("a list cannot be valid for less than a day", "give --max-age-days 31")
        if self.kind in (RegistryKind.NATIONAL, RegistryKind.OPERATOR) and not self.country:
            raise BadInput(
                said("a registry of kind {kind} needs its country", kind=self.kind),
                "add --country US",
            )
        if (self.kind is RegistryKind.CAMPAIGN) != (self.campaign_id is not None):
            raise BadInput(
                "a registry of kind CAMPAIGN, and no other, belongs to a campaign",
                "give --kind CAMPAIGN together with --campaign NAME",
            )


def refuse_loss(had: Registry, gone: int) -> None:
    """Raises BadInput: most numbers went, as if half a download or one area's part were a list."""
    if had.numbers >= _LARGE and gone > had.numbers * _MOST_GONE:
        raise BadInput(
            said(
                "the new list lacks {gone} of the {numbers} numbers in force",
                gone=gone,
                numbers=had.numbers,
            ),
            "fetch it again and whole, or say --fewer if it is right",
        )


def refuse_other(labels: Labels, had: Registry) -> None:
    """Raises BadInput: a list of somebody else under that name, or an older one."""
    whose = (had.kind, had.country, had.campaign_id)
    if whose != (labels.kind, labels.country, labels.campaign_id):
        raise BadInput(
            said(
                "the registry {name!r} is {whose}",
                name=had.name,
                whose=f"{had.kind} {had.country}".rstrip(),
            ),
            "choose another name, or remove that one first",
        )
    if labels.listed_at < had.listed_at:
        raise BadInput(
            said("the list in force is newer, of {listed_at:%Y-%m-%d}", listed_at=had.listed_at),
            "give a newer list",
        )

"""A do-not-call registry as a value, and the book that says which ones are in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class RegistryKind(StrEnum):
    """Whose list it is: the state's, a telephone operator's, one campaign's, our own."""

    NATIONAL = "NATIONAL"
    OPERATOR = "OPERATOR"
    CAMPAIGN = "CAMPAIGN"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry as it was last imported.

    `country` is ISO 3166 alpha-2, empty where the list is of no one country. `listed_at` is when
    the list was drawn up (aware). `file` is the name of its number file, `sha256` that file's hash.
    """

    name: str
    kind: RegistryKind
    country: str
    campaign_id: str | None
    listed_at: datetime
    max_age_days: int
    imported_at: datetime
    numbers: int
    file: str
    sha256: str

    def age(self, at: datetime) -> timedelta:
        """How old the list is at a moment (aware)."""
        return at - self.listed_at

    def expired(self, at: datetime) -> bool:
        """Whether the list is too old to be relied on."""
        return self.age(at) > timedelta(days=self.max_age_days)


class RegistryBook(Protocol):
    """Where the registries in force are written down. Every method may raise StorageError."""

    @property
    def shared(self) -> bool:
        """Whether programs on other machines may change it too."""

    def standing(self) -> tuple[Registry, ...]:
        """Those in force, by name."""

    def enter(self, registry: Registry, said: Mapping[str, object]) -> None:
        """Put a registry in force in place of the one of its name; `said` goes on record too."""

    def remove(self, name: str, reason: str, at: datetime) -> None:
        """Take a registry out of force. Raises NotFound."""

"""The do-not-call registries in force, as the database knows them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voicebot.adapters.registries.registry import Registry, RegistryKind
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import RegistryRow
from voicebot.errors import NotFound, said

_JOURNALLED = ("name", "country", "campaign_id", "max_age_days", "numbers", "sha256")


class RegistryBook:
    """The `RegistryBook` of the registries. Every change is journalled with kind `registry`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def shared(self) -> bool:
        """Whether programs on other machines may change it too."""
        return not self._database.is_sqlite

    def standing(self) -> tuple[Registry, ...]:
        """Those in force, by name."""
        with self._database.read() as session:
            return standing(session)

    def enter(self, registry: Registry, said: Mapping[str, object]) -> None:
        """Put a registry in force in place of the one of its name; `said` is journalled too."""
        with self._database.write() as session:
            chain = Chain(session)
            session.merge(RegistryRow(**_columns(registry)))
            chain.append(registry.imported_at, "registry", _body("imported", registry) | dict(said))

    def remove(self, name: str, reason: str, at: datetime) -> None:
        """Take a registry out of force. Raises NotFound."""
        with self._database.write() as session:
            chain = Chain(session)
            row = session.get(RegistryRow, name)
            if row is None:
                raise NotFound(
                    said("there is no registry {name!r}", name=name), "see `voicebot registry list`"
                )
            body = _body("removed", _registry(row))
            session.execute(delete(RegistryRow).where(RegistryRow.name == name))
            chain.append(at, "registry", body, personal={"reason": reason})


def standing(session: Session) -> tuple[Registry, ...]:
    """The registries in force, by name, as a transaction sees them."""
    rows = session.scalars(select(RegistryRow).order_by(RegistryRow.name))
    return tuple(_registry(row) for row in rows)


def _registry(row: RegistryRow) -> Registry:
    columns = {name: getattr(row, name) for name in Registry.__dataclass_fields__}
    return Registry(**columns | {"kind": RegistryKind(row.kind)})


def _columns(registry: Registry) -> dict[str, object]:
    columns = {name: getattr(registry, name) for name in Registry.__dataclass_fields__}
    return columns | {"kind": str(registry.kind)}


def _body(what: str, registry: Registry) -> dict[str, object]:
    body: dict[str, object] = {name: getattr(registry, name) for name in _JOURNALLED}
    body |= {"what": what, "kind": str(registry.kind)}
    return body | {"listed_at": registry.listed_at.isoformat()}

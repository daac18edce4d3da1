"""Which numbers were erased: known by a keyed hash alone, and still never called."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.keys import erasure_key
from voicebot.adapters.storage.prepared import rows_of
from voicebot.adapters.storage.tables import ErasedRow
from voicebot.errors import StorageError
from voicebot.evidence.erasure import keyed_hash

_WITNESS = ""  # its hash stands among the erased to show that the key is still the same
_FEW = 1000  # numbers asked one by one; for more the whole table is read
_ANY = select(ErasedRow.keyed_hash).limit(1)


class ErasedNumbers:
    """Tells erased numbers by the installation's key, which is read when it is first needed."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @cached_property
    def _key(self) -> bytes:
        return erasure_key(self._home)

    def erased_hash(self, number: str) -> str:
        """What `erased` would hold for a number in E.164: 64 hex digits. Raises StorageError."""
        return keyed_hash(self._key, number)

    def enter(self, session: Session, numbers: Iterable[str], now: datetime) -> list[str]:
        """Enter numbers as erased; returns their hashes. Raises StorageError for another key."""
        hashes = [self.erased_hash(number) for number in numbers]
        if self._any(session):
            self._require_key(session)
        rows = [self.erased_hash(_WITNESS), *hashes]
        insert_new(session, ErasedRow, [{"keyed_hash": h, "erased_at": now} for h in rows])
        return hashes

    def erased_at(self, session: Session, number: str) -> datetime | None:
        """When a number was erased, or None."""
        if not self.among(session, [number]):
            return None
        row = session.get_one(ErasedRow, self.erased_hash(number))
        return row.erased_at

    def forget(self, session: Session, number: str) -> None:
        """The number is like any other again."""
        session.execute(delete(ErasedRow).where(ErasedRow.keyed_hash == self.erased_hash(number)))

    def among(self, session: Session, numbers: Iterable[str]) -> set[str]:
        """Those of the numbers that were erased. Raises StorageError if the key is another one."""
        if not self._any(session):
            return set()
        self._require_key(session)
        by_hash = {self.erased_hash(number): number for number in numbers}
        kept = select(ErasedRow.keyed_hash)
        if len(by_hash) <= _FEW:
            kept = kept.where(ErasedRow.keyed_hash.in_(by_hash))
        return {by_hash[hashed] for hashed in session.scalars(kept) if hashed in by_hash}

    def _any(self, session: Session) -> bool:
        return bool(rows_of(session.connection(), _ANY))

    def _require_key(self, session: Session) -> None:
        if session.get(ErasedRow, self.erased_hash(_WITNESS)) is None:
            raise StorageError(
                "the key of erased numbers is not the one they were erased with, "
                "so they cannot be told from others",
                "restore `keys/erasure.key` in the data directory from a backup",
            )

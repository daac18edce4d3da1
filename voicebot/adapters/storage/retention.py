"""Taking away what is due, batch by batch, each journalled with its counts."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from voicebot.adapters.storage import call_folders, journal_redaction, retention_rows
from voicebot.adapters.storage.call_folder import AUDIO, EVIDENCE, RECORDING
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.frozen import is_free
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import AttemptRow, OptOutRow
from voicebot.evidence.retention import ROUTINE_AUDIO_DAYS, RULES, CallFiles, Kept, Rule, files_due

BATCH = 500  # rows in one transaction: opt-outs of live calls wait for it
ROUTINE = frozenset({AUDIO, RECORDING})
CLIP = frozenset({EVIDENCE, f"{EVIDENCE}.sha256"})

Folder = tuple[date, Path]


class Retention:
    """Applies the rules of retention to one installation."""

    def __init__(
        self,
        database: Database,
        erased: ErasedNumbers,
        home: Path,
        audio_days: int = ROUTINE_AUDIO_DAYS,
    ) -> None:
        self._database = database
        self._erased = erased
        self._home = home
        self._audio_days = audio_days

    def purge(self, now: datetime) -> dict[str, int]:
        """Take away everything that is due; returns how much, by kind. Raises StorageError.

        Broken off, it is simply done again: what was taken away is journalled, the rest is due.
        """
        counts = {str(rule.what): self._rows(rule, now) for rule in RULES[:-1]}
        counts[str(Kept.AUDIO)] = self._files(now)
        if any(counts.values()):
            self._database.empty_write_ahead()
        return counts

    def status(self, now: datetime) -> dict[str, int]:
        """How much is due now, by kind; nothing is changed."""
        with self._database.snapshot() as session:
            counts = {
                str(rule.what): retention_rows.count(
                    session, retention_rows.due(rule.what, rule.due_before(now), now)
                )
                for rule in RULES[:-1]
            }
        due = (sum(map(len, batch.values())) for batch in self._due_files(now))
        return counts | {str(Kept.AUDIO): sum(due)}

    def _rows(self, rule: Rule, now: datetime) -> int:
        before, taken = rule.due_before(now), 0
        due = retention_rows.due(rule.what, before, now)
        key = due.selected_columns[0]
        query = due.order_by(key).limit(BATCH)
        while keys := self._batch(rule, query, before, now):
            taken += len(keys)
            query = due.where(key > keys[-1]).order_by(key).limit(BATCH)
        return taken

    def _batch(
        self, rule: Rule, query: retention_rows.Keys, before: datetime, now: datetime
    ) -> list[str] | list[int]:
        with self._database.write() as session:
            journal_redaction.overwrite_what_is_deleted(session)
            chain = Chain(session)
            keys = list(session.scalars(query))
            if keys:
                removed = retention_rows.take_away(
                    session, rule.what, keys, before, now, self._erased
                )
                body = {"rule": str(rule.what), "count": len(keys), "removed": removed}
                chain.append(now, "retention", body)
        return keys

    def _files(self, now: datetime) -> int:
        """Journalled before they go: a kill in between leaves files that are still due."""
        taken = 0
        for batch in self._due_files(now):
            count = sum(map(len, batch.values()))
            with self._database.write() as session:
                body = {"rule": str(Kept.AUDIO), "count": count}
                Chain(session).append(now, "retention", body)
            for folder, names in batch.items():
                call_folders.remove_files(folder, names)
            taken += count
        return taken

    def _due_files(self, now: datetime) -> Iterator[dict[Path, set[str]]]:
        stream = call_folders.every(self._home)
        while batch := list(islice(stream, BATCH)):
            calls = self._calls(batch, now)
            due = {
                folder: files_due(
                    calls[folder.name], _names(folder), now, self._audio_days, ROUTINE, CLIP
                )
                for _, folder in batch
            }
            if found := {folder: names for folder, names in due.items() if names}:
                yield found

    def _calls(self, batch: list[Folder], now: datetime) -> dict[str, CallFiles]:
        ids = [folder.name for _, folder in batch]
        held = select(AttemptRow.attempt_id).where(
            AttemptRow.attempt_id.in_(ids),
            ~is_free(AttemptRow.number, now) | (AttemptRow.state == "OPEN"),
        )
        clips = select(OptOutRow.attempt_id).where(
            OptOutRow.attempt_id.in_(ids), OptOutRow.evidence.is_not(None)
        )
        with self._database.read() as session:
            frozen, evident = set(session.scalars(held)), set(session.scalars(clips))
        return {
            folder.name: CallFiles(day, folder.name in frozen, folder.name in evident)
            for day, folder in batch
        }


def _names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]

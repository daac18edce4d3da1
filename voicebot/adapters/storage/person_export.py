"""Everything that is kept of a person as one ZIP: JSON for programs, a page for people, audio."""

import hashlib
import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from voicebot.adapters.storage import call_folders
from voicebot.errors import BadInput, said
from voicebot.evidence.export_page import export_page
from voicebot.evidence.journal import JournalRecord

FORM = "voicebot export of a person, 1"


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What is kept of a person: rows by table, with the journal's records as a table of theirs."""

    numbers: tuple[str, ...]
    rows: dict[str, list[dict[str, Any]]]
    attempts: tuple[str, ...]
    erased_before: bool = False

    @property
    def is_empty(self) -> bool:
        """True if nothing is kept."""
        return not any(self.rows.values())


def person_file(
    numbers: Sequence[str],
    rows: dict[str, list[dict[str, Any]]],
    journal: list[JournalRecord],
    erased_before: bool,
) -> PersonFile:
    """Put together what was read, the names of columns as they are."""
    told = [
        {"seq": one.seq, "at": one.at, "kind": one.kind, "hash": one.hash, "says": one.content}
        for one in journal
    ]
    attempts = tuple(row["attempt_id"] for row in rows["attempts"])
    return PersonFile(tuple(numbers), {**rows, "journal": told}, attempts, erased_before)


def write_export(file: Path, person: PersonFile, home: Path, seller: str, at: datetime) -> str:
    """Write the ZIP, readable by its owner alone; returns its SHA-256 in hex.

    An earlier export of the same numbers may be written over, unless they were erased since: then
    it is the last copy of what was kept. Nothing else is. Raises BadInput.
    """
    _require_free(file, person)
    beside = file.with_name(f".{file.name}.writing")
    try:
        beside.unlink(missing_ok=True)
        fd = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(fd, "w+b") as out:
            _fill(out, person, home, seller, at)
            out.flush()
            os.fsync(out.fileno())
            out.seek(0)
            digest = hashlib.file_digest(out, "sha256").hexdigest()
        beside.replace(file)
    except OSError as error:
        raise BadInput(
            said(
                "{file} cannot be written ({reason}), so nothing was erased",
                file=file,
                reason=error.strerror,
            ),
            "give another file with --export",
        ) from error
    return digest


def _fill(out: Any, person: PersonFile, home: Path, seller: str, at: datetime) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = []
        for folder in call_folders.of(home, person.attempts):
            for file in sorted(folder.iterdir()):
                files.append(f"calls/{folder.name}/{file.name}")
                archive.write(file, files[-1])
        body = {
            "form": FORM,
            "numbers": person.numbers,
            "exported_at": at.isoformat(),
            "kept": person.rows,
            "files": files,
        }
        archive.writestr("person.json", json.dumps(body, ensure_ascii=False, indent=1, default=str))
        page = export_page(seller, person.numbers, at, person.rows, files)
        archive.writestr("index.html", page)


def _require_free(file: Path, person: PersonFile) -> None:
    if not file.exists():
        return
    try:
        with zipfile.ZipFile(file) as archive:
            body = json.loads(archive.read("person.json"))
        ours = body["form"] == FORM and sorted(body["numbers"]) == sorted(person.numbers)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        ours = False
    if not ours or person.erased_before:
        raise BadInput(
            said("{file} is there already and holds something else", file=file),
            "give another file with --export",
        )

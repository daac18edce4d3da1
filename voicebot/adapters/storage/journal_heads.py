"""Exporting the journal's head, signed."""

import json
from datetime import datetime
from pathlib import Path

from voicebot.adapters.storage.journal_book import Journal
from voicebot.adapters.storage.keys import public_pem, signing_key
from voicebot.errors import BadInput, StorageError, said
from voicebot.evidence.heads import SignedHead, read, sign
from voicebot.evidence.verification import Verification


class Heads:
    """Signs heads with the installation's key, and checks the journal against them."""

    def __init__(self, journal: Journal, home: Path) -> None:
        self._journal = journal
        self._home = home

    def export(self, file: Path, now: datetime) -> SignedHead:
        """Write the signed head to `file`, and the public key as PEM to `file`.pub.

        Raises BadInput if the file cannot be written, StorageError.
        """
        key = signing_key(self._home)
        signed = sign(self._journal.head(), now, key)
        try:
            _replace(file, json.dumps(signed.as_json(), indent=2).encode() + b"\n")
            _replace(file.with_name(f"{file.name}.pub"), public_pem(key))
        except OSError as error:
            raise BadInput(
                said("{file} cannot be written ({reason})", file=file, reason=error.strerror),
                "give another",
            ) from error
        return signed

    def export_daily(self, now: datetime) -> Path:
        """Write today's head (UTC) to `heads/` of the data directory; once a day is enough.

        Copies of these files belong into hands that do not hold the database. Raises StorageError.
        """
        file = self._home / "heads" / f"{now:%Y-%m-%d}.json"
        if file.exists():
            return file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self.export(file, now)
        except (OSError, BadInput) as error:
            raise StorageError(
                "the journal's head could not be exported", "free some space in the data directory"
            ) from error
        return file

    def verify(self, file: Path) -> tuple[Verification, SignedHead]:
        """Check the chain, and that it leads over the head in the file.

        Raises BadInput for a file that holds no head, or one whose signature is wrong.
        """
        try:
            signed = read(file.read_text())
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(
                said("{file} cannot be read", file=file), "give an exported head"
            ) from error
        return self._journal.verify(signed.head), signed

    def is_ours(self, signed: SignedHead) -> bool:
        """True if this installation's key signed it."""
        return signing_key(self._home).public_key().public_bytes_raw().hex() == signed.key


def _replace(file: Path, data: bytes) -> None:
    beside = file.with_name(f".{file.name}.writing")
    beside.write_bytes(data)
    beside.replace(file)

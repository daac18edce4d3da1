"""Another process that uses the registries: `HOME DATABASE answer` or `… amend NUMBER …`."""

import json
import sys
from pathlib import Path

from pyroaring import BitMap64

from tests.fakes.clock import NOON
from voicebot.adapters.registries.changes import Changes
from voicebot.adapters.registries.registries import Registries
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.registry_book import RegistryBook


def answer(home: Path, book: RegistryBook) -> None:
    """One line for each number on standard input."""
    registries = Registries.open(home, book)
    for line in sys.stdin:
        print(json.dumps(registries.listed(line.strip())), flush=True)


def amend(home: Path, book: RegistryBook, numbers: list[str]) -> None:
    changes = Changes(home, book)
    for number in numbers:
        changes.amend("us", NOON, BitMap64([int(number[1:])]), BitMap64(), NOON)


if __name__ == "__main__":
    where, url, what, *texts = sys.argv[1:]
    database = Database(url)
    if what == "answer":
        answer(Path(where), RegistryBook(database))
    else:
        amend(Path(where), RegistryBook(database), texts)
    database.close()

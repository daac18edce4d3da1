"""Replaces a registry in a child process, killed at its first line, its second, …

Run as a program: `HOMES MODEL`. Prints one JSON object for each kill, and a last one for the run
that nobody killed.
"""

import json
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from pyroaring import BitMap64

from tests.fakes.clock import NOON
from tests.killing import kill_at
from voicebot.adapters.registries import changes as watched
from voicebot.adapters.registries.changes import Changes
from voicebot.adapters.registries.labels import Labels
from voicebot.adapters.registries.registries import FOLDER, Registries
from voicebot.adapters.registries.registry import RegistryKind
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Journal
from voicebot.adapters.storage.registry_book import RegistryBook

ROOM = Path(watched.__file__).parent
WATCHED = {str(ROOM / f"{name}.py") for name in ("changes", "number_file", "generation")}
WATCHED.add(str(ROOM.parent / "storage" / "registry_book.py"))
US = Labels("us", RegistryKind.NATIONAL, NOON, "US")
PEOPLE = {"anna": 12025550123, "bob": 12025550124}


def put_in_force(home: Path, book: RegistryBook, who: str) -> None:
    Changes(home, book).replace(US, BitMap64([PEOPLE[who]]), NOON)


def listed(registries: Registries) -> list[str]:
    return [who for who, number in PEOPLE.items() if registries.listed(f"+{number}")]


def main(homes: Path, model: Path) -> None:
    step, killed = 0, True
    while killed:
        step += 1
        home = homes / f"home-{step}"
        home.mkdir()
        shutil.copy(model, home / "voicebot.db")
        database = Database(f"sqlite:///{home / 'voicebot.db'}")
        book = RegistryBook(database)
        put_in_force(home, book, "anna")
        older = Registries.open(home, book)
        listed(older)
        database.close()
        child = os.fork()
        if child == 0:
            book = RegistryBook(Database(f"sqlite:///{home / 'voicebot.db'}"))
            kill_at(step, WATCHED)
            put_in_force(home, book, "bob")
            sys.settrace(None)
            (home / "returned").touch()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        journal = Journal(database)
        report = {
            "step": step,
            "killed": killed,
            "returned": (home / "returned").exists(),
            "seen_by_an_older_process": listed(older),
            "listed": listed(Registries.open(home, book)),
            "journalled": sum(1 for _ in journal.records("registry")),
            "chain": journal.verify().ok,
        }
        Changes(home, book).replace(
            Labels("us", US.kind, NOON + timedelta(hours=1), "US"),
            BitMap64([1]),
            NOON + timedelta(1),
        )
        left = [
            file for file in (home / FOLDER).iterdir() if file.stem not in ("lock", "generation")
        ]
        print(json.dumps(report | {"left_after_the_next_change": len(left)}), flush=True)
        database.close()
        shutil.rmtree(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

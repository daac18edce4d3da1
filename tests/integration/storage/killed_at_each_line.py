"""Runs an action of the register in a child process, killed at its first line, its second, …

Run as a program: `MODE HOMES MODEL`, where MODE is `database`, `spool` or `replay`, HOMES a folder
for data directories and MODEL an empty database. Prints one JSON object for each kill, and a last
one for the run that nobody killed.
"""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.fakes.calls import NUMBER, optout
from tests.fakes.clock import SetClock
from tests.killing import kill_at, left_on_disk
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings

STORAGE = Path(sys.modules[Storage.__module__].__file__ or "").parent
WATCHED = ("register", "spool", "journal_book")
SAID = optout(optout_id="said-once")


def files_of_storage(names: Sequence[str]) -> set[str]:
    """The files of these modules of storage, as a traceback names them."""
    return {str(STORAGE / f"{name}.py") for name in names}


def settings_of(home: Path, mode: str) -> Settings:
    where = home / "absent" / "voicebot.db" if mode == "spool" else home / "voicebot.db"
    return Settings.load(home=home, database_url=f"sqlite:///{where}")


def act(home: Path, mode: str, step: int) -> None:
    """The child: say on disk that the action returned, if it does."""
    storage = Storage.attach(settings_of(home, mode), SetClock())
    kill_at(step, files_of_storage(WATCHED))
    if mode == "replay":
        storage.optouts.replay()
    else:
        storage.optouts.save(SAID)
    sys.settrace(None)
    (home / "returned").touch()


def prepared(home: Path, mode: str, model: Path) -> None:
    home.mkdir()
    shutil.copy(model, home / "voicebot.db")
    if mode == "replay":
        storage = Storage.attach(settings_of(home, "spool"), SetClock())
        storage.optouts.save(SAID)
        storage.close()


def found_afterwards(home: Path) -> dict[str, object]:
    """What the next start finds."""
    for unfinished in (home / "spool").glob("*.writing"):
        os.utime(unfinished, (0, 0))  # as if its writer had been gone for long
    storage = Storage.open(settings_of(home, "database"), SetClock())
    found = storage.optouts.find(NUMBER)
    records = sum(1 for _ in storage.journal.records("optout"))
    left = [file.name for file in (home / "spool").glob("*.json")]
    chain = storage.journal.verify().ok
    storage.close()
    return {
        "saved": len(found),
        "as_said": found in ([], [SAID]),
        "journalled": records,
        "left": left,
        "chain": chain,
    }


def main(mode: str, homes: Path, model: Path) -> None:
    step, before, found = 0, "", dict[str, object]()
    while True:
        step += 1
        home = homes / f"{mode}-{step}"
        prepared(home, mode, model)
        child = os.fork()
        if child == 0:
            act(home, mode, step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        returned = (home / "returned").exists()
        if (left := left_on_disk(home)) != before:  # else the next start finds what it found before
            before, found = left, found_afterwards(home)
        print(
            json.dumps({"step": step, "killed": killed, "returned": returned} | found), flush=True
        )
        shutil.rmtree(home)
        if not killed:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

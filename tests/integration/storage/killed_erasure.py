"""Erases a person in a child process, killed at its first line, its second, …

Run as a program: `HOMES MODEL`, where HOMES is a folder for data directories and MODEL a data
directory with the person in it. Prints one JSON object for each kill: what was found after it,
and what after the erasure was done again.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from tests.fakes.calls import NUMBER
from tests.fakes.clock import SetClock
from tests.integration.storage.killed_at_each_line import files_of_storage
from tests.killing import kill_at, left_on_disk
from voicebot.adapters.storage import call_folders, person_rows
from voicebot.adapters.storage.storage import Storage
from voicebot.errors import NotFound
from voicebot.evidence.erasure import agree
from voicebot.settings import Settings

WATCHED = ("erasure", "journal_redaction", "call_folders", "erased_numbers")
AGREED = agree("m.brown", "k.lee", "asked by letter")


def erase(home: Path) -> bool:
    """True if there was nobody left to erase, or somebody was."""
    storage = Storage.open(Settings.load(home=home), SetClock())
    try:
        storage.erasure.erase(NUMBER, home.with_suffix(".zip"), AGREED)
    except NotFound:
        return False
    finally:
        storage.close()
    return True


def found(home: Path) -> dict[str, object]:
    storage = Storage.open(Settings.load(home=home), SetClock())
    with storage._databases[0].read() as session:
        rows = sum(map(len, person_rows.read(session, [NUMBER.e164]).values()))
        erased = storage.erased.among(session, [NUMBER.e164]) != set()
    said = sum(1 for _ in storage.journal.records(number=NUMBER.e164))
    erasures = sum(1 for _ in storage.journal.records("erasure"))
    chain = storage.journal.verify().ok
    storage.close()
    folders = len(list(call_folders.every(home)))
    return {"rows": rows, "said": said, "erased": erased, "erasures": erasures,
            "chain": chain, "folders": folders,
            "exported": home.with_suffix(".zip").exists()}  # fmt: skip


def main(homes: Path, model: Path) -> None:
    step, before, seen = 0, "", dict[str, object]()
    while True:
        step += 1
        home = homes / f"home-{step}"
        shutil.copytree(model, home)
        child = os.fork()
        if child == 0:
            kill_at(step, files_of_storage(WATCHED))
            erase(home)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        exported = home.with_suffix(".zip")
        if (left := left_on_disk(home, exported)) != before:  # else everything goes as it went
            before = left
            seen = {"then": found(home), "again": erase(home), "after": found(home)}
        print(json.dumps({"step": step, "killed": killed} | seen), flush=True)
        shutil.rmtree(home)
        exported.unlink(missing_ok=True)
        if not killed:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

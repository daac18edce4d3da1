"""What happened on the people's side of each call, as JSON lines with wall-clock times.

One line: `{"at": epoch seconds, "call": id, "number": …, "persona": …, "what": …}`; `what` is one
of the names below, with what belongs to it. The robot is timed as the person hears it, the
person's own speech as it is sent.
"""

import json
from pathlib import Path
from typing import Literal

What = Literal[
    "invited",  # the INVITE came
    "refused",  # sip_code, q850
    "announced",  # the announcement in early media begins
    "answered",
    "robot_starts",
    "robot_stops",  # `at` is its last audible frame
    "speech_starts",  # phrase
    "speech_ends",  # phrase
    "pressed",  # keys
    "heard_key",  # key: the robot pressed it
    "placed",  # a stranger's call went out
    "ended",  # by: person | robot
]


class Diary:
    """Appends to one file; every line is flushed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def write(self, at: float, call: str, what: What, **more: object) -> None:
        """Add a line; `at` in epoch seconds."""
        line = {"at": round(at, 4), "call": call, "what": what, **more}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        """No more lines."""
        self._file.close()


def read_diaries(folder: Path) -> list[dict[str, object]]:
    """Every line of every diary in a folder, in order of time."""
    lines = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return sorted(lines, key=lambda line: float(line["at"]))

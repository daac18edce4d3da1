"""Runs another program and keeps what it said."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What a program that ended had to say."""

    returncode: int
    out: str
    errors: str

    @property
    def last_line(self) -> str:
        """The last line it wrote, complaints first."""
        lines = (self.errors or self.out).strip().splitlines()
        return lines[-1].strip() if lines else f"exit code {self.returncode}"


def run(
    command: Sequence[str], timeout_s: float, environment: Mapping[str, str] | None = None
) -> Said:
    """Run to its end, in plain English (LC_ALL=C). A program that hangs has said "timed out"."""
    surroundings = {**os.environ, "LC_ALL": "C", **(environment or {})}
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            env=surroundings,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Said(-1, "", "timed out")
    except OSError as error:
        return Said(-1, "", str(error))
    return Said(ended.returncode, ended.stdout, ended.stderr)

"""A running Asterisk, however it is served: what the rest of this package needs of it."""

from pathlib import Path
from typing import Protocol

from voicebot.adapters.telephony.asterisk.configuration import Layout
from voicebot.errors import PbxFailed


class Server(Protocol):
    """One way to run Asterisk for one installation."""

    @property
    def provider(self) -> str:
        """`installed`, `embedded` or `docker`."""

    def layout(self) -> Layout:
        """Where it will find its modules and our files."""

    def alive(self) -> bool:
        """Our own Asterisk runs, not another's."""

    def answers(self) -> bool:
        """It greets whoever connects to its control socket: it does not hang."""

    def start(self) -> None:
        """Start it and return when it is ready. Raises PbxFailed."""

    def stop(self) -> None:
        """End it, and every call with it; nothing happens if it does not run."""

    def ask(self, command: str) -> str:
        """The answer of its command line. Raises PbxFailed if there is none."""


def last_complaint(log: Path) -> str:
    """The last warning or error in Asterisk's log, without its time stamp."""
    if not log.exists():
        return "it wrote no log"
    lines = log.read_text(errors="replace").splitlines()
    bad = [line for line in lines if "ERROR[" in line or "WARNING[" in line] or lines
    return bad[-1].partition("] ")[2].strip() or bad[-1] if bad else "its log is empty"


def not_started(log: Path) -> PbxFailed:
    """The error for an Asterisk that ended, or hung, while it started."""
    return PbxFailed(
        f"Asterisk did not start: {last_complaint(log)}", f"see {log}, correct it and try again"
    )

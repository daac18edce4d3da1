"""An Asterisk that runs on this machine as a process of ours: an installed one or an embedded."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.telephony.asterisk.configuration import Layout
from voicebot.adapters.telephony.asterisk.console import Console
from voicebot.adapters.telephony.asterisk.places import Places
from voicebot.adapters.telephony.asterisk.server import not_started
from voicebot.adapters.telephony.asterisk.shell import run
from voicebot.errors import PbxFailed

START_LIMIT_S = 60.0
STOP_LIMIT_S = 5.0
POLL_S = 0.05
# The rootfs' own OpenSSL must not read the machine's settings of another version.
ENVIRONMENT = {"OPENSSL_CONF": os.devnull, "TERM": "dumb"}


@dataclass(frozen=True, slots=True)
class LocalServer:
    """`command` runs the asterisk program; `modules` and `data` are its own folders."""

    provider: str
    command: tuple[str, ...]
    modules: Path
    data: Path
    places: Places

    def layout(self) -> Layout:
        """Where it will find its modules and our files."""
        return Layout(self.modules, self.data, self.places)

    def pid(self) -> int | None:
        """The process id of our Asterisk; None if the one written down is dead or a stranger."""
        try:
            pid = int((self.places.run / "asterisk.pid").read_text())
            told = _command_line(pid)
        except (OSError, ValueError):
            return None
        return pid if str(self.places.conf) in told else None

    def alive(self) -> bool:
        """Our own Asterisk runs, not another's."""
        return self.pid() is not None

    def answers(self) -> bool:
        """It greets whoever connects to its control socket: it does not hang."""
        return self._console.greeting() is not None

    def start(self) -> None:
        """Start it and return when it is ready. Raises PbxFailed."""
        self._clear_what_a_crash_left()
        said = run([*self.command, "-F", "-C", str(self.places.conf)], START_LIMIT_S, ENVIRONMENT)
        if said.returncode != 0:
            raise PbxFailed(f"Asterisk did not start: {said.last_line}", "correct it and try again")
        if not self._ready(time.monotonic() + START_LIMIT_S):
            self.stop()
            raise not_started(self.places.log / "messages")

    def stop(self) -> None:
        """End it, and every call with it; nothing happens if it does not run."""
        pid = self.pid()
        if pid is None:
            return
        for way in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(pid, way)
            if _gone(pid, time.monotonic() + STOP_LIMIT_S):
                return

    def ask(self, command: str) -> str:
        """The answer of its command line. Raises PbxFailed if there is none."""
        return self._console.ask(command)

    @property
    def _console(self) -> Console:
        return Console(self.places.run / "asterisk.ctl")

    def _ready(self, deadline: float) -> bool:
        seen = False
        while time.monotonic() < deadline:
            if self._console.greeting() is None:
                if seen and not self.alive():
                    return False
                seen = seen or self.alive()
                time.sleep(POLL_S)
            elif "fully booted" in self._console.ask("core waitfullybooted", START_LIMIT_S):
                return True
        return False

    def _clear_what_a_crash_left(self) -> None:
        for name in ("asterisk.pid", "asterisk.ctl"):
            (self.places.run / name).unlink(missing_ok=True)
        # Registrations of robots that are gone.
        (self.places.state / "astdb.sqlite3").unlink(missing_ok=True)
        log = self.places.log / "messages"
        if log.exists():
            log.replace(log.with_suffix(".before"))


def _gone(pid: int, deadline: float) -> bool:
    while not _finished(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True


def _finished(pid: int) -> bool:
    """The process has let go of everything; only its exit code may still be waiting for init."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return _only_a_zombie(pid)


def _only_a_zombie(pid: int) -> bool:
    """Every thread has ended, so its ports are free."""
    try:
        threads = list(Path(f"/proc/{pid}/task").glob("*/stat"))
        states = [stat.read_text().rpartition(")")[2].split()[0] for stat in threads]
    except (FileNotFoundError, ProcessLookupError):  # one ended while we looked
        return False
    return len(states) == 1 and states[0] in "ZX"


def _command_line(pid: int) -> str:
    """How a process was started; empty for a dead one."""
    if Path("/proc/self").exists():
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        return raw.replace(b"\0", b" ").decode(errors="replace")
    return run(["ps", "-o", "command=", "-p", str(pid)], 10).out

"""The Asterisk of docker-compose.yml, for machines that have Docker and no apt."""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.telephony.asterisk.configuration import Layout
from voicebot.adapters.telephony.asterisk.console import Console
from voicebot.adapters.telephony.asterisk.places import Places
from voicebot.adapters.telephony.asterisk.server import not_started
from voicebot.adapters.telephony.asterisk.shell import Said, run
from voicebot.errors import PbxFailed
from voicebot.settings import Settings

# Where docker/asterisk.Dockerfile has them, on any processor.
MODULES = Path("/usr/share/asterisk/modules")
DATA = Path("/usr/share/asterisk")
BUILD_LIMIT_S = 900.0
READY_LIMIT_S = 60.0
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class ComposeServer:
    """One container, which sees our files at the same paths as we do."""

    file: Path
    places: Places

    @property
    def provider(self) -> str:
        """Its name among the providers."""
        return "docker"

    def layout(self) -> Layout:
        """Where it will find its modules and our files."""
        return Layout(MODULES, DATA, self.places)

    def alive(self) -> bool:
        """It answers at our control socket."""
        return self.answers()

    def answers(self) -> bool:
        """It greets whoever connects to its control socket: it does not hang."""
        return self._console.greeting() is not None

    def start(self) -> None:
        """Build the image if need be, start it, and return when it is ready. Raises PbxFailed."""
        if self.places.run.parent != self.places.root:
            raise PbxFailed(
                f"the path of {self.places.root} is too long for a container's control socket",
                "set VOICEBOT_HOME to a shorter one",
            )
        self.stop()
        said = self._compose("up", "--detach", "--build", "--no-deps", "asterisk")
        if said.returncode != 0:
            raise PbxFailed(
                f"docker compose could not start Asterisk: {said.last_line}",
                "correct it, or set pbx to embedded",
            )
        deadline = time.monotonic() + READY_LIMIT_S
        while time.monotonic() < deadline:
            if self.alive() and "fully booted" in self.ask("core waitfullybooted"):
                return
            time.sleep(POLL_S)
        self.stop()
        raise not_started(self.places.log / "messages")

    def stop(self) -> None:
        """End it, and every call with it."""
        self._compose("rm", "--stop", "--force", "asterisk")

    def ask(self, command: str) -> str:
        """The answer of its command line. Raises PbxFailed if there is none."""
        return self._console.ask(command)

    @property
    def _console(self) -> Console:
        return Console(self.places.run / "asterisk.ctl")

    def _compose(self, *arguments: str) -> Said:
        home = str(self.places.root.parent)
        project = f"voicebot-{hashlib.sha256(home.encode()).hexdigest()[:8]}"
        command = ["docker", "compose", "--file", str(self.file), "--project-name", project]
        surroundings = {
            "VOICEBOT_DATA": home,
            "VOICEBOT_DATA_TARGET": home,
            "VOICEBOT_UID": str(os.getuid()),
            "VOICEBOT_GID": str(os.getgid()),
        }
        return run([*command, *arguments], BUILD_LIMIT_S, surroundings)


def compose_server(settings: Settings, places: Places) -> ComposeServer | None:
    """The container's Asterisk, to be started; None if Docker or our compose file is not here."""
    server = container_server(settings, places)
    has_docker = run(["docker", "compose", "version"], 20).returncode == 0
    return server if server.file.exists() and has_docker else None


def container_server(settings: Settings, places: Places) -> ComposeServer:
    """The container's Asterisk, whoever started it: from inside another container, too."""
    return ComposeServer(settings.asterisk_config.resolve().parent / "docker-compose.yml", places)

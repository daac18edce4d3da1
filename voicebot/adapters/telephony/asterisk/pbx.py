"""The Asterisk that serves one installation: up, down, status, and who may register with it."""

import errno
import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.telephony.asterisk.accounts import (
    Passwords,
    SipAccount,
    operator_name,
    robot_name,
)
from voicebot.adapters.telephony.asterisk.certificate import ensure_certificate
from voicebot.adapters.telephony.asterisk.compose import container_server
from voicebot.adapters.telephony.asterisk.configuration import (
    ANY_ADDRESS,
    RELOADABLE,
    placeholder_values,
    write_configuration,
)
from voicebot.adapters.telephony.asterisk.installed import version_in
from voicebot.adapters.telephony.asterisk.places import Places, places_of
from voicebot.adapters.telephony.asterisk.ports import Ports, free_ports, keep_ports
from voicebot.adapters.telephony.asterisk.providers import (
    choose_server,
    remember,
    running_server,
)
from voicebot.adapters.telephony.asterisk.server import Server, not_started
from voicebot.errors import DiskFull
from voicebot.settings import Settings

RELOAD_COMMANDS = ("module reload res_pjsip.so", "dialplan reload", "queue reload all")
TRANSPORTS = ("transport-udp", "transport-tcp", "transport-tls")

_CONTACT = re.compile(r"^\s*Contact:\s+(\w+)/", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PbxStatus:
    """`provider` is None when nothing runs; `registered` are robots and operators by name."""

    provider: str | None
    version: str | None
    sip: str | None
    registered: tuple[str, ...] = ()


class Pbx:
    """One installation's Asterisk. Made from settings; touches nothing until it is asked to."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places: Places = places_of(settings.home)

    def up(self) -> bool:
        """Start Asterisk, or take changed settings over into the one that runs.

        False if it ran already. Raises PbxAbsent, PbxFailed, PortTaken, DiskFull or BadSettings.
        """
        with self._alone():
            running = running_server(self._settings, self._places)
            if running is not None and running.answers() and self._refreshed(running):
                return False
            server = running or choose_server(self._settings, self._places)
            server.stop()
            self._render(server, free_ports(self._settings, self._ports_file))
            remember(server, self._places)
            server.start()
            self._require_transports(server)
            return True

    def render(self) -> None:
        """Write everything a container's Asterisk needs, without starting one.

        Raises PortTaken, BadSettings.
        """
        with self._alone():
            server = container_server(self._settings, self._places)
            self._render(server, self._ports)
            remember(server, self._places)

    def down(self) -> bool:
        """Stop Asterisk and every call with it; False if it did not run."""
        if not self._places.root.exists():
            return False
        with self._alone():
            server = running_server(self._settings, self._places)
            if server is None:
                return False
            server.stop()
            return True

    def status(self) -> PbxStatus:
        """What runs now, and who is registered. Raises PbxFailed if it does not answer."""
        server = running_server(self._settings, self._places)
        if server is None:
            return PbxStatus(None, None, None)
        return PbxStatus(
            provider=server.provider,
            version=version_in(server.ask("core show version")),
            sip=f"{self._host}:{self._ports.sip}",
            registered=self._registered(server),
        )

    def credentials(self, agent: int) -> SipAccount:
        """The account of agent process `agent`, counted from 0."""
        return self._account(robot_name(agent))

    def operator(self, index: int) -> SipAccount:
        """The account of human operator `index`, counted from 0."""
        return self._account(operator_name(index))

    def ask(self, command: str) -> str:
        """Asterisk's answer to a command of its own console; empty when it does not run."""
        server = running_server(self._settings, self._places)
        return "" if server is None else server.ask(command)

    @property
    def pid(self) -> int | None:
        """Process id of our Asterisk on this machine, None if it does not run or in a container."""
        server = running_server(self._settings, self._places)
        return getattr(server, "pid", lambda: None)() if server else None

    # --- parts ---------------------------------------------------------------------------------

    def _refreshed(self, server: Server) -> bool:
        """Whether the running Asterisk could take over what the settings say now."""
        changed = self._render(server, self._ports)
        if not changed <= RELOADABLE:
            return False
        for command in RELOAD_COMMANDS if changed else ():
            server.ask(command)
        return True

    def _render(self, server: Server, ports: Ports) -> set[str]:
        ensure_certificate(self._places.keys, self._host)
        values = placeholder_values(self._settings, ports, self._passwords(), server.layout())
        return write_configuration(self._settings.asterisk_config, self._places, values)

    def _require_transports(self, server: Server) -> None:
        listening = server.ask("pjsip show transports")
        if not all(name in listening for name in TRANSPORTS):
            server.stop()
            raise not_started(self._places.log / "messages")

    def _registered(self, server: Server) -> tuple[str, ...]:
        ours = self._passwords()
        found = _CONTACT.findall(server.ask("pjsip show contacts"))
        return tuple(name for name in ours if name in found)

    def _passwords(self) -> dict[str, str]:
        robots = [robot_name(index) for index in range(self._settings.agents)]
        people = [operator_name(index) for index in range(self._settings.pbx_operators)]
        return Passwords(self._places.root / "secrets.json").of(robots + people)

    def _account(self, name: str) -> SipAccount:
        self._places.make()
        password = Passwords(self._places.root / "secrets.json").of([name])[name]
        certificate = self._places.keys / "asterisk.crt"
        ports = self._ports
        return SipAccount(name, password, self._host, ports.sip, ports.tls, certificate)

    @property
    def _host(self) -> str:
        """Where telephones on this machine reach Asterisk."""
        bind = self._settings.pbx_bind
        return "127.0.0.1" if bind in ANY_ADDRESS else bind

    @property
    def _ports(self) -> Ports:
        return keep_ports(self._settings, self._ports_file)

    @property
    def _ports_file(self) -> Path:
        return self._places.root / "ports.json"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two `pbx up` at once take turns; a full disk is told as such."""
        try:
            self._places.make()
            with (self._places.root / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise DiskFull(
                f"the disk that holds {self._places.root} is full", "free some space and try again"
            ) from error

"""The ports Asterisk listens on: chosen free once, kept, and chosen anew when another took them."""

import json
import random
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from voicebot.errors import PortTaken
from voicebot.settings import Settings

# Below the range from which systems hand out ports to programs that ask for any (32768 and up).
CHOICE = range(16_000, 32_000)
ATTEMPTS = 200
# A program that was just killed still holds its ports for a moment.
LETTING_GO_S = 1.0


@dataclass(frozen=True, slots=True)
class Ports:
    """`sip` is UDP and TCP; audio uses `rtp_first` to `rtp_last`, both included."""

    sip: int
    tls: int
    rtp_first: int
    rtp_last: int


def keep_ports(settings: Settings, file: Path) -> Ports:
    """The ports of this installation: from the settings, else as kept in `file`, else chosen."""
    kept = json.loads(file.read_text()) if file.exists() else {}
    host = settings.pbx_bind
    sip = settings.pbx_sip_port or kept.get("sip") or _choose(host, 1, udp_and_tcp=True)
    tls = settings.pbx_tls_port or kept.get("tls") or _choose(host, 1, udp_and_tcp=True)
    count = settings.pbx_rtp_count
    first = settings.pbx_rtp_first or kept.get("rtp_first") or _choose(host, count)
    ports = Ports(sip, tls, first, first + count - 1)
    file.write_text(json.dumps(asdict(ports)))
    return ports


def free_ports(settings: Settings, file: Path) -> Ports:
    """`keep_ports` for an Asterisk about to start: kept ports that are taken are chosen anew.

    Raises PortTaken if the taken port is named in the settings.
    """
    ports = keep_ports(settings, file)
    deadline = time.monotonic() + LETTING_GO_S
    while not _all_free(settings.pbx_bind, ports):
        if time.monotonic() > deadline:
            return _choose_anew(settings, file, ports)
        time.sleep(0.05)
    return ports


def _choose_anew(settings: Settings, file: Path, ports: Ports) -> Ports:
    taken = _taken_by_name(settings, ports)
    if taken:
        raise PortTaken(
            f"another program holds port {taken} on {settings.pbx_bind}",
            "stop it, or set pbx_sip_port and pbx_tls_port to other ports or to 0",
        )
    file.unlink()
    return keep_ports(settings, file)


def _taken_by_name(settings: Settings, ports: Ports) -> int | None:
    named = {ports.sip: settings.pbx_sip_port, ports.tls: settings.pbx_tls_port}
    taken = [p for p, wanted in named.items() if wanted and not _free(settings.pbx_bind, p)]
    return taken[0] if taken else None


def _all_free(host: str, ports: Ports) -> bool:
    return ports.sip != ports.tls and _free(host, ports.sip) and _free(host, ports.tls)


def _choose(host: str, count: int, *, udp_and_tcp: bool = False) -> int:
    for _ in range(ATTEMPTS):
        first = random.randrange(CHOICE.start, CHOICE.stop - count, 2)
        if all(_free(host, port, tcp=udp_and_tcp) for port in range(first, first + count)):
            return first
    raise PortTaken(f"no {count} free ports in a row on {host}", "stop programs that hold ports")


def _free(host: str, port: int, *, tcp: bool = True) -> bool:
    kinds = [socket.SOCK_DGRAM, socket.SOCK_STREAM] if tcp else [socket.SOCK_DGRAM]
    return all(_can_bind(host, port, kind) for kind in kinds)


def _can_bind(host: str, port: int, kind: socket.SocketKind) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM:  # connections that just ended do not count as taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True

"""Carriers as Asterisk sections: where calls go out, and by which address theirs are known."""

import ipaddress
import re
from dataclasses import dataclass

from voicebot.errors import BadSettings
from voicebot.settings import Settings

SIP_PORT = 5060

_GATEWAY = re.compile(
    r"(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])"
    r"(:(?P<port>[0-9]{1,5}))?(;transport=(?P<transport>udp|tcp|tls))?"
)


@dataclass(frozen=True, slots=True)
class Gateway:
    """One carrier: `host:port`, and `udp`, `tcp` or `tls`."""

    host: str
    port: int
    transport: str = "udp"

    @property
    def on_loopback(self) -> bool:
        """On this machine, where many programs share one address."""
        return _on_loopback(self.host)

    @property
    def address(self) -> str:
        """As written in a URI."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def known_by(self) -> str:
        """Calls from here are the carrier's: its address, on loopback with the port too."""
        return self.address if self.on_loopback else self.host


def gateways_of(settings: Settings) -> tuple[Gateway, ...]:
    """The carriers of the settings. Raises BadSettings."""
    gateways = tuple(_parse(text) for text in settings.pbx_gateways)
    for gateway in gateways:
        if _on_loopback(settings.pbx_bind) and not gateway.on_loopback:
            raise BadSettings(
                f"the gateway {gateway.address} cannot be reached from {settings.pbx_bind}",
                "set pbx_bind to an address of this machine that it can answer to",
            )
    return gateways


def gateway_sections(gateways: tuple[Gateway, ...]) -> str:
    """The sections of pjsip_trunk.conf."""
    return "\n".join(_section(f"gateway{n}", each) for n, each in enumerate(gateways, start=1))


def _section(name: str, gateway: Gateway) -> str:
    over = "" if gateway.transport == "udp" else f"\\;transport={gateway.transport}"
    return f"""
[{name}](gateway)
aors = {name}-contact
transport = transport-{gateway.transport}
[{name}-contact](gateway-contact)
contact = sip:{gateway.address}{over}
[{name}-address]
type = identify
endpoint = {name}
match = {gateway.known_by}"""


def _parse(text: str) -> Gateway:
    found = _GATEWAY.fullmatch(text)
    if found is None or not 0 < int(found["port"] or SIP_PORT) < 2**16:
        raise BadSettings(
            f"the setting 'pbx_gateways' cannot hold {text!r}",
            "write host:port for each, or host:port;transport=tls",
        )
    host = found["host"].strip("[]")
    return Gateway(host, int(found["port"] or SIP_PORT), found["transport"] or "udp")


def _on_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

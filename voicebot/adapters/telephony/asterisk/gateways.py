"""Carriers as Asterisk sections: where calls go out, and by which address theirs are known."""

import ipaddress
from dataclasses import dataclass

from voicebot.errors import BadSettings
from voicebot.settings import Settings

SIP_PORT = 5060


@dataclass(frozen=True, slots=True)
class Gateway:
    """One carrier's `host:port`."""

    host: str
    port: int

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
    return f"""
[{name}](gateway)
aors = {name}
[{name}](gateway-aor)
contact = sip:{gateway.address}
[{name}-address]
type = identify
endpoint = {name}
match = {gateway.known_by}"""


def _parse(text: str) -> Gateway:
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, str(SIP_PORT)
    host = host.strip("[]")
    plain = host.replace(".", "").replace("-", "").replace(":", "")
    if (
        not plain.isalnum()
        or not plain.isascii()
        or not port.isdigit()
        or not 0 < int(port) < 2**16
    ):
        raise BadSettings(
            f"the setting 'pbx_gateways' cannot hold {text!r}", "write host:port for each"
        )
    return Gateway(host, int(port))


def _on_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

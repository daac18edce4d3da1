"""Where webhooks may lead: public addresses by TLS, so that nobody reaches our own network by us.

A name is resolved once for each sending, and the connection goes to the very address that was
looked at: a name that changes its answer meanwhile gains nothing.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from voicebot.errors import BadInput, VoicebotError

LONGEST = 2000
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.?)+", re.IGNORECASE)
_PLAIN = re.compile(r"[!-~]+")  # visible ASCII
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"https": 443, "http": 80}

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(VoicebotError):
    """A webhook that could not be told."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart; `path` has its query."""

    tls: bool
    host: str
    port: int
    path: str


def place_of(url: str, private: bool) -> Place:
    """Raises BadInput for what no webhook may lead to; `private`: to our own network as well."""
    if len(url) > LONGEST or not _PLAIN.fullmatch(url):
        raise BadInput("this is no address of the web", "write one such as https://example.org/in")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadInput("this is no address of the web", "check its host and port") from error
    if parts.scheme not in (_PORTS if private else ("https",)):
        raise BadInput("a webhook is told by TLS only", "give an address that begins with https://")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadInput("an address holds no password and no #", "verify the signature instead")
    host = parts.hostname or ""
    _require_host(host, private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme == "https", host, port or _PORTS[parts.scheme], path)


def resolved(place: Place, private: bool) -> str:
    """The IP address to connect to. Raises Unreachable."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("the host's name is not known", "check the address") from error
    ips = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not ips or not (private or all(map(is_public, ips))):
        raise Unreachable(
            "the host's name leads to a private address",
            "allow it by the setting webhook_private_addresses, if it is yours",
        )
    return str(ips[0])


def is_public(ip: Ip) -> bool:
    """True if anybody on the internet reaches it; an IPv4 address inside an IPv6 one counts."""
    inner = _inner(ip)
    if inner is not None:
        return is_public(inner)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _inner(ip: Ip) -> ipaddress.IPv4Address | None:
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def _require_host(host: str, private: bool) -> None:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        if not _NAME.fullmatch(host) or last[:1].isdigit():  # 127.1 and 0x7f are numbers as well
            raise BadInput("the address names no host", "check it") from None
        return
    if not private and not is_public(ip):
        raise BadInput(
            "this address is a private one",
            "allow it by the setting webhook_private_addresses, if it is yours",
        )

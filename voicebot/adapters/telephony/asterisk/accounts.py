"""The names and random passwords that robots and operators register with."""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

PASSWORD_BYTES = 24


def robot_name(index: int) -> str:
    """Account of agent process `index`, counted from 0."""
    return f"robot{index + 1}"


def operator_name(index: int) -> str:
    """Account of human operator `index`, counted from 0."""
    return f"operator{index + 1}"


@dataclass(frozen=True, slots=True)
class SipAccount:
    """What a telephone needs to register: `sip_port` is UDP and TCP, `tls_ca` signs the server."""

    username: str
    password: str = field(repr=False)
    host: str
    sip_port: int
    tls_port: int
    tls_ca: Path

    def registrar(self, transport: str) -> str:
        """The registrar's URI over `udp`, `tcp` or `tls`."""
        port = self.tls_port if transport == "tls" else self.sip_port
        suffix = "" if transport == "udp" else f";transport={transport}"
        return f"sip:{self.host}:{port}{suffix}"

    def uri(self) -> str:
        """The account's own address."""
        return f"sip:{self.username}@{self.host}"


class Passwords:
    """One file, mode 0600, made at the first start."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, names: Iterable[str]) -> dict[str, str]:
        """The passwords of these accounts; those not there yet are made and written first."""
        known = self._read()
        missing = [name for name in names if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in missing}
            write_private(self._file, json.dumps(known, indent=2))
        return {name: known[name] for name in names}

    def _read(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        found: dict[str, str] = json.loads(self._file.read_text())
        return found


def write_private(file: Path, text: str) -> None:
    """Replace a file by one only its owner can read; a reader sees the old one or the new one."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)

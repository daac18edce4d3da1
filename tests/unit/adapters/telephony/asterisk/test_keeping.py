"""What one installation keeps: passwords, ports, certificate, a short path for its socket."""

import os
import socket
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from voicebot.adapters.telephony.asterisk.accounts import Passwords, SipAccount
from voicebot.adapters.telephony.asterisk.certificate import RENEW_BEFORE_END, ensure_certificate
from voicebot.adapters.telephony.asterisk.places import LONGEST_SOCKET_PATH, Places
from voicebot.adapters.telephony.asterisk.ports import free_ports, keep_ports
from voicebot.settings import Settings


def test_passwords_are_made_once_and_kept_private(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    first = Passwords(file).of(["robot1", "robot2"])
    more = Passwords(file).of(["robot1", "robot3"])
    assert more["robot1"] == first["robot1"]
    assert len({*first.values(), *more.values()}) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_password_is_not_shown_with_its_account() -> None:
    account = SipAccount("robot1", "hush-hush", "127.0.0.1", 5060, 5061, Path("ca.crt"))
    assert "hush" not in repr(account)


@pytest.mark.parametrize(
    ("transport", "uri"),
    [
        ("udp", "sip:127.0.0.1:5060"),
        ("tcp", "sip:127.0.0.1:5060;transport=tcp"),
        ("tls", "sip:127.0.0.1:5061;transport=tls"),
    ],
)
def test_the_registrar_is_named_for_each_transport(transport: str, uri: str) -> None:
    account = SipAccount("robot1", "x", "127.0.0.1", 5060, 5061, Path("ca.crt"))
    assert account.registrar(transport) == uri


def test_ports_are_chosen_once_and_kept(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path)
    ports = keep_ports(settings, tmp_path / "ports.json")
    assert keep_ports(settings, tmp_path / "ports.json") == ports
    assert free_ports(settings, tmp_path / "ports.json") == ports
    assert ports.rtp_last - ports.rtp_first + 1 == settings.pbx_rtp_count


def test_a_kept_port_that_another_took_is_chosen_anew(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path)
    ports = keep_ports(settings, tmp_path / "ports.json")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", ports.sip))
        assert free_ports(settings, tmp_path / "ports.json").sip != ports.sip


def test_the_certificate_is_for_our_address_and_kept(tmp_path: Path) -> None:
    file = ensure_certificate(tmp_path, "127.0.0.1")
    before = file.read_bytes()
    certificate = x509.load_pem_x509_certificate(before)
    assert certificate.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE_END
    assert stat.S_IMODE((tmp_path / "asterisk.key").stat().st_mode) == 0o600
    assert ensure_certificate(tmp_path, "127.0.0.1").read_bytes() == before
    assert ensure_certificate(tmp_path, "pbx.example").read_bytes() != before


def test_a_deep_folder_gets_a_short_path_for_the_control_socket(tmp_path: Path) -> None:
    places = Places(tmp_path / ("d" * 120) / "asterisk")
    places.make()
    run = places.run
    try:
        assert len(os.fsencode(run / "asterisk.ctl")) <= LONGEST_SOCKET_PATH
        assert run.is_dir() and stat.S_IMODE(run.stat().st_mode) == 0o700
        places.make()
        assert places.run == run
    finally:
        run.rmdir()
    places.make()  # the folder for temporary files was cleared
    assert places.run.is_dir() and places.run != run
    places.run.rmdir()

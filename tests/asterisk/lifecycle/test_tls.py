"""SIP over TLS shows the certificate made at the first start."""

import socket
import ssl

import pytest

from tests.asterisk.conftest import RunningAsterisk

pytestmark = pytest.mark.asterisk

OPTIONS = (
    "OPTIONS sip:{host}:{port};transport=tls SIP/2.0\r\n"
    "Via: SIP/2.0/TLS 127.0.0.1:1;branch=z9hG4bKtls\r\nMax-Forwards: 70\r\n"
    "From: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:{host}>\r\nCall-ID: tls@test\r\n"
    "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
)


def test_the_tls_port_answers_and_its_certificate_is_ours(asterisk: RunningAsterisk) -> None:
    account = asterisk.robot()
    context = ssl.create_default_context(cafile=str(account.tls_ca))
    with (
        socket.create_connection((account.host, account.tls_port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=account.host) as line,
    ):
        line.sendall(OPTIONS.format(host=account.host, port=account.tls_port).encode())
        assert line.recv(4096).startswith(b"SIP/2.0 401")

"""The certificate Asterisk shows over TLS: self-signed, made at the first start."""

import ipaddress
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from voicebot.adapters.telephony.asterisk.accounts import write_private

LIFETIME = timedelta(days=825)
RENEW_BEFORE_END = timedelta(days=30)


def ensure_certificate(folder: Path, host: str) -> Path:
    """`asterisk.crt` in the folder, valid for `host`, made anew when it is about to expire."""
    certificate = folder / "asterisk.crt"
    if not (folder / "asterisk.key").exists() or not _still_good(certificate, host):
        _make(folder, host)
    return certificate


def _still_good(file: Path, host: str) -> bool:
    if not file.exists():
        return False
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    left = certificate.not_valid_after_utc - datetime.now(UTC)
    return _alternative(host) in list(names) and left > RENEW_BEFORE_END


def _make(folder: Path, host: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "voicebot Asterisk")])
    now = datetime.now(UTC)
    names = {_alternative(each) for each in (host, "127.0.0.1", "localhost", socket.gethostname())}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private(folder / "asterisk.key", private.decode())
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "asterisk.crt").write_bytes(pem)


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)

"""The keys of an installation, in `keys/` of its data directory; nobody else may read them."""

import os
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from voicebot.errors import StorageError, said

SIGNING, ERASURE, CODES = "journal.pem", "erasure.key", "codes.key"


def signing_key(home: Path) -> Ed25519PrivateKey:
    """The key that signs heads of the journal; made when it is first used. Raises StorageError."""
    pem = _kept(home / "keys" / SIGNING, _new_signing_key)
    try:
        key = load_pem_private_key(pem, None)
    except ValueError as error:
        raise _unusable(SIGNING) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(SIGNING)
    return key


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """The public half, as PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def erasure_key(home: Path) -> bytes:
    """The 32 secret bytes that erased numbers are hashed with; made when they are first used.

    Raises StorageError.
    """
    return _secret(home, ERASURE)


def code_key(home: Path) -> bytes:
    """The 32 secret bytes that spoken codes are hashed with, as `erasure_key`."""
    return _secret(home, CODES)


def _secret(home: Path, name: str) -> bytes:
    key = _kept(home / "keys" / name, lambda: secrets.token_bytes(32))
    if len(key) != 32:
        raise _unusable(name)
    return key


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _kept(file: Path, new: Callable[[], bytes]) -> bytes:
    """The file's bytes; of several processes that find none, the first one makes them."""
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make(file, new())
        return file.read_bytes()
    except OSError as error:
        raise StorageError(
            said(
                "the key {file} cannot be read or made ({reason})",
                file=file.name,
                reason=error.strerror,
            ),
            "mend the rights of `keys` in the data directory",
        ) from error


def _make(file: Path, key: bytes) -> None:
    mine = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    fd = os.open(mine, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(fd, key)
        os.fsync(fd)
        if not file.exists():
            os.link(mine, file)
    except FileExistsError:
        return  # another process was first: its key is the one
    finally:
        os.close(fd)
        mine.unlink()


def _unusable(name: str) -> StorageError:
    return StorageError(
        said("the key {name} is damaged", name=name), "restore `keys` from a backup"
    )

"""Codes: six digits, kept only as a keyed hash, compared in constant time."""

import hashlib
import hmac
import secrets

DIGITS = 6


def new_code() -> str:
    """Six digits, each as likely as any other."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def hashed(key: bytes, code_id: str, code: str) -> str:
    """A code as it is kept: without the key, which is no row, a million guesses tell nothing."""
    return hmac.new(key, f"{code_id}:{code}".encode(), hashlib.sha256).hexdigest()


def fits(key: bytes, code_id: str, typed: str, kept: str) -> bool:
    """True for the right code; it takes as long for a wrong one, and where none is kept."""
    said = hashed(key, code_id, "".join(digit for digit in typed if digit.isdecimal()))
    return hmac.compare_digest(said, kept or "-" * len(said))

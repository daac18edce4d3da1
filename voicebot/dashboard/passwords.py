"""Passwords, as Argon2id hashes (RFC 9106, the profile for little memory)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from voicebot.dashboard.languages import mark

SHORTEST, LONGEST = 12, 256
FEWEST_DIFFERENT = 5
HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def hashed(password: str) -> str:
    """To be kept."""
    return HASHER.hash(password)


def fits(password: str, kept: str) -> bool:
    """True if the password is the one kept; takes as long where none is kept."""
    try:
        right = HASHER.verify(kept or _nobodys(HASHER), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(kept)


def is_outdated(kept: str) -> bool:
    """True if it was hashed with weaker parameters than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """What is compared with where no password is kept."""
    return hasher.hash("nobody has this password")


def objection(password: str, again: str, name: str) -> str:
    """Why this cannot be a password, marked for translation; empty if it can."""
    if password != again:
        return mark("The two are not the same.")
    if len(password) < SHORTEST:
        return mark("Take at least 12 characters; a few words are easy to remember.")
    if len(password) > LONGEST:
        return mark("Take at most 256 characters.")
    if len(set(password)) < FEWEST_DIFFERENT or name in password.lower():
        return mark("This is too easy to guess: take something else.")
    return ""

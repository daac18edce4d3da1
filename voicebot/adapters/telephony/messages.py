"""Reading what we need from the text of a SIP message."""

import re

_Q850 = re.compile(r"Q\.850\s*;[^,]*?cause\s*=\s*(\d{1,3})", re.IGNORECASE)
_URI = re.compile(r"<?(sips?|tel):(?:([^@>;\s]*)@)?([^>;\s?]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d{3,15}")
_ANONYMOUS = {"", "anonymous", "unavailable", "unknown", "restricted", "private"}
_COMPACT = {"from": "f", "to": "t", "contact": "m"}


def header(message: str, name: str) -> str | None:
    """The value of the first header with that name (RFC 3261: case does not matter), or None."""
    wanted = {name.lower(), _COMPACT.get(name.lower(), name.lower())}
    for line in message.split("\r\n\r\n", 1)[0].splitlines()[1:]:
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() in wanted:
            return value.strip()
    return None


def q850_cause(message: str) -> int | None:
    """The Q.850 cause of the Reason header (RFC 3326), or None."""
    for line in message.split("\r\n\r\n", 1)[0].splitlines():
        if line.lower().startswith("reason"):
            found = _Q850.search(line)
            if found:
                return int(found.group(1))
    return None


def user_part(uri: str | None) -> str | None:
    """`+12025550123` of `"Ann" <sip:+12025550123@host>;tag=1`, or None."""
    found = _URI.search(uri or "")
    if not found:
        return None
    scheme, user, host = found.groups()
    return host if scheme.lower() == "tel" else user


def caller_number(message: str) -> str | None:
    """The caller's number as digits with a plus where one was sent; None if anonymous.

    P-Asserted-Identity (RFC 3325) is believed before From, unless the caller asked for privacy.
    """
    privacy = (header(message, "Privacy") or "").lower()
    if "id" in privacy.split(";") or "user" in privacy.split(";"):
        return None
    for name in ("P-Asserted-Identity", "From"):
        user = (user_part(header(message, name)) or "").lower()
        if user not in _ANONYMOUS and _NUMBER.fullmatch(user):
            return user
    return None

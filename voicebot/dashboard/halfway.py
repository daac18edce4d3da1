"""Between the password and the second step: who got so far, for a few minutes.

The note is signed with the password's hash, so it ends with the password and needs nothing stored.
"""

import hmac
from datetime import datetime, timedelta

from voicebot.adapters.storage.supervisors.users import User

LASTS = timedelta(minutes=5)


def note(user: User, now: datetime) -> str:
    """Says that this user's password was right."""
    until = int((now + LASTS).timestamp())
    return f"{user.name}:{until}:{_sign(user, until)}"


def name_in(written: str) -> str:
    """Whose note it says it is."""
    return written.partition(":")[0]


def holds(written: str, user: User, now: datetime) -> bool:
    """True for a note of ours about this user that has not run out."""
    name, _, rest = written.partition(":")
    until, _, signed = rest.partition(":")
    if name != user.name or not until.isdigit() or int(until) < now.timestamp():
        return False
    return hmac.compare_digest(signed.encode(), _sign(user, int(until)).encode())


def _sign(user: User, until: int) -> str:
    return hmac.new(
        user.password.encode(), f"{user.user_id}:{until}".encode(), "sha256"
    ).hexdigest()

"""Times as people write them on the command line."""

from datetime import UTC, datetime

from voicebot.contacts.consent_values import moment as written
from voicebot.contacts.values import BadValue
from voicebot.errors import BadInput


def moment(text: str) -> datetime:
    """ISO 8601 or 31.05.2026 10:00, aware; UTC unless it names a zone. Raises BadInput."""
    try:
        found = written(text.strip())
    except BadValue as error:
        raise BadInput(f"{text[:40]!r} is no time", "write it as 2026-12-01T10:00+03:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)

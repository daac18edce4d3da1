"""What has to be done every day, whether or not anybody calls."""

from collections.abc import Callable, Mapping
from datetime import datetime

from voicebot.bootstrap.office import Office

Chore = Callable[[datetime], object]


def daily_chores(office: Office) -> Mapping[str, Chore]:
    """By name: consents run out, what is due goes, the journal's head is signed and kept."""
    storage = office.storage
    return {
        "consents that ran out": storage.consents.expire_due,
        "retention": storage.retention.purge,
        "erasures that were broken off": lambda _: storage.erasure.finish(),
        "head of the journal": storage.heads.export_daily,
    }

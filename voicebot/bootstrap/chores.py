"""What has to be done every day, whether or not anybody calls."""

from collections.abc import Callable, Mapping
from datetime import datetime

from voicebot.bootstrap.office import Office
from voicebot.bootstrap.webhooks import tell_webhooks

Chore = Callable[[datetime], object]


def daily_chores(office: Office) -> Mapping[str, Chore]:
    """By name: people are linked, what is due ends or goes, calls are found, the head is signed."""
    storage = office.storage
    return {
        "who is the same person": storage.persons.relink,
        "consents that ran out": storage.consents.expire_due,
        "retention": storage.retention.purge,
        "erasures that were broken off": lambda _: storage.erasure.finish(),
        "answers to programs": storage.answered.purge,
        "what webhooks were told": storage.deliveries.purge,
        "words of past calls": storage.call_index.catch_up,
        "figures of past calls": storage.call_counts.catch_up,
        "head of the journal": storage.heads.export_daily,
        "chain of the journal": storage.journal_checks.check_daily,
    }


def frequent_chores(office: Office) -> Mapping[str, Chore]:
    """By name: what is due within seconds.

    Another machine on the same database knows of an opt-out in our spool once it is taken in.
    """
    return {
        "opt-outs in the spool": lambda _: office.storage.optouts.take_in(),
        "webhooks": lambda now: tell_webhooks(office, now),
    }

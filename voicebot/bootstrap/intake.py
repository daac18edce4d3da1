"""A contact list on its way in: taken in whole, then its people are recognised."""

import logging
from collections.abc import Iterable

from voicebot.adapters.storage.people import Imported
from voicebot.bootstrap.office import Office
from voicebot.contacts.listed import Listed, Rejected

log = logging.getLogger(__name__)

LINKED_AT_ONCE = 50_000
"""A longer list is linked by the day's work: comparing a million people takes minutes."""


def import_contacts(office: Office, rows: Iterable[Listed | Rejected], file: str) -> Imported:
    """Take in a list, all or nothing, and find who on it is whom. Raises BadList, StorageError."""
    imported = office.storage.contacts.import_list(rows, file)
    if imported.accepted <= LINKED_AT_ONCE:
        office.storage.persons.link_list(imported.list_id, office.clock.now())
    else:
        log.info("a list of %d contacts waits for the day's linking", imported.accepted)
    return imported

"""Every table, typed; the migrations build exactly these."""

from voicebot.adapters.storage.tables.access import AnsweredRequestRow, ApiTokenRow
from voicebot.adapters.storage.tables.calls import AttemptRow, CampaignRow, EntryRow
from voicebot.adapters.storage.tables.consents import (
    ComplaintRow,
    ConsentEventRow,
    ConsentRow,
    ConsentStateRow,
    ConsentUseRow,
)
from voicebot.adapters.storage.tables.contacts import ContactList, ContactRow
from voicebot.adapters.storage.tables.journal import (
    JournalHeadRow,
    JournalPersonalRow,
    JournalRow,
    JournalSubjectRow,
)
from voicebot.adapters.storage.tables.persons import LikenessRow, PersonNumberRow
from voicebot.adapters.storage.tables.stored_types import RowId, Table, UtcTime
from voicebot.adapters.storage.tables.suppressions import (
    ErasedRow,
    OptOutRow,
    RegistryRow,
    SuppressionRow,
)

__all__ = [
    "AnsweredRequestRow",
    "ApiTokenRow",
    "AttemptRow",
    "CampaignRow",
    "ComplaintRow",
    "ConsentEventRow",
    "ConsentRow",
    "ConsentStateRow",
    "ConsentUseRow",
    "ContactList",
    "ContactRow",
    "EntryRow",
    "ErasedRow",
    "JournalHeadRow",
    "JournalPersonalRow",
    "JournalRow",
    "JournalSubjectRow",
    "LikenessRow",
    "OptOutRow",
    "PersonNumberRow",
    "RegistryRow",
    "RowId",
    "SuppressionRow",
    "Table",
    "UtcTime",
]

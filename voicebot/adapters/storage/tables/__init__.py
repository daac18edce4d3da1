"""Every table, typed; the migrations build exactly these."""

from voicebot.adapters.storage.tables.access import AnsweredRequestRow, ApiTokenRow
from voicebot.adapters.storage.tables.calls import (
    AttemptRow,
    CampaignRow,
    CorrectionRow,
    EntryRow,
)
from voicebot.adapters.storage.tables.consents import (
    ComplaintRow,
    ConsentEventRow,
    ConsentRow,
    ConsentStateRow,
    ConsentUseRow,
)
from voicebot.adapters.storage.tables.contacts import ContactList, ContactRow
from voicebot.adapters.storage.tables.figures import CallFigureRow
from voicebot.adapters.storage.tables.journal import (
    JournalCheckRow,
    JournalHeadRow,
    JournalPersonalRow,
    JournalRow,
    JournalSubjectRow,
)
from voicebot.adapters.storage.tables.outsiders import (
    VisitorCodeRow,
    WebhookDeliveryRow,
    WebhookRow,
)
from voicebot.adapters.storage.tables.persons import LikenessRow, PersonNumberRow
from voicebot.adapters.storage.tables.searching import CallWordRow, ReviewItemRow
from voicebot.adapters.storage.tables.stored_types import RowId, Table, UtcTime
from voicebot.adapters.storage.tables.supervisors import (
    AskedOfTwoRow,
    LoginFailureRow,
    NoteRow,
    SavedViewRow,
    SessionRow,
    UserLinkRow,
    UserRow,
)
from voicebot.adapters.storage.tables.suppressions import (
    ErasedRow,
    LeftAloneRow,
    OptOutRow,
    RegistryRow,
    SuppressionRow,
)

__all__ = [
    "AnsweredRequestRow",
    "ApiTokenRow",
    "AskedOfTwoRow",
    "AttemptRow",
    "CallFigureRow",
    "CallWordRow",
    "CampaignRow",
    "ComplaintRow",
    "ConsentEventRow",
    "ConsentRow",
    "ConsentStateRow",
    "ConsentUseRow",
    "ContactList",
    "ContactRow",
    "CorrectionRow",
    "EntryRow",
    "ErasedRow",
    "JournalCheckRow",
    "JournalHeadRow",
    "JournalPersonalRow",
    "JournalRow",
    "JournalSubjectRow",
    "LeftAloneRow",
    "LikenessRow",
    "LoginFailureRow",
    "NoteRow",
    "OptOutRow",
    "PersonNumberRow",
    "RegistryRow",
    "ReviewItemRow",
    "RowId",
    "SavedViewRow",
    "SessionRow",
    "SuppressionRow",
    "Table",
    "UserLinkRow",
    "UserRow",
    "UtcTime",
    "VisitorCodeRow",
    "WebhookDeliveryRow",
    "WebhookRow",
]

"""Everything that is kept, opened at once."""

from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.registries.registries import Registries
from voicebot.adapters.storage.answered_requests import AnsweredRequests
from voicebot.adapters.storage.api_tokens import ApiTokens
from voicebot.adapters.storage.best_hours import BestHours
from voicebot.adapters.storage.books import CallBooks
from voicebot.adapters.storage.call_archive import Archive
from voicebot.adapters.storage.call_counts import CallCounts
from voicebot.adapters.storage.call_index import CallIndex
from voicebot.adapters.storage.call_records import CallRecords
from voicebot.adapters.storage.campaigns import Campaigns
from voicebot.adapters.storage.complaints import Complaints
from voicebot.adapters.storage.consent_history import ConsentHistory
from voicebot.adapters.storage.consents import Consents
from voicebot.adapters.storage.corrections import Corrections
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.dial_queue import DialQueue
from voicebot.adapters.storage.dossier import Dossiers
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.erasure import Erasure
from voicebot.adapters.storage.history import Histories
from voicebot.adapters.storage.journal_book import Journal
from voicebot.adapters.storage.journal_checks import JournalChecks
from voicebot.adapters.storage.journal_heads import Heads
from voicebot.adapters.storage.known_books import worth_of
from voicebot.adapters.storage.learned_from import LearnedFrom
from voicebot.adapters.storage.left_alone import LeftAlone
from voicebot.adapters.storage.notices import Notices
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.pages import Pages
from voicebot.adapters.storage.people import People
from voicebot.adapters.storage.persons import Persons
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.registry_book import RegistryBook
from voicebot.adapters.storage.relations import Relations
from voicebot.adapters.storage.retention import Retention
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.adapters.storage.settings_book import SettingsBook
from voicebot.adapters.storage.spool import Spool
from voicebot.adapters.storage.supervisors.supervisors import Supervisors
from voicebot.adapters.storage.visitors.visitors import Visitors
from voicebot.adapters.storage.webhook_deliveries import Deliveries
from voicebot.adapters.storage.webhooks import Webhooks
from voicebot.conversation.ports import Clock
from voicebot.eligibility.house import House
from voicebot.errors import StorageError, said
from voicebot.settings import Settings

URGENT_WAIT_S = 1.5  # an opt-out waits so long for other writers, then goes to the spool


@dataclass(frozen=True, slots=True)
class Storage:
    """The database, the spool and the call folders of one data directory."""

    books: CallBooks
    queue: DialQueue
    optouts: Register
    contacts: People
    persons: Persons
    campaigns: Campaigns
    records: CallRecords
    journal: Journal
    heads: Heads
    journal_checks: JournalChecks
    erased: ErasedNumbers
    erasure: Erasure
    retention: Retention
    settings_book: SettingsBook
    archive: Archive
    dossiers: Dossiers
    histories: Histories
    registries: Registries
    registry_book: RegistryBook
    consents: Consents
    consent_history: ConsentHistory
    notices: Notices
    relations: Relations
    complaints: Complaints
    learned_from: LearnedFrom
    corrections: Corrections
    call_index: CallIndex
    left_alone: LeftAlone
    tokens: ApiTokens
    answered: AnsweredRequests
    supervisors: Supervisors
    pages: Pages
    call_counts: CallCounts
    webhooks: Webhooks
    deliveries: Deliveries
    visitors: Visitors
    _databases: tuple[Database, ...]
    _owner: Owner

    @classmethod
    def open(cls, settings: Settings, clock: Clock) -> "Storage":
        """Make or upgrade the database, and take in what the spool kept. Raises StorageError."""
        storage = cls.attach(settings, clock)
        try:
            bring_up_to_date(storage._databases[0])
        except BaseException:
            storage.close()
            raise
        storage.optouts.take_in()
        return storage

    @classmethod
    def attach(cls, settings: Settings, clock: Clock) -> "Storage":
        """As `open`, but nothing is asked of the database yet.

        For an agent process: it must be able to save an opt-out, to the spool at least, even if it
        starts while the database is away. Raises StorageError if the data directory is of no use.
        """
        spool = Spool(settings.home / "spool")
        _prepare(settings.home, spool)
        database = Database(settings.database)
        urgent = Database(settings.database, wait_s=URGENT_WAIT_S)
        owner = Owner(settings.home / "owners")
        erased = ErasedNumbers(settings.home)
        optouts = Register(urgent, spool, clock, erased)
        consents = Consents(database, clock)
        journal = Journal(database)
        registry_book = RegistryBook(database)
        learned_from = LearnedFrom(database, settings.learn_from_attributes, settings.default_zone)
        house = House.of(settings)
        hours = BestHours(
            learned_from, worth_of(settings).enough.calls, house.calls_from, house.calls_until
        )
        return cls(
            books=CallBooks(database, optouts, owner, settings, clock, hours),
            queue=DialQueue(
                database, owner, hours, settings.default_zone, settings.wait_for_better_hour
            ),
            optouts=optouts,
            contacts=People(database, owner, clock, settings.seller),
            persons=Persons(database),
            campaigns=Campaigns(database, clock),
            records=CallRecords(database),
            journal=journal,
            heads=Heads(journal, settings.home),
            journal_checks=JournalChecks(database, journal),
            erased=erased,
            erasure=Erasure(
                database, optouts, spool, erased, settings.home, settings.seller, clock
            ),
            retention=Retention(database, erased, settings.home, settings.routine_audio_days),
            settings_book=SettingsBook(database),
            archive=Archive(settings.home),
            dossiers=Dossiers(database, erased, settings.default_zone),
            histories=Histories(database, People(database, owner, clock), clock),
            registries=Registries.open(settings.home, registry_book),
            registry_book=registry_book,
            consents=consents,
            consent_history=ConsentHistory(database),
            notices=Notices(database, consents, optouts, clock),
            relations=Relations(database, clock),
            complaints=Complaints(database, optouts, clock),
            learned_from=learned_from,
            corrections=Corrections(database, optouts, clock),
            call_index=CallIndex(database),
            tokens=ApiTokens(database, clock),
            answered=AnsweredRequests(database),
            left_alone=LeftAlone(database, clock),
            supervisors=Supervisors.over(database, clock),
            pages=Pages.over(database, owner, clock, settings),
            call_counts=CallCounts(database),
            webhooks=Webhooks(database, clock),
            deliveries=Deliveries(database),
            visitors=Visitors.over(database, clock, settings),
            _databases=(database, urgent),
            _owner=owner,
        )

    def close(self) -> None:
        """Close every connection; whatever this process held is free again."""
        for database in self._databases:
            database.close()
        self._owner.close()


def _prepare(home: Path, spool: Spool) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        spool.prepare()
    except OSError as error:
        raise StorageError(
            said(
                "the data directory {home} cannot be written ({reason})",
                home=home,
                reason=error.strerror,
            ),
            "mend its rights, or set VOICEBOT_HOME to another one",
        ) from error

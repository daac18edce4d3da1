"""What is known about calls, with the law's terms put to it: the facts that decisions are made of.

The single call and the list of a million are read differently and are the same facts.
"""

from dataclasses import replace
from datetime import UTC
from functools import cached_property
from pathlib import Path

import polars as pl
from sqlalchemy.orm import Session

from voicebot.adapters.registries.registries import Registries
from voicebot.adapters.storage import known_all, known_one
from voicebot.adapters.storage.best_hours import BestHours
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.erased_numbers import ErasedNumbers
from voicebot.adapters.storage.known_all import Listing
from voicebot.adapters.storage.known_beside import Beside
from voicebot.adapters.storage.known_stranger import known_of_stranger
from voicebot.adapters.storage.live_answered import LiveAnswered
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.registry_book import RegistryBook
from voicebot.adapters.storage.scores import Scores
from voicebot.adapters.storage.scores_of_list import ListScores
from voicebot.eligibility.deciding import decide_all
from voicebot.eligibility.fact_row import Facts
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.gathering_one import gather_one
from voicebot.eligibility.house import House
from voicebot.eligibility.known import Question
from voicebot.eligibility.known_of_one import KnownOfOne
from voicebot.eligibility.law import Law
from voicebot.learning.policy.worth import WorthTable, own_worth
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings


class KnownBooks:
    """Reads facts. The law and the registries are opened when they are first needed."""

    def __init__(
        self,
        database: Database,
        optouts: Register,
        settings: Settings,
        hours: BestHours | None = None,
    ) -> None:
        """Raises BadSettings where the calling hours are no times of day, or the table of worth is
        wrong.
        """
        self._database = database
        self._optouts = optouts
        self._settings = settings
        self._house = House.of(settings)
        self._lists = ListScores(database, settings.default_zone)
        self._erased = ErasedNumbers(settings.home)
        worth, zone = worth_of(settings), settings.default_zone
        self._scores = Scores(Shelf(settings.models), worth, zone, hours)
        self.live_answered = LiveAnswered()

    @cached_property
    def law(self) -> Law:
        """The law in force. Raises BadSettings, which names the file and the key."""
        return Law.load()

    @cached_property
    def registries(self) -> Registries:
        """The do-not-call registries. Raises StorageError."""
        return Registries.open(self._settings.home, RegistryBook(self._database))

    def facts(self, session: Session, question: Question) -> Facts:
        """All that is known about one call, as this transaction sees it."""
        found = self._one(session, question)
        return gather_one(found, self.law, self._house)

    def facts_of_stranger(self, question: Question) -> Facts:
        """What holds for a call that is asked for to this number, whoever has it; no books."""
        found = known_of_stranger(question, self._settings.default_zone)
        return gather_one(found, self.law, self._house)

    def facts_of_list(self, listing: Listing) -> pl.DataFrame:
        """FACTS of every number of a list, read within one moment.

        What was learned is asked only about those whom no rule refuses.
        """
        with self._database.snapshot() as session:
            found = known_all.known(session, listing, self._beside())
            facts = gather(found, self.law, self._house)
            refused = decide_all(facts)["refused"]
            asked, scoring = found.asked.filter(~refused), self._scores.scoring()
            learned = self._lists.learned(session, asked, listing.purpose, listing.at, scoring)
        if learned.is_empty():
            return facts
        said = found.asked["number"].is_in(learned["number"].implode())
        anew = replace(found, asked=found.asked.filter(said), learned=learned)
        return _put_in(facts, said, gather(anew, self.law, self._house))

    def _one(self, session: Session, question: Question) -> KnownOfOne:
        learned, asked = self._scores.of_one, replace(question, at=question.at.astimezone(UTC))
        return known_one.known(session, asked, self._beside(), self.live_answered, learned)

    def _beside(self) -> Beside:
        return Beside(
            registries=self.registries,
            spooled=self._optouts.waiting,
            erased=self._erased.among,
            default_zone=self._settings.default_zone,
        )


def _put_in(facts: pl.DataFrame, where: pl.Series, anew: pl.DataFrame) -> pl.DataFrame:
    """Those rows of the facts replaced, in their places."""
    places = pl.Series("_place", range(facts.height), pl.UInt32)
    kept = facts.with_columns(places).filter(~where)
    fresh = anew.with_columns(places.filter(where))
    return pl.concat([kept, fresh]).sort("_place").drop("_place")


def worth_of(settings: Settings) -> WorthTable:
    """The house's own table, or the one that comes with the program. Raises BadSettings."""
    return WorthTable.read(Path(settings.worth)) if settings.worth else own_worth()

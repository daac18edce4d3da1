"""One installation, opened: its settings, its books, its flows, and the ways to call."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.speech.rehearing import Rehearing
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap.call_complaints import CallComplaints
from voicebot.bootstrap.measured import DECISION_SECONDS
from voicebot.bootstrap.understanding_in_force import UnderstandingInForce
from voicebot.contacts.contact import Contact
from voicebot.conversation.flow import Flow, load_flows
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.attempt import Attempt, Attempted
from voicebot.dialling.campaign_run import CampaignRun
from voicebot.dialling.inbound import Inbound
from voicebot.dialling.pace import OwnPace, Pace
from voicebot.dialling.ports import Campaign, Lines
from voicebot.dialling.settling import Settling
from voicebot.dialling.wish import Wish, zone_of
from voicebot.eligibility.deciding import decide
from voicebot.errors import NotFound, said
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings

LONGEST_ASKED_FOR_S = 90.0
"""A code is told and heard again in less; a longer call would only serve who earns by it."""


@dataclass(slots=True)
class SystemClock:
    """The machine's clock; setting `ahead` rehearses another day."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True, slots=True)
class Office:
    """One installation, opened: its settings, its books, its flows."""

    settings: Settings
    storage: Storage
    clock: SystemClock
    pace: Pace
    understanding: UnderstandingInForce

    def flow(self, name: str) -> Flow:
        """A dialogue by name. Raises NotFound, BadFlow."""
        flows = load_flows(self.settings.dialplans)
        if name not in flows:
            known = ", ".join(sorted(flows))
            raise NotFound(
                said("there is no flow named {name!r}", name=name),
                said("choose one of {known}", known=known),
            )
        return flows[name]

    def variables(self, contact: Contact, flow: Flow) -> dict[str, object]:
        """What a contact's row gives a flow's texts. Raises BadInput for what it lacks."""
        values = contact.attributes | ({"name": contact.name} if contact.name else {})
        return flow.fill(values, zone_of(contact))

    def require_hearing(self) -> None:
        """A robot that cannot hear "stop" calls nobody. Raises ModelMissing."""
        engines = Engines(self.settings)
        for flow in load_flows(self.settings.dialplans).values():
            for language in flow.languages:
                engines.chosen(language)

    def settling(self) -> Settling:
        """How calls end here."""
        return Settling(
            self.storage.books,
            self.storage.optouts,
            self.storage.archive,
            Rehearing(Engines(self.settings).engine_for, self.storage.archive.audio),
            CallComplaints(self.storage.complaints, self.clock),
            self.understanding,
        )

    def refusal(self, wish: Wish) -> Attempted | None:
        """The decision against this wish, journalled; None if it may be called now."""
        now, order = self.clock.now(), self.complete(wish.order())
        decision = decide(self.storage.books.facts(wish.question(order, now)))
        if decision.allowed:
            return None
        self.storage.books.begin(order, decision, now)
        return Attempted(order.attempt_id, decision, None)

    def attempt(self, lines: Lines) -> Attempt:
        """The one way to dial."""
        return Attempt(
            self.storage.books,
            lines,
            self.settling(),
            self.clock,
            self.complete,
            DECISION_SECONDS.observe,
        )

    def inbound(self) -> Inbound:
        """What becomes of calls that come in."""
        return Inbound(self.storage.books, self.settling(), self.clock)

    def campaign_run(
        self, campaign: Campaign, lines: Lines, at_once: int | None = None
    ) -> CampaignRun:
        """A campaign at work on these lines: on all of them, or on so many `at_once`."""
        flow, name = self.flow(campaign.flow), campaign.campaign_id
        return CampaignRun(
            campaign,
            self.storage.queue,
            self.attempt(lines),
            self.clock,
            variables=lambda contact: self.variables(contact, flow),
            lines=lines.capacity if at_once is None else at_once,
            pace=self.pace.wait,
            own_pace=OwnPace(lambda: self.storage.campaigns.get(name).calls_per_minute),
        )

    def complete(self, order: CallOrder) -> CallOrder:
        """An order with the limits and the caller ID of the settings."""
        longest = self.settings.max_call_s
        return replace(
            order,
            ring_timeout_s=self.settings.ring_timeout_s,
            max_call_s=longest if order.request_id is None else min(longest, LONGEST_ASKED_FOR_S),
            caller_id=self.settings.callback_number,
            now_offset_s=self.clock.ahead.total_seconds(),
        )


@contextmanager
def office(settings: Settings, ahead: timedelta = timedelta(0)) -> Iterator[Office]:
    """Open an installation. `ahead` rehearses another day. Raises StorageError."""
    clock = SystemClock(ahead)
    storage = Storage.open(settings, clock)
    try:
        pace = Pace(settings.calls_begun_per_second)
        understanding = UnderstandingInForce(Shelf(settings.models))
        yield Office(settings, storage, clock, pace, understanding)
    finally:
        storage.close()

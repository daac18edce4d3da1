"""Campaigns as scheduled work and the command line see them."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from voicebot.bootstrap.intake import import_contacts
from voicebot.bootstrap.office import Office
from voicebot.contacts.intake import read_contacts
from voicebot.contacts.listed import Rejected
from voicebot.conversation.flow import Flow
from voicebot.dialling.ports import Campaign, CampaignState, Lines


@dataclass(frozen=True, slots=True)
class ScheduledCampaigns:
    """What the worker runs. After `stop` no call is begun; those under way end by themselves."""

    office: Office
    lines: Lines
    stop: threading.Event = field(default_factory=threading.Event)

    def start_due(self, now: datetime) -> None:
        """Set running every campaign whose start has come."""
        for campaign in self.office.storage.campaigns.every():
            due = campaign.starts_at is not None and campaign.starts_at <= now
            if due and campaign.state is CampaignState.DRAFT:
                self._set(campaign.campaign_id, CampaignState.RUNNING)

    def running(self) -> list[str]:
        """The ids of campaigns under way."""
        campaigns = self.office.storage.campaigns.every()
        return [c.campaign_id for c in campaigns if c.state is CampaignState.RUNNING]

    def run_due(self, campaign_id: str) -> int:
        """Attempt everyone who is due; a campaign with nobody left is finished."""
        campaign = self.office.storage.campaigns.get(campaign_id)
        run = self.office.campaign_run(campaign, self.lines)
        handled = run.run_due(may_go_on=lambda: self._goes_on(campaign_id))
        progress = self.office.storage.campaigns.progress(campaign_id)
        if self._goes_on(campaign_id) and not (progress["WAITING"] or progress["TAKEN"]):
            self._set(campaign_id, CampaignState.FINISHED)
        return handled

    def next_time(self, campaign_id: str) -> datetime | None:
        """When its next entry is due."""
        return self.office.storage.queue.next_time(campaign_id)

    def _goes_on(self, campaign_id: str) -> bool:
        state = self.office.storage.campaigns.get(campaign_id).state
        return state is CampaignState.RUNNING and not self.stop.is_set()

    def _set(self, campaign_id: str, state: CampaignState) -> None:
        self.office.storage.campaigns.set_state(campaign_id, state)


def create_campaign(
    office: Office,
    name: str,
    flow: Flow,
    language: str,
    csv: Path | None = None,
    starts_at: datetime | None = None,
) -> tuple[Campaign, int, list[Rejected]]:
    """A campaign with its contacts: those of a list, or everyone known.

    Returns it, how many contacts it holds, and the rows of the list that were rejected. Raises
    BadInput, BadList.
    """
    storage = office.storage
    campaign = storage.campaigns.create(name, flow.name, flow.purpose, language, starts_at)
    matching: dict[str, str] = {}
    rejected: list[Rejected] = []
    if csv is not None:
        imported = import_contacts(office, read_contacts(csv), csv.name)
        matching, rejected = {"list": str(imported.list_id)}, list(imported.rejected)
    enlisted = storage.campaigns.enlist(
        campaign.campaign_id, starts_at or office.clock.now(), matching
    )
    return campaign, enlisted, rejected


def campaign_status(office: Office, name: str) -> dict[str, object]:
    """Where a campaign stands, as `voicebot campaign status --json` prints it."""
    storage = office.storage
    campaign = storage.campaigns.get(name)
    progress = storage.campaigns.progress(campaign.campaign_id)
    due = storage.queue.next_time(campaign.campaign_id)
    return {
        "campaign_id": campaign.campaign_id,
        "name": campaign.name,
        "flow": campaign.flow,
        "purpose": str(campaign.purpose),
        "state": str(campaign.state),
        "waiting": progress["WAITING"] + progress["TAKEN"],
        "called": progress["DONE"],
        "left_alone": progress["LEFT_ALONE"],
        "next_at": due.isoformat() if due else None,
        "dispositions": storage.records.dispositions(campaign.campaign_id),
    }

"""What the dashboard's pages, and programs, ask of the books: lists, stories, figures."""

from dataclasses import dataclass
from datetime import timedelta

from voicebot.adapters.storage.call_archive import Archive
from voicebot.adapters.storage.call_figures import CallFigures
from voicebot.adapters.storage.call_in_full import CallsInFull
from voicebot.adapters.storage.call_list import CallList
from voicebot.adapters.storage.call_pages import CallPages
from voicebot.adapters.storage.call_sound import CallSound
from voicebot.adapters.storage.campaign_entries import CampaignEntries
from voicebot.adapters.storage.campaign_pages import CampaignPages
from voicebot.adapters.storage.campaigns import Campaigns
from voicebot.adapters.storage.contact_pages import ContactPages
from voicebot.adapters.storage.counting_on import CountingOn
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.day_figures import Days
from voicebot.adapters.storage.live_calls import LiveCalls
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.people_search import PeopleSearch
from voicebot.adapters.storage.person_story import PersonStory
from voicebot.adapters.storage.review_queue import ReviewQueue
from voicebot.adapters.storage.suppressed import Suppressed
from voicebot.conversation.ports import Clock
from voicebot.settings import Settings

LAST_WORDS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Pages:
    """One part for each page or list; none of them writes what calls are decided by."""

    call_list: CallList
    call_pages: CallPages
    calls_in_full: CallsInFull
    call_sound: CallSound
    review: ReviewQueue
    people_search: PeopleSearch
    story: PersonStory
    suppressed: Suppressed
    live_calls: LiveCalls
    days: Days
    counting_on: CountingOn
    call_figures: CallFigures
    campaign_pages: CampaignPages
    campaign_entries: CampaignEntries
    contact_pages: ContactPages

    @classmethod
    def over(cls, database: Database, owner: Owner, clock: Clock, settings: Settings) -> "Pages":
        """Those of one database and data directory."""
        return cls(
            call_list=CallList(database),
            call_pages=CallPages(database),
            calls_in_full=CallsInFull(database, settings.default_zone),
            call_sound=CallSound(Archive(settings.home)),
            review=ReviewQueue(database),
            people_search=PeopleSearch(database),
            story=PersonStory(database),
            suppressed=Suppressed(database),
            live_calls=LiveCalls(database, owner, _longest(settings)),
            days=Days(database),
            counting_on=CountingOn(database),
            call_figures=CallFigures(database),
            campaign_pages=CampaignPages(database, Campaigns(database, clock), clock),
            campaign_entries=CampaignEntries(database),
            contact_pages=ContactPages(database),
        )


def _longest(settings: Settings) -> timedelta:
    """A call is under way no longer than this, its last words included."""
    return timedelta(seconds=settings.ring_timeout_s + settings.max_call_s) + LAST_WORDS

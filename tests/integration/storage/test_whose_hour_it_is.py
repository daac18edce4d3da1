"""A campaign's queue calls first whose hour it is, on both databases."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.fakes.clock import NOON
from tests.integration.storage.test_dial_queue import campaign_of, numbers
from voicebot.adapters.storage.best_hours import BestHours
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.dial_queue import DialQueue
from voicebot.adapters.storage.learned_from import LearnedFrom
from voicebot.adapters.storage.owner import Owner
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.consent import Channel
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.network import NetworkResult
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.history import PastCall
from voicebot.outcomes.history_mapping import OutcomeOf
from voicebot.settings import Settings
from voicebot.simulation.remembered import MAPPING

REMINDER = Purpose.APPOINTMENT_REMINDER
MORNING, EVENING = numbers(2)  # Washington: NOON (UTC) is seven in the morning there
WASHINGTON = ZoneInfo("America/New_York")
TEN_THERE = NOON + timedelta(hours=3)


def past(number: PhoneNumber, days: int, hour: int, taken: bool) -> PastCall:
    """A call at an hour of Washington, where clocks are put back in between."""
    at = (NOON - timedelta(days=days)).astimezone(WASHINGTON).replace(hour=hour)
    outcome = (
        OutcomeOf(disposition=Disposition.CONFIRMED)
        if taken
        else OutcomeOf(network=NetworkResult.NO_ANSWER)
    )
    name = f"{number} {days} {hour}"
    return PastCall(0, name, number, at.astimezone(UTC), "", outcome, REMINDER, Channel.VOICE)


def habits() -> Iterator[PastCall]:
    """One is always there at ten and never at five, the other the other way round."""
    for days in range(7, 120, 7):
        yield past(MORNING, days, 10, True)
        yield past(MORNING, days, 17, False)
        yield past(EVENING, days, 10, False)
        yield past(EVENING, days, 17, True)


@contextmanager
def queue(settings: Settings, least: int = 20, waits: bool = False) -> Iterator[DialQueue]:
    with closing(Database(settings.database)) as database:
        hours = BestHours(LearnedFrom(database), least, time(9), time(20))
        owner = Owner(settings.home / "owners")
        yield DialQueue(database, owner, hours, waits=waits)
        owner.close()


def order(calls_first: DialQueue, campaign: str, at: datetime) -> list[PhoneNumber]:
    return [entry.contact.number for entry in calls_first.due(campaign, at, 9)]


@pytest.fixture
def campaign(storage: Storage) -> str:
    calls = list(habits())
    storage.histories.enter(lambda: iter(calls), MAPPING, "calls.csv")
    return campaign_of(storage, 2)


@pytest.mark.parametrize(
    ("hour", "first"), [(10, MORNING), (17, EVENING)], ids=["morning", "evening"]
)
def test_who_is_likeliest_to_answer_now_goes_first(
    settings: Settings, campaign: str, hour: int, first: PhoneNumber
) -> None:
    at = NOON.replace(hour=hour + 5)
    with queue(settings) as found:
        found.plan(campaign, REMINDER, at)
        assert order(found, campaign, at)[0] == first


def test_nobody_waits_for_their_hour_unless_the_house_says_so(
    settings: Settings, campaign: str
) -> None:
    with queue(settings) as found:
        found.plan(campaign, REMINDER, TEN_THERE)
        assert order(found, campaign, TEN_THERE) == [MORNING, EVENING]


def test_where_the_house_waits_the_hour_is_of_the_same_day(
    settings: Settings, campaign: str
) -> None:
    with queue(settings, waits=True) as found:
        found.plan(campaign, REMINDER, TEN_THERE)
        assert order(found, campaign, TEN_THERE) == [MORNING]
        five = found.next_time(campaign)
        assert five is not None
        assert TEN_THERE < five < TEN_THERE + timedelta(hours=10)
        assert order(found, campaign, five) == [EVENING]


def test_a_vital_notice_waits_for_no_hour(settings: Settings, campaign: str) -> None:
    with queue(settings, waits=True) as found:
        found.plan(campaign, Purpose.SAFETY_EMERGENCY, TEN_THERE)
        assert order(found, campaign, TEN_THERE) == [MORNING, EVENING]


def test_of_few_calls_nothing_is_learned(settings: Settings, campaign: str) -> None:
    with queue(settings, least=2000, waits=True) as found:
        found.plan(campaign, REMINDER, NOON.replace(hour=22))
        assert order(found, campaign, NOON.replace(hour=22)) == [MORNING, EVENING]

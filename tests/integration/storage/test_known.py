"""One call and a whole list are read differently, and known alike; on both databases."""

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from sqlalchemy.orm import Session

from tests.fakes.calls import optout, order, record
from tests.fakes.clock import NOON
from voicebot.adapters.storage import known_all, known_one
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.known_all import Listing
from voicebot.adapters.storage.known_beside import Beside
from voicebot.adapters.storage.live_answered import LiveAnswered
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ConsentRow,
    ConsentStateRow,
    EntryRow,
    LikenessRow,
    OptOutRow,
    PersonNumberRow,
    SuppressionRow,
    Table,
)
from voicebot.contacts.consent import Relation
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut
from voicebot.eligibility.deciding import decide, replay
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.gathering_one import gather_one
from voicebot.eligibility.known import LISTED, REGISTRIES, Known, Question
from voicebot.eligibility.law import Law
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings

PURPOSE = Purpose.APPOINTMENT_REMINDER
NUMBERS = (
    "+12125550123", "+13055550124", "+74951234567", "+79161234567", "+493012345678", "sip:anna",
    "+33612345678", "+447400123456", "+919812345678", "+12125550125", "+80012345678",
)  # fmt: skip
CAMPAIGN = "the-campaign"
LAW = Law.load()


class OneList:
    """A national registry that some numbers are on."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._numbers = set(numbers)

    def table(self) -> pl.DataFrame:
        row = ("us", "NATIONAL", "US", None, NOON - timedelta(days=3), 31)
        return pl.DataFrame([row], schema=REGISTRIES, orient="row")

    def listed(self, number: str) -> tuple[str, ...]:
        return ("us",) if number in self._numbers else ()

    def listed_all(self, numbers: pl.Series) -> pl.DataFrame:
        rows = [(number, "us") for number in numbers if number in self._numbers]
        return pl.DataFrame(rows, schema=LISTED, orient="row")


def beside(waiting: tuple[OptOut, ...] = ()) -> Beside:
    def erased(_: Session, numbers: Iterable[str]) -> set[str]:
        return {number for number in numbers if number == NUMBERS[9]}

    return Beside(OneList(NUMBERS[:2]), lambda: waiting, erased, "Europe/Paris")


def contacts(chance: random.Random) -> Iterator[Listed]:
    for row, number in enumerate(NUMBERS[:10]):
        yield Listed(
            row + 2,
            Contact(
                PhoneNumber(number),
                timezone=chance.choice(["", "", "Asia/Tokyo"]),
                country=chance.choice(["", "US", "FR"]),
                region=chance.choice(["", "WA", "two\nlines"]),
                relation=chance.choice([Relation.CUSTOMER, Relation.ENDED, Relation.UNCONFIRMED]),
            ),
        )


def happenings(chance: random.Random) -> Iterator[Table]:
    """What may have happened to the numbers, at random."""
    for place in range(25):
        number, at = chance.choice(NUMBERS), NOON - timedelta(hours=chance.randrange(2000))
        until = chance.choice([None, NOON - timedelta(days=1), NOON + timedelta(days=9)])
        lifted = chance.choice([None, None, NOON])
        yield attempt(chance, place, number, at)
        yield SuppressionRow(
            number=number,
            reason=chance.choice(["REFUSAL_COOLDOWN", "WRONG_NUMBER", "MANUAL"]),
            since=at, until=until, why="it says\nso",
        )  # fmt: skip
        if place % 4 == 0:
            yield OptOutRow(
                optout_id=f"o-{place}", number=number, at=at, recorded_at=at, source="SPOKEN",
                scope=chance.choice(["SELLER", "CAMPAIGN", "PURPOSE", "GLOBAL"]), reason="said so",
                campaign_id=chance.choice([None, CAMPAIGN]), purpose=str(PURPOSE), lifted_at=lifted,
            )  # fmt: skip
        if place % 6 == 0:
            yield ComplaintRow(
                complaint_id=f"c-{place}", number=number, kind="COMPLAINT", channel="EMAIL",
                text="", state=chance.choice(["OPEN", "RESOLVED"]), at=at, recorded_at=at,
            )  # fmt: skip


def attempt(chance: random.Random, place: int, number: str, at: datetime) -> AttemptRow:
    answered = chance.choice([True, False, None])
    return AttemptRow(
        attempt_id=f"a-{place}", state="SETTLED", number=number, target=number, channel="VOICE",
        direction=chance.choice(["outbound", "outbound", "inbound"]), flow="f", language="en",
        purpose=chance.choice(list(Purpose)), at=at, answered=answered, source="",
        campaign_id=chance.choice([None, CAMPAIGN]), answered_by="HUMAN" if answered else "NONE",
        disposition=chance.choice(["COMPLETED", "ABANDONED", "NOT_REACHED"]),
        network_result=chance.choice(["ANSWERED", "NO_ANSWER", "BUSY"]),
    )  # fmt: skip


def consent(chance: random.Random, place: int) -> tuple[ConsentRow, ConsentStateRow]:
    number, at = chance.choice(NUMBERS), NOON - timedelta(days=chance.randrange(90))
    expires = chance.choice([None, NOON + timedelta(days=300), NOON - timedelta(days=2)])
    said = ConsentRow(
        consent_id=f"k-{place}", number=number, controller="", purposes=[str(PURPOSE)],
        channels=["VOICE"], basis="PEC", jurisdiction="", wording="", wording_hash="",
        language="en", how={}, captured_at=at, recorded_at=at, expires_at=expires,
    )  # fmt: skip
    stands = ConsentStateRow(
        consent_id=f"k-{place}", purpose=str(PURPOSE), channel=chance.choice(["VOICE", "SMS"]),
        number=number, basis="PEC", state=chance.choice(["GIVEN", "GIVEN", "WITHDRAWN"]),
        since=at, expires_at=expires,
    )  # fmt: skip
    return said, stands


def ties(chance: random.Random) -> Iterator[Table]:
    """A person with two numbers, one with a number on no list, and a doubtful likeness."""
    times = {"since": NOON - timedelta(days=9), "score": 1.0, "because": "the same e-mail"}
    for number, person in ((NUMBERS[0], "p"), (NUMBERS[2], "p"), (NUMBERS[4], "q")):
        yield PersonNumberRow(number=number, person_id=person, **times)
    yield PersonNumberRow(number=NUMBERS[10], person_id="q", **times)
    yield PersonNumberRow(number=NUMBERS[6], person_id="p", until=NOON, **times)
    for one, other in ((0, 7), (3, 4), (2, 0)):
        a, b = sorted((NUMBERS[one], NUMBERS[other]))
        yield LikenessRow(
            number_a=a, number_b=b, score=0.8, because="", found_at=NOON,
            state=chance.choice(["OPEN", "DIFFERENT"]),
        )  # fmt: skip


def fill(storage: Storage, database: Database, seed: int) -> None:
    chance = random.Random(seed)
    storage.contacts.import_list(contacts(chance), "people.csv")
    storage.contacts.add(Contact(PhoneNumber(NUMBERS[1]), timezone="Europe/Rome"))
    campaign = storage.campaigns.create("Everybody", "f", PURPOSE, "en")
    storage.campaigns.enlist(campaign.campaign_id, NOON - timedelta(hours=1))
    with database.write() as session:
        session.add_all([*happenings(chance), *ties(chance)])
        pairs = [consent(chance, place) for place in range(12)]
        session.add_all([said for said, _ in pairs])
        session.flush()
        session.add_all([stands for _, stands in pairs])


def facts_of_one(database: Database, question: Question, around: Beside) -> dict[str, Any]:
    with database.snapshot() as session:
        found = known_one.known(session, question, around, LiveAnswered())
    return dict(gather_one(found, LAW).values)


def of_all(database: Database, listing: Listing, around: Beside) -> Known:
    with database.snapshot() as session:
        return known_all.known(session, listing, around)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("in_campaign", [True, False])
def test_a_list_is_known_as_each_of_its_calls(
    storage: Storage, settings: Settings, seed: int, in_campaign: bool
) -> None:
    waiting = (optout(PhoneNumber(NUMBERS[seed]), optout_id="spooled"),)
    around = beside(waiting)
    with closing(Database(settings.database)) as database:
        fill(storage, database, seed)
        campaign = storage.campaigns.get("Everybody").campaign_id if in_campaign else None
        found = of_all(database, Listing(PURPOSE, NOON, campaign, 60.0), around)
        facts = gather(found, LAW).rows(named=True)
        assert found.asked.height == 10
        for asked, of_list in zip(found.asked["number"], facts, strict=True):
            question = Question(PhoneNumber(asked), PURPOSE, NOON, campaign, 60.0)
            assert of_list == facts_of_one(database, question, around), asked


def test_what_the_books_say_of_a_call_is_decided_again_exactly_from_its_journal(
    storage: Storage, settings: Settings
) -> None:
    with closing(Database(settings.database)) as database:
        fill(storage, database, 3)
    for number in NUMBERS:
        elsewhere = NOON.astimezone(ZoneInfo("Asia/Tokyo"))
        facts = storage.books.facts(Question(PhoneNumber(number), PURPOSE, elsewhere, CAMPAIGN, 60))
        decision = decide(facts)
        journalled = json.dumps(decision.as_json())
        again = replay(json.loads(journalled))
        assert again == decision
        assert json.dumps(again.as_json()) == journalled
        assert json.loads(journalled)["at"] == NOON.isoformat()


def test_a_small_part_of_all_contacts_is_known_as_the_whole(
    storage: Storage, settings: Settings
) -> None:
    with closing(Database(settings.database)) as database:
        fill(storage, database, 1)
        campaign = storage.campaigns.get("Everybody").campaign_id
        with database.write() as session:
            for entry in session.query(EntryRow).offset(2):
                session.delete(entry)
        many = [Contact(PhoneNumber(f"+1212556{place:04d}")) for place in range(40)]
        storage.contacts.import_list([Listed(n + 2, c) for n, c in enumerate(many)], "more.csv")
        found = of_all(database, Listing(PURPOSE, NOON, campaign, 60.0), beside())
        assert found.asked.height == 2
        for asked, facts in zip(found.asked["number"], gather(found, LAW).rows(named=True),
                                strict=True):  # fmt: skip
            question = Question(PhoneNumber(asked), PURPOSE, NOON, campaign, 60.0)
            assert facts == facts_of_one(database, question, beside()), asked


def test_an_optout_of_another_number_of_the_person_is_known(
    storage: Storage, settings: Settings
) -> None:
    with closing(Database(settings.database)) as database:
        fill(storage, database, 0)
        storage.optouts.save(optout(PhoneNumber(NUMBERS[2])))
        facts = facts_of_one(database, Question(PhoneNumber(NUMBERS[0]), PURPOSE, NOON), beside())
        assert facts["optouts_covering"] >= 1


@pytest.mark.parametrize(("barring", "bars"), [(True, 1), (False, 0)])
def test_a_likeness_bars_where_the_other_one_refused(
    storage: Storage, settings: Settings, barring: bool, bars: int
) -> None:
    mine, like, theirs = NUMBERS[0], NUMBERS[7], NUMBERS[8]
    times = {"since": NOON, "score": 1.0, "because": ""}
    with closing(Database(settings.database)) as database:
        with database.write() as session:
            for number in (like, theirs):
                session.add(PersonNumberRow(number=number, person_id="them", **times))
            session.add(
                LikenessRow(
                    number_a=mine, number_b=like, score=0.8, because="", state="OPEN", found_at=NOON
                )
            )
        if barring:
            storage.optouts.save(optout(PhoneNumber(theirs)))
        facts = facts_of_one(database, Question(PhoneNumber(mine), PURPOSE, NOON), beside())
        assert facts["barred_likenesses"] == bars


def test_nobody_is_forecast_before_their_turn(storage: Storage, settings: Settings) -> None:
    campaign = storage.campaigns.create("Later", "f", PURPOSE, "en")
    someone = Contact(PhoneNumber("+493012345678"), timezone="Europe/Berlin")
    storage.contacts.add(someone)
    turn = NOON + timedelta(days=1)
    storage.campaigns.enlist(campaign.campaign_id, turn)
    found = storage.books.forecast(Listing(PURPOSE, NOON, campaign.campaign_id, 60.0))
    assert (found.asked, found.now, found.never) == (1, 0, 0)
    assert [hour for hour, _ in found.later] == [turn.astimezone(UTC)]


def test_a_campaigns_abandoned_calls_are_counted_anew_after_one_more(
    storage: Storage, settings: Settings
) -> None:
    question = Question(PhoneNumber(NUMBERS[0]), PURPOSE, NOON, CAMPAIGN)
    storage.books.settle(record(order(campaign_id=CAMPAIGN)), [])
    before = storage.books.facts(question).values
    abandoned = record(order(campaign_id=CAMPAIGN), disposition=Disposition.ABANDONED)
    storage.books.settle(abandoned, [])
    after = storage.books.facts(question).values
    names = ("campaign_live_answered", "campaign_abandoned")
    assert [before[name] for name in names] == [1, 0]
    assert [after[name] for name in names] == [2, 1]

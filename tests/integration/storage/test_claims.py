"""What begins a call: the consent it rests on is noted, and nothing happened meanwhile."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.fakes.calls import NUMBER, OTHER, decision, optout, order, record
from tests.fakes.clock import NOON, SetClock
from voicebot.adapters.storage.consents import Consents, Word
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import ConsentUseRow, PersonNumberRow
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.deciding import decide, replay
from voicebot.eligibility.known import Question
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings

PURPOSE = Purpose.APPOINTMENT_REMINDER
CONSENT = Consent(
    number=NUMBER,
    controller="Seller",
    purposes=(PURPOSE,),
    channels=(Channel.VOICE,),
    basis=LegalBasis.PEC,
    wording=Wording("You may call me.", "en"),
    capture=Capture(NOON - timedelta(days=9), method="form"),
)
ASKED = Question(NUMBER, PURPOSE, NOON)


@pytest.fixture
def database(settings: Settings) -> Database:
    return Database(settings.database)


def give_consent(database: Database) -> str:
    Consents(database, SetClock()).record(Opening(CONSENT, ConsentSource.FILE))
    return CONSENT.consent_id


def link(database: Database) -> None:
    with database.write() as session:
        for number in (NUMBER, OTHER):
            session.add(
                PersonNumberRow(
                    number=number.e164, person_id="p", since=NOON, score=1.0, because="an e-mail"
                )
            )


def last_result(storage: Storage) -> object:
    return json.loads(list(storage.journal.records("decision"))[-1].body)["result"]


def test_the_consent_a_call_rests_on_is_noted(storage: Storage, database: Database) -> None:
    consent_id = give_consent(database)
    resting, refused = order(), order(OTHER)
    storage.books.begin(resting, replace(decision(), consent_id=consent_id), NOON)
    storage.books.begin(refused, replace(decision(False), consent_id=consent_id), NOON)
    with closing(database), database.read() as session:
        uses = session.execute(select(ConsentUseRow.attempt_id, ConsentUseRow.consent_id)).all()
    assert [tuple(use) for use in uses] == [(resting.attempt_id, consent_id)]


def withdraw(_: Storage, database: Database) -> None:
    Consents(database, SetClock()).withdraw(NUMBER, Word(NOON, ConsentSource.WRITTEN, "a letter"))


def settle_the_other(storage: Storage, _: Database) -> None:
    storage.books.settle(record(order(OTHER)), [])


def nothing(_: Storage, __: Database) -> None:
    return


@pytest.mark.parametrize(
    ("happens", "result"),
    [
        (nothing, "opened"),
        (withdraw, "the facts changed meanwhile"),
        (settle_the_other, "the facts changed meanwhile"),
    ],
)
def test_what_happens_between_facts_and_dialling_is_seen(
    storage: Storage, database: Database, happens: Callable[[Storage, Database], None], result: str
) -> None:
    with closing(database):
        give_consent(database)
        link(database)
        storage.books.facts(ASKED)
        happens(storage, database)
        storage.books.begin(order(), decision(), NOON)
        assert last_result(storage) == result


def test_an_optout_of_the_persons_other_number_forbids_the_call(
    storage: Storage, database: Database
) -> None:
    with closing(database):
        link(database)
    storage.optouts.save(optout(OTHER))
    assert storage.books.begin(order(), decision(), NOON) is None
    assert last_result(storage) == "opted out meanwhile"


def test_a_person_is_called_on_one_number_at_a_time(storage: Storage, database: Database) -> None:
    with closing(database):
        link(database)
    assert storage.books.begin(order(OTHER), decision(), NOON) is not None
    assert storage.books.begin(order(), decision(), NOON) is None
    assert last_result(storage) == "held by another attempt"


def test_silent_refusals_are_those_of_the_person_before(
    storage: Storage, database: Database
) -> None:
    with closing(database):
        link(database)
    hung_up = Disposition.EARLY_HANGUP
    for number, days in ((NUMBER, 3), (OTHER, 2), (OTHER, 0)):
        at = NOON - timedelta(days=days)
        storage.books.settle(record(order(number), disposition=hung_up, at=at), [])
    storage.books.settle(record(order(), at=NOON - timedelta(days=1)), [])
    assert storage.books.silent_refusals(NUMBER, NOON) == 2


def test_a_journalled_decision_names_nobody_and_can_be_replayed(
    storage: Storage, database: Database
) -> None:
    with closing(database):
        give_consent(database)
    decided = decide(storage.books.facts(ASKED))
    storage.books.begin(order(), decided, NOON)
    (entry,) = storage.journal.records("decision")
    assert NUMBER.e164.strip("+") not in entry.body
    assert entry.content["number"] == NUMBER.e164
    again = replay(json.loads(entry.body)["decision"])
    assert (again.allowed, again.reasons, again.consent_id) == (
        decided.allowed, decided.reasons, decided.consent_id,
    )  # fmt: skip

"""Optional kinds turned off and on, and how persons stand to the seller; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes.calls import NUMBER, OTHER, optout
from tests.fakes.clock import NOON, SetClock
from tests.fakes.consents import consent
from tests.fakes.consents import given as given_consent
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.consent import Channel, ConsentSource, Flaw, Relation
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.contact import Contact
from voicebot.contacts.notices import require_optional
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope, OptOutSource
from voicebot.errors import BadInput, NotFound
from voicebot.settings import Settings

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def storage(settings: Settings, clock: SetClock) -> object:
    opened = Storage.open(settings, clock)
    yield opened
    opened.close()


def stand(storage: Storage, number: PhoneNumber = NUMBER) -> list[str]:
    rows = storage.consent_history.of_numbers([number]).get(number.e164, [])
    return sorted(f"{row.purpose} {row.state}" for row in rows)


def anew(clock: SetClock, source: ConsentSource = ConsentSource.KEY) -> Opening:
    return Opening(consent(at=clock.now()), source)


def test_what_a_person_is_owed_cannot_be_turned_off_alone() -> None:
    refused = set()
    for purpose in Purpose:
        try:
            require_optional(purpose)
        except BadInput:
            refused.add(str(purpose))
    optional = {"MARKETING", "COMPANY_NEWS", "PRODUCT_UPDATE", "SURVEY"}
    assert refused == set(map(str, Purpose)) - optional


def test_a_kind_turned_off_is_opted_out_of_and_its_consents_are_withdrawn(
    storage: Storage,
) -> None:
    storage.consents.record(given_consent(purposes=(Purpose.MARKETING, Purpose.COMPANY_NEWS)))
    done = storage.notices.turn_off(NUMBER, Purpose.MARKETING, ConsentSource.VOICE, "said so")
    assert (done.where, done.withdrawn) == ("database", 1)
    (found,) = storage.optouts.find(NUMBER)
    assert (found.scope, found.purpose) == (OptOutScope.PURPOSE, "MARKETING")
    assert found.source is OptOutSource.SPOKEN
    assert stand(storage) == ["COMPANY_NEWS GIVEN", "MARKETING WITHDRAWN"]


def test_a_kind_is_turned_on_again_by_a_new_consent_and_nothing_else_is_lifted(
    storage: Storage, clock: SetClock
) -> None:
    storage.notices.turn_off(NUMBER, Purpose.MARKETING, ConsentSource.PAGE, "unticked")
    storage.notices.turn_off(NUMBER, Purpose.SURVEY, ConsentSource.PAGE, "unticked")
    clock.forward(DAY)
    done = storage.notices.turn_on(anew(clock), "pressed 1")
    assert (done.lifted, done.still) == (1, ())
    assert [found.purpose for found in storage.optouts.find(NUMBER)] == ["SURVEY"]
    assert stand(storage) == ["MARKETING GIVEN"]


def test_a_wider_optout_stands_when_a_kind_is_turned_on(storage: Storage, clock: SetClock) -> None:
    storage.optouts.save(optout(scope=OptOutScope.SELLER))
    clock.forward(DAY)
    done = storage.notices.turn_on(anew(clock), "pressed 1")
    assert [found.scope for found in done.still] == [OptOutScope.SELLER]
    assert len(storage.optouts.find(NUMBER)) == 1


def test_a_kind_turned_on_by_mail_alone_stays_off_for_calls(
    storage: Storage, clock: SetClock
) -> None:
    storage.notices.turn_off(NUMBER, Purpose.MARKETING, ConsentSource.PAGE, "unticked")
    clock.forward(DAY)
    by_mail = Opening(consent(at=clock.now(), channels=(Channel.EMAIL,)), ConsentSource.PAGE)
    done = storage.notices.turn_on(by_mail, "ticked")
    assert (done.lifted, len(done.still)) == (0, 1)
    assert len(storage.optouts.find(NUMBER)) == 1


def test_only_the_persons_own_valid_and_newer_consent_turns_a_kind_on(
    storage: Storage, clock: SetClock
) -> None:
    storage.notices.turn_off(NUMBER, Purpose.MARKETING, ConsentSource.PAGE, "unticked")
    clock.forward(DAY)
    with pytest.raises(BadInput, match="own act"):
        storage.notices.turn_on(anew(clock, ConsentSource.SUPERVISOR), "we think so")
    void = replace(anew(clock).consent, flaws=(Flaw.PRE_TICKED,))
    with pytest.raises(BadInput, match="void"):
        storage.notices.turn_on(Opening(void, ConsentSource.PAGE), "ticked")
    old = Opening(consent(at=NOON - DAY), ConsentSource.PAGE)
    with pytest.raises(BadInput, match="before the kind was turned off"):
        storage.notices.turn_on(old, "ticked")
    assert len(storage.optouts.find(NUMBER)) == 1


def test_a_mandatory_kind_is_neither_turned_off_nor_on(storage: Storage, clock: SetClock) -> None:
    with pytest.raises(BadInput, match="mandatory kind"):
        storage.notices.turn_off(NUMBER, Purpose.CONTRACT_CHANGE, ConsentSource.KEY, "no")
    with pytest.raises(BadInput, match="mandatory kind"):
        mandatory = consent(purposes=(Purpose.PAYMENT_REMINDER,), at=clock.now())
        storage.notices.turn_on(Opening(mandatory, ConsentSource.KEY), "yes")
    assert storage.optouts.find(NUMBER) == []


def test_the_end_of_a_relationship_ends_the_consents_to_advertising(
    storage: Storage, clock: SetClock
) -> None:
    storage.contacts.add(Contact(NUMBER))
    storage.consents.record(given_consent(purposes=(Purpose.MARKETING, Purpose.SURVEY)))
    done = storage.relations.set(NUMBER, Relation.ENDED, "closed the account")
    assert (done.before, done.expired) == (Relation.CUSTOMER, 1)
    assert stand(storage) == ["MARKETING EXPIRED", "SURVEY GIVEN"]
    clock.forward(DAY)
    storage.relations.set(NUMBER, Relation.CUSTOMER, "came back")
    assert stand(storage) == ["MARKETING EXPIRED", "SURVEY GIVEN"]
    contact = storage.contacts.find(NUMBER)
    assert contact is not None
    assert (contact.relation, contact.relation_since) == (Relation.CUSTOMER, NOON + DAY)
    changes = [found.content for found in storage.journal.records("relation")]
    assert [(change["from"], change["to"]) for change in changes] == [
        ("CUSTOMER", "ENDED"),
        ("ENDED", "CUSTOMER"),
    ]


def test_a_relation_that_cannot_be_is_refused(storage: Storage) -> None:
    storage.contacts.add(Contact(NUMBER))
    with pytest.raises(BadInput, match="CUSTOMER cannot become STRANGER"):
        storage.relations.set(NUMBER, Relation.STRANGER, "why")
    with pytest.raises(BadInput, match="in the future"):
        storage.relations.set(NUMBER, Relation.ENDED, "why", NOON + DAY)
    with pytest.raises(NotFound, match="on no list"):
        storage.relations.set(OTHER, Relation.ENDED, "why")

"""A caller turns offers off and on; what a wider opt-out forbids all the same is not promised."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.calls import NUMBER, optout
from voicebot.bootstrap.offers import CallersOffers
from voicebot.bootstrap.office import Office, office
from voicebot.settings import Settings


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Office]:
    with office(Settings.load(home=tmp_path)) as ours:
        yield ours


def turn(opened: Office, *, on: bool) -> bool:
    offers = CallersOffers(opened.storage.notices, opened.settings.seller)
    at = opened.clock.now()
    return offers.turn(NUMBER.e164, on=on, words="key 4", attempt_id="a-call", at=at)


def test_offers_turned_off_and_on_again_are_wanted(opened: Office) -> None:
    assert not turn(opened, on=False)
    assert not turn(opened, on=True)
    assert opened.storage.optouts.find(NUMBER) == []


def test_who_wants_no_calls_at_all_is_told_that_offers_stay_barred(opened: Office) -> None:
    opened.storage.optouts.save(optout())
    assert turn(opened, on=True)
    assert len(opened.storage.optouts.find(NUMBER)) == 1

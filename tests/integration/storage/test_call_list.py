"""Past calls are found by anything, on both databases."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.fakes.calls import NUMBER, OTHER, decision, order, record
from tests.fakes.clock import NOON
from voicebot.adapters.storage import call_list
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import CallWordRow
from voicebot.adapters.storage.wanted_calls import Place, WantedCalls
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.evidence.erasure import agree
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import TranscriptLine
from voicebot.settings import Settings
from voicebot.understanding.intents import RefusalKind

EVERYTHING = WantedCalls()


def held(
    storage: Storage,
    words: str = "",
    number: PhoneNumber = NUMBER,
    minutes: int = 0,
    disposition: Disposition = Disposition.CONFIRMED,
    kind: RefusalKind | None = None,
    sure: float = 0.9,
    campaign_id: str | None = None,
) -> str:
    """A call that ended; returns its id."""
    wanted, at = order(number, campaign_id), NOON - timedelta(minutes=minutes)
    storage.books.begin(wanted, decision(at=at), at)
    ended = record(wanted, disposition=disposition, at=at)
    lines = (TranscriptLine(0.5, "robot", "Greetings"), TranscriptLine(2, "callee", words, sure))
    outcome = replace(ended.outcome, transcript=lines, refusal_kind=kind)
    storage.books.settle(replace(ended, outcome=outcome), [])
    return wanted.attempt_id


def found(storage: Storage, wanted: WantedCalls) -> set[str]:
    return {call.attempt_id for call in storage.pages.call_list.every(wanted, 3)}


def test_calls_are_found_by_the_words_of_the_person_in_any_form(storage: Storage) -> None:
    asked = held(storage, "Не звоните мне больше", minutes=1)
    never = held(storage, "I never asked for this call", OTHER, 2)
    assert found(storage, WantedCalls(words="звонить")) == {asked}
    assert found(storage, WantedCalls(words="больше звонил")) == {asked}
    assert found(storage, WantedCalls(words="ask* call")) == {never}
    assert found(storage, WantedCalls(words="greetings")) == set()
    assert found(storage, WantedCalls(words="звонить call")) == set()


@pytest.mark.parametrize(
    "wanted",
    [
        WantedCalls(number=NUMBER.e164),
        WantedCalls(disposition="SOFT_REFUSAL"),
        WantedCalls(refusal_kind="SOFT_REFUSAL"),
        WantedCalls(less_sure_than=0.5),
        WantedCalls(since=NOON - timedelta(minutes=5)),
        WantedCalls(words="no", disposition="SOFT_REFUSAL"),
        WantedCalls(words="no", less_sure_than=0.5),
        WantedCalls(looked="no"),
    ],
)
def test_each_condition_narrows(storage: Storage, wanted: WantedCalls) -> None:
    kind = RefusalKind.SOFT_REFUSAL
    this = held(storage, "no thanks", NUMBER, 1, Disposition.SOFT_REFUSAL, kind, 0.4)
    other = held(storage, "yes, no problem", OTHER, 10)
    storage.corrections.correct(other, Disposition.CONFIRMED, "anna")
    assert found(storage, EVERYTHING) == {this, other}
    assert found(storage, wanted) == {this}


def test_calls_are_found_by_campaign_by_who_called_and_by_what_reviewers_said(
    storage: Storage,
) -> None:
    flow = ("First", "reminder", Purpose.APPOINTMENT_REMINDER, "en")
    campaign = storage.campaigns.create(*flow).campaign_id
    this = held(storage, "yes", campaign_id=campaign)
    held(storage, "yes", OTHER, 3)
    assert found(storage, WantedCalls(campaign_id=campaign)) == {this}
    assert found(storage, WantedCalls(direction="inbound")) == set()
    storage.corrections.correct(this, Disposition.CONFIRMED, "anna")
    assert found(storage, WantedCalls(looked="yes")) == {this}
    assert found(storage, WantedCalls(looked="differ")) == set()
    storage.corrections.correct(this, Disposition.SOFT_REFUSAL, "boris")
    assert found(storage, WantedCalls(looked="differ")) == {this}
    (call,) = storage.pages.call_list.page(WantedCalls(campaign_id=campaign), 5).calls
    assert call.campaign == "First"
    assert set(call.corrected) == {"CONFIRMED", "SOFT_REFUSAL"}


@pytest.fixture
def many(storage: Storage) -> Storage:
    """Forty calls, some at the same moment."""
    chance = random.Random(3)
    for place in range(40):
        words = " ".join(chance.sample(["yes", "no", "stop", "later"], 2))
        ended = chance.choice([Disposition.CONFIRMED, Disposition.OPT_OUT])
        held(storage, words, chance.choice([NUMBER, OTHER]), place // 3, ended, None,
             chance.random())  # fmt: skip
    return storage


WANTED = [
    EVERYTHING,
    WantedCalls(words="no"),
    WantedCalls(words="no stop"),
    WantedCalls(words="s* yes", number=OTHER.e164),
    WantedCalls(disposition="OPT_OUT", surer_than=0.5),
    WantedCalls(number=NUMBER.e164, until=NOON - timedelta(minutes=4)),
]


@pytest.mark.parametrize("wanted", WANTED)
def test_pages_have_every_such_call_once_newest_first(many: Storage, wanted: WantedCalls) -> None:
    whole = list(many.pages.call_list.every(EVERYTHING, 500))
    ordered = sorted(whole, key=lambda call: (call.at, call.attempt_id), reverse=True)
    assert whole == ordered
    expected = [call for call in ordered if _meets(call, wanted)]
    for size in (1, 4, 500):
        assert list(many.pages.call_list.every(wanted, size)) == expected


def _meets(call: call_list.ListedCall, wanted: WantedCalls) -> bool:
    beginnings = [word.rstrip("*") for word in wanted.words.split()]
    said = call.said.split()
    return (
        all(any(word.startswith(beginning) for word in said) for beginning in beginnings)
        and wanted.number in ("", call.number)
        and wanted.disposition in ("", call.disposition)
        and (wanted.surer_than is None or (call.certainty or 0) >= wanted.surer_than)
        and (wanted.until is None or call.at < wanted.until)
    )


@pytest.mark.parametrize("wanted", WANTED)
def test_a_search_that_stops_early_says_where_and_goes_on_there(
    many: Storage, wanted: WantedCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list(many.pages.call_list.every(wanted, 500))
    monkeypatch.setattr(call_list, "WINDOW", 7)
    monkeypatch.setattr(call_list, "WORDS_WINDOW", 8)
    monkeypatch.setattr(call_list, "NEAR", 4)
    rare = replace(wanted, less_sure_than=-1.0)
    page = many.pages.call_list.page(rare, 5)
    assert page.calls == []
    assert page.whole is (page.next is None)
    assert list(many.pages.call_list.every(wanted, 5)) == expected


def test_the_next_call_of_a_list_is_the_next_older_one(many: Storage) -> None:
    calls = list(many.pages.call_list.every(WantedCalls(words="stop")))
    for call, older in zip(calls, [*calls[1:], None], strict=True):
        beside = many.pages.call_list.beside(
            WantedCalls(words="stop"), Place(call.at, call.attempt_id)
        )
        assert beside == (older.attempt_id if older else None)


def test_calls_of_before_the_search_are_read_in_a_chore_and_only_once(storage: Storage) -> None:
    this = held(storage, "please stop")
    with storage._databases[0].write() as session:
        session.execute(text("DELETE FROM call_words"))
        session.execute(text("UPDATE attempts SET words_read = NULL"))
    assert found(storage, WantedCalls(words="stop")) == set()
    assert storage.call_index.catch_up(NOON) == 1
    assert found(storage, WantedCalls(words="stop")) == {this}
    assert storage.call_index.catch_up(NOON) == 0


def test_of_an_erased_person_no_word_is_left_to_be_found(
    storage: Storage, settings: Settings
) -> None:
    held(storage, "my name is Rumpelstiltskin")
    kept = held(storage, "hello there", OTHER)
    agreed = agree("m.brown", "k.lee", "asked by letter")
    storage.erasure.erase(NUMBER, settings.home / "one.zip", agreed)
    assert found(storage, WantedCalls(words="rumpel*")) == set()
    assert words(storage) == {"hello", "there"}
    assert found(storage, WantedCalls(words="hello")) == {kept}


def words(storage: Storage) -> set[str]:
    with storage._databases[0].read() as session:
        return set(session.scalars(select(CallWordRow.word)))

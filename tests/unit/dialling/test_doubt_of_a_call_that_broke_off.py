"""A call whose process dies at the question whether to stop: silence, here too, is a yes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.lines import FakeLines, began
from voicebot.bootstrap import Office, office
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.events import (
    Answered,
    AskedWhetherToStop,
    Event,
    Heard,
    PromptStarted,
    StopNotWanted,
    Understood,
)
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.wish import Wish
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.cast import midday_zone
from voicebot.understanding.intents import Intent, RefusalKind

NUMBER = PhoneNumber("+12065550123")
WORDS = "I am so tired of this"
ROW = {"when": "2026-12-01 10:30", "doctor": "Doctor Smith"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Office]:
    with office(Settings.load(home=tmp_path)) as opened:
        opened.storage.contacts.add(contact())
        yield opened


def contact() -> Contact:
    return Contact(NUMBER, "Ann", "en", midday_zone(datetime.now(UTC)), attributes=dict(ROW))


def asked(order: CallOrder) -> tuple[Event, ...]:
    return (
        began(order),
        Answered(1.0),
        PromptStarted(1.2, "identification", "Hello"),
        Heard(5.0, WORDS, 0.9, True, 3.0, 4.5),
        Understood(5.0, WORDS, Intent.OTHER, 0.4),
        AskedWhetherToStop(5.0, WORDS, 0.4, RefusalKind.REASONED_REFUSAL),
    )


def denied(order: CallOrder) -> tuple[Event, ...]:
    return (
        *asked(order),
        Heard(9.0, "no", 0.9, True, 8.0, 8.5),
        Understood(9.0, "no", Intent.OTHER, 0.8),
        StopNotWanted(9.0),
    )


def settled(opened: Office, call: FakeLines) -> Disposition:
    wish = Wish(contact(), "appointment_reminder", Purpose.APPOINTMENT_REMINDER, "en", dict(ROW))
    attempted = opened.attempt(call).run(wish)
    assert attempted.record is not None
    return attempted.record.outcome.disposition


def test_what_was_asked_about_is_saved(opened: Office) -> None:
    assert settled(opened, FakeLines(asked)) is Disposition.OPT_OUT
    (kept,) = opened.storage.optouts.kept()
    assert (kept.optout.number, kept.optout.words) == (NUMBER, WORDS)
    assert kept.optout.refusal_kind == str(RefusalKind.REASONED_REFUSAL)


def test_what_was_denied_is_not(opened: Office) -> None:
    assert settled(opened, FakeLines(denied)) is Disposition.TECHNICAL_FAILURE
    assert list(opened.storage.optouts.kept()) == []

"""Somebody at the page for people who are called, and the call that speaks their code."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from httpx2 import Response

from tests.fakes.clock import NOON, SetClock
from tests.fakes.lines import FakeLines, began
from tests.integration.dashboard.conftest import Someone
from voicebot.bootstrap.code_calls import CodeCalls
from voicebot.bootstrap.office import Office
from voicebot.conversation.events import Answered, Event, GoalReached, HungUp, KeyPressed, Ringing
from voicebot.conversation.flow import load_flow
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.conversation.rehearsal import Rehearsal
from voicebot.conversation.session import Session


class OfficeClock(SetClock):
    """A clock that stands, as an office asks it."""

    ahead = timedelta(0)


Events = Callable[[CallOrder], tuple[Event, ...]]


def answered(goal: str, key: str = "1") -> Events:
    """Somebody picks up and presses a key, which leads to this goal."""

    def events(order: CallOrder) -> tuple[Event, ...]:
        cause = Cause(NetworkResult.ANSWERED, 200, 16)
        return (
            began(order), Ringing(0.2), Answered(1.0), KeyPressed(9.0, key),
            GoalReached(9.1, goal), HungUp(20.0, "robot", cause),
        )  # fmt: skip

    return events


CODE_TOLD, NOT_ASKED_FOR = answered("code_told"), answered("not_asked_for", "2")


DIALPLANS = Path(__file__).parents[3] / "dialplans"
FIGURES = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "ru": ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
}


def hears_it_out(order: CallOrder) -> tuple[Event, ...]:
    """Somebody says hello, presses 1 and listens: the robot's own dialogue, to its end."""
    session = Session(
        load_flow(DIALPLANS / f"{order.flow}.yaml"),
        order,
        seller={"en": "Northern Clinic", "ru": "Северная клиника"},
        now=NOON,
        callback_number="+12025550100",
    )
    call = Rehearsal(session, order, NOON)
    call.dial()
    call.answer()
    call.speak({"en": "Hello", "ru": "Алло"}[order.language])
    while not call.over:
        asks = call.prompt is not None and call.prompt.name == "who_asked"
        call.finish_prompt() if call.prompt else call.keep_silent()
        if asks:
            call.press("1")
    return tuple(call.log)


def code_heard(office: Office, number: str, language: str) -> str:
    """The code as whoever picked up heard it: from the words of the number's last call."""
    (line, *_) = office.storage.pages.story.lines([number], 1).lines
    record = office.storage.records.get(line.attempt_id).body
    said = " ".join(each["text"] for each in record["transcript"] if each["who"] == "robot")
    figures = [
        str(FIGURES[language].index(word))
        for word in re.findall(r"\w+", said.lower())
        if word in FIGURES[language]
    ]
    return "".join(figures[-6:])


def ring(desk: Office, events: Events = CODE_TOLD) -> list[CallOrder]:
    """Place the calls that are due now; the orders of those that were placed."""
    lines = FakeLines(events)
    with CodeCalls(desk, lines) as calls:
        calls.place_due(NOON)
    return lines.placed


def ask(someone: Someone, number: str) -> Response:
    """Ask for a code."""
    return someone.submit("/me", number=number)


def prove(desk: Office, someone: Someone, number: str) -> None:
    """The whole way to the page."""
    assert ask(someone, number).status_code == 303
    (order,) = ring(desk)
    entered = someone.submit("/me/code", code=str(order.variables["code"]))
    assert entered.status_code == 303, entered.text

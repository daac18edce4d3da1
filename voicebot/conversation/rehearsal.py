"""A dialogue held without telephone or speech: typed words in, the robot's texts out.

Time is counted, not waited for: prompts take as long as their text would.
"""

from datetime import datetime
from typing import Literal

from voicebot.conversation import events
from voicebot.conversation.actions import (
    Action,
    Emit,
    HangUp,
    SaveOptOut,
    Say,
    StopSaying,
    Tick,
    Transfer,
    TurnOffers,
    WakeAt,
)
from voicebot.conversation.flow_parts import Flow
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.conversation.session import Session
from voicebot.conversation.wording import CHARACTERS_PER_SECOND

TYPED_CONFIDENCE = 0.95
"""Typed words are taken for certain, as far as recognition can be."""

NOTICED_AFTER_S = 0.6
"""A turn's end is noticed so long after its last sound."""

BARGE_IN_S = 0.25
"""Speech over a prompt stops it after so long."""


def rehearsed_order(flow: Flow, language: str, number: str | None, zone: str = "UTC") -> CallOrder:
    """An order for a call that is never placed, with the flow's own examples."""
    target = number or "sip:rehearsal@localhost"
    values: dict[str, object] = dict(flow.examples(language))
    return CallOrder(
        "rehearsal", flow.direction, target, number, flow.name, language, flow.purpose, values, zone
    )


class Rehearsal:
    """Drives one dialogue; `log` holds its events, `actions` all that it asked for."""

    def __init__(
        self,
        session: Session,
        order: CallOrder,
        now: datetime,
        *,
        transfers: bool = True,
        saves: bool = True,
        bars_offers: bool = False,
    ) -> None:
        self.session = session
        self.log: list[events.Event] = []
        self.actions: list[Action] = []
        self.prompt: Say | None = None
        self.now_s = 0.0
        self.over = False
        self._order = order
        self._began_at = now
        self._wake_s: float | None = None
        self._transfers = transfers
        self._saves = saves
        self._bars_offers = bars_offers

    def dial(self) -> None:
        """The call begins, and rings if it is ours."""
        order = self._order
        outbound = order.direction == "outbound"
        caller = None if outbound else order.number
        self.feed(
            events.Began(
                0.0,
                order.attempt_id,
                "outbound" if outbound else "inbound",
                order.target,
                order.flow,
                order.language,
                self._began_at,
                caller,
            )
        )
        if outbound:
            self.feed(events.Ringing(0.1))

    def answer(self) -> None:
        """It is answered."""
        self.now_s += 2.0
        self.feed(events.Answered(self.now_s))

    def finish_prompt(self) -> None:
        """Let the robot speak to the end of what it says now."""
        prompt = self.prompt
        if prompt is not None:
            self.now_s += len(prompt.text) / CHARACTERS_PER_SECOND
            self.prompt = None
            self.feed(events.PromptEnded(self.now_s, prompt.name, True))

    def speak(
        self,
        text: str,
        *,
        partials: tuple[str, ...] = (),
        stops_prompt: bool = True,
        confidence: float | None = None,
    ) -> None:
        """The person says something; over a prompt it stops that, unless it is a mere remark.

        `confidence`, 0 to 1, is how sure recognition is; typed words are taken for certain.
        """
        began = self.now_s
        self.feed(events.SpeechStarted(began))
        if self.prompt is not None and self.prompt.interruptible and stops_prompt:
            self.now_s += BARGE_IN_S
            self.feed(events.BargedIn(self.now_s, began))
            self._cut_prompt()
        for partial in partials:
            self.now_s += len(partial) / CHARACTERS_PER_SECOND / max(1, len(partials))
            self._hear(partial, began, final=False)
        ended = max(self.now_s, began + len(text) / CHARACTERS_PER_SECOND)
        self.now_s = ended + NOTICED_AFTER_S
        if not self.over:
            self.feed(events.SpeechEnded(ended, self.now_s))
        self._hear(text, began, final=True, to_s=ended, confidence=confidence)

    def hear_after_the_end(self, text: str) -> None:
        """Recognition finishes what was said before the call was over."""
        self._hear(text, self.now_s - 1.0, final=True)

    def press(self, key: str) -> None:
        """The person presses a key."""
        self.now_s += 0.5
        self.feed(events.KeyPressed(self.now_s, key))

    def beep(self) -> None:
        """An answering machine's tone."""
        self.now_s += 1.0
        self.feed(events.BeepHeard(self.now_s))

    def tone(self, kind: str) -> None:
        """A tone of the line: one of `LineTone`'s kinds."""
        self.now_s += 1.0
        self.feed(events.LineTone(self.now_s, kind))

    def keep_silent(self) -> None:
        """Nothing happens until the dialogue has waited long enough."""
        if self._wake_s is not None:
            self.now_s = max(self.now_s, self._wake_s)
            self._wake_s = None
            self._carry_out(self.session.on(Tick(self.now_s)))

    def hang_up(self) -> None:
        """The person ends the call."""
        self._cut_prompt()
        self._end("callee")

    def feed(self, event: events.Event) -> None:
        """Log an event, then let the dialogue act on it."""
        self.log.append(event)
        self._carry_out(self.session.on(event))

    def _hear(
        self,
        text: str,
        from_s: float,
        *,
        final: bool,
        to_s: float | None = None,
        confidence: float | None = None,
    ) -> None:
        until = self.now_s if to_s is None else to_s
        sure = TYPED_CONFIDENCE if confidence is None else confidence
        self.feed(events.Heard(self.now_s, text, sure, final, from_s, until))

    def _cut_prompt(self) -> None:
        prompt, self.prompt = self.prompt, None
        if prompt is not None:
            self.feed(events.PromptEnded(self.now_s, prompt.name, False))

    def _carry_out(self, wanted: tuple[Action, ...]) -> None:
        for action in wanted:
            self.actions.append(action)
            self._act(action)

    def _act(self, action: Action) -> None:
        match action:
            case Emit(event):
                self.log.append(event)
            case Say():
                self.prompt = action
                self.feed(events.PromptStarted(self.now_s, action.name, action.text))
            case StopSaying():
                self._cut_prompt()
            case SaveOptOut():
                self._save(action)
            case TurnOffers(_, on):
                turned = events.OffersTurned(self.now_s, on, on and self._bars_offers)
                failed = events.Failed(self.now_s, "no wish can be written")
                self.feed(turned if self._saves else failed)
            case WakeAt(at_s):
                self._wake_s = at_s
            case Transfer():
                self.feed(events.TransferEnded(self.now_s, self._transfers))
            case HangUp():
                self._end("robot")
            case _:
                pass

    def _save(self, wish: SaveOptOut) -> None:
        if not self._saves:
            self.feed(events.Failed(self.now_s, "no opt-out can be written"))
            return
        number = wish.number or self._order.number or self._order.target
        self.feed(
            events.OptOutSaved(
                self.now_s, f"rehearsed-{len(self.log)}", number, str(wish.scope), wish.words,
                "database", wish.speech_ended_s, str(wish.source),
            )
        )  # fmt: skip

    def _end(self, by: Literal["callee", "robot"]) -> None:
        if not self.over:
            self.over = True
            answered = any(isinstance(event, events.Answered) for event in self.log)
            result = NetworkResult.ANSWERED if answered else NetworkResult.NO_ANSWER
            self.feed(events.HungUp(self.now_s, by, Cause(result, 200 if answered else None)))

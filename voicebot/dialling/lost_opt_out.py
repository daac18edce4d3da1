"""The opt-out that a lost call left unsaved, found in its log and in what was heard again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from voicebot.conversation.answers import is_clear_no
from voicebot.conversation.events import (
    AnswererKnown,
    AskedWhetherToStop,
    Event,
    Heard,
    KeyPressed,
    PromptStarted,
    StopNotWanted,
    Understood,
)
from voicebot.conversation.ports import CallOrder
from voicebot.understanding.doubtful import counted, of_either
from voicebot.understanding.intents import AnsweredBy, Intent, Meaning, RefusalKind
from voicebot.understanding.meaning import Understanding

Understands = Callable[[], Understanding]
"""Loaded when there are words to understand: most calls that break off were silent."""

OPT_OUT_KEY = "9"  # in every outbound flow; an incoming caller may key a number with it
MACHINES = frozenset({AnsweredBy.MACHINE, AnsweredBy.INTERCEPT})


@dataclass(frozen=True, slots=True)
class LostCall:
    """What a call left behind. `events` are its log and what was heard again, in order."""

    order: CallOrder
    events: tuple[Event, ...]
    understanding: Understands

    def opt_out(self) -> Understood | None:
        """The first opt-out understood, heard or keyed; partial words count if unmistakable.

        Words that were asked about count unless the person said no: then what came before is
        settled. Of words that the call understood, its own verdict stands.
        """
        denied = [at for at, event in enumerate(self.events) if isinstance(event, StopNotWanted)]
        since = range(denied[-1] + 1 if denied else 0, len(self.events))
        return next((found for at in since if (found := self._demand(at))), None)

    def _demand(self, at: int) -> Understood | None:
        event = self.events[at]
        match event:
            case Understood(opt_out=True):
                return event
            case AskedWhetherToStop(at_s, text, confidence, kind):
                return Understood(at_s, text, Intent.OPT_OUT, confidence, kind, True, "not denied")
            case KeyPressed(at_s, key) if key == OPT_OUT_KEY and self.order.direction == "outbound":
                kind = RefusalKind.EXPLICIT_OPT_OUT
                return Understood(at_s, f"key {key}", Intent.OPT_OUT, 1.0, kind, True, f"key {key}")
            case Heard(_, text) if not self._was_understood(text, self.events[at + 1 :]):
                return self._in_words(event)
            case _:
                return None

    @staticmethod
    def _was_understood(text: str, later: tuple[Event, ...]) -> bool:
        return any(isinstance(event, Understood) and event.text == text for event in later)

    def _in_words(self, heard: Heard) -> Understood | None:
        understand = partial(self.understanding().meaning, language=self.order.language)
        meaning = of_either(understand, heard.text, heard.otherwise)
        if self._was_never_asked(heard):
            meaning = counted(meaning)
        if not meaning.opt_out or not (heard.final or meaning.unmistakable):
            return None
        return _understood(heard, meaning)

    def _was_never_asked(self, heard: Heard) -> bool:
        """True where the call would have asked whether to stop, and did not live to do it.

        It asks a person, once, on a call of ours, after it has begun to speak.
        """
        events = self.events
        answerers = [event.who for event in events if isinstance(event, AnswererKnown)]
        spoken = [event.at_s for event in events if isinstance(event, PromptStarted)]
        return (
            heard.final
            and self.order.direction == "outbound"
            and heard.to_s > min(spoken, default=heard.to_s)
            and not any(isinstance(event, AskedWhetherToStop) for event in events)
            and not (answerers and answerers[-1] in MACHINES)
            and not is_clear_no(heard.text, self.order.language)
        )


def _understood(heard: Heard, meaning: Meaning) -> Understood:
    sure = min(heard.confidence, meaning.confidence)
    kind, because = meaning.refusal_kind, meaning.because
    return Understood(heard.at_s, heard.text, meaning.intent, sure, kind, True, because)

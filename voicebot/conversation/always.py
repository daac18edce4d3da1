"""What the engine listens for in every flow, whatever its author wrote."""

from collections.abc import Callable
from dataclasses import dataclass

from voicebot.conversation.asking import Asking
from voicebot.conversation.events import GoalReached, Heard
from voicebot.conversation.handing_over import HandingOver
from voicebot.conversation.stepping import Stepping
from voicebot.conversation.stopping import OPT_OUT_KEY, SURE, Stopping
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.intents import Intent, Meaning, RefusalKind

OPERATOR_KEY = "0"

BEFORE_ANSWERS = frozenset(
    {
        Intent.WRONG_NUMBER,
        Intent.WRONG_PERSON,
        Intent.THIRD_PARTY,
        Intent.OPERATOR,
        Intent.COMPLAINT,
        Intent.EMERGENCY,
        Intent.OTHER_LANGUAGE,
    }
)
"""Acted upon even where a step's own answers would take the words."""

GOODBYES = {
    RefusalKind.SOFT_REFUSAL: "soft_refusal",
    RefusalKind.DEFERRED_REFUSAL: "deferred_refusal",
    RefusalKind.HOSTILE_REFUSAL: "hostile_refusal",
}


@dataclass(slots=True)
class Always:
    """Acts upon meanings and keys that count in every flow."""

    talk: Talk
    stopping: Stopping
    stepping: Stepping
    asking: Asking
    handing_over: HandingOver
    introduce: Callable[[], None]  # say who calls, from the beginning

    def key(self, key: str) -> bool:
        """Act upon a key that means the same everywhere; False if it is not one of those."""
        taking_number = self.talk.step is not None and self.talk.step.collects
        if taking_number and self.talk.phase is Phase.STEP:
            return False
        if key == OPT_OUT_KEY:
            if self._has_number():
                self.stopping.stop(self.stopping.key(key))
            return True
        if key == OPERATOR_KEY:
            self.handing_over.announce()
            return True
        return False

    def demand(self, meaning: Meaning, heard: Heard) -> bool:
        """Act upon a demand that calls stop; False if there is none, or it was met before."""
        if not meaning.opt_out:
            return False
        self.talk.understood(meaning)
        demand = self.stopping.spoken(meaning, heard)
        doubtful = meaning.confidence < SURE and self.talk.phase in (Phase.STEP, Phase.IDENTIFYING)
        if doubtful and self.talk.order.direction == "outbound":
            self.asking.shall_we_stop(demand)
        elif self._has_number():
            self.stopping.stop(demand)
        return True

    def is_urgent(self, meaning: Meaning) -> bool:
        """True for what comes before a step's own answers."""
        hostile = meaning.refusal_kind is RefusalKind.HOSTILE_REFUSAL
        return hostile or meaning.intent in BEFORE_ANSWERS

    def act(self, meaning: Meaning) -> bool:
        """Act upon a meaning; False if it is none of those that count everywhere."""
        talk, goodbye = self.talk, GOODBYES.get(meaning.refusal_kind or RefusalKind.NON_RESPONSE)
        match meaning.intent:
            case Intent.REFUSAL if goodbye:
                talk.close(goodbye, talk.phrase(goodbye))
            case Intent.WRONG_NUMBER | Intent.WRONG_PERSON | Intent.THIRD_PARTY | Intent.COMPLAINT:
                talk.close(str(meaning.intent), talk.phrase(str(meaning.intent)))
            case Intent.OPERATOR:
                self.handing_over.announce()
            case Intent.EMERGENCY:
                self.handing_over.announce(emergency=True)
            case Intent.CALLBACK:
                self.asking.call_back(meaning)
            case Intent.ALREADY_DONE if talk.identified:
                talk.emit(GoalReached(talk.now_s, "already_done"))
                talk.close("already_done", talk.phrase("already_done"))
            case Intent.WHO_IS_THIS | Intent.REPEAT | Intent.OTHER_LANGUAGE:
                self._say_again(meaning.intent)
            case _:
                return False
        return True

    def _has_number(self) -> bool:
        """Whether the person's number is known; a hidden caller is asked for it."""
        if self.stopping.knows_number():
            return True
        if self.talk.phase not in (Phase.OVER, Phase.SAVING):
            self.stepping.enter(self.talk.flow.anonymous)
        return False

    def _say_again(self, intent: Intent) -> None:
        talk = self.talk
        if intent is Intent.OTHER_LANGUAGE:
            self._other_language()
        elif not talk.identified:
            self.introduce()
        elif intent is Intent.REPEAT:
            self.stepping.say_step()
        else:
            about = talk.wording(talk.flow.about)
            self.stepping.ask_again(
                "who_is_this", talk.phrase("who_is_this"), about, talk.our_number()
            )

    def _other_language(self) -> None:
        talk = self.talk
        others = [language for language in talk.flow.languages if language != talk.language]
        if not others:
            talk.close("language_unknown", talk.phrase("language_unknown"))
            return
        talk.language = others[0]
        self.introduce()

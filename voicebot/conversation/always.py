"""What the engine listens for in every flow, whatever its author wrote."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from voicebot.conversation.answers import is_clear_no
from voicebot.conversation.asking import Asking
from voicebot.conversation.believing import HARDLY_HEARD
from voicebot.conversation.changing_language import ChangingLanguage
from voicebot.conversation.doubt import Doubt
from voicebot.conversation.events import GoalReached, Heard
from voicebot.conversation.handing_over import HandingOver
from voicebot.conversation.stepping import Stepping
from voicebot.conversation.stopping import OPT_OUT_KEY, SURE, Stopping
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.doubtful import is_likely
from voicebot.understanding.intents import Intent, Meaning, RefusalKind

OPERATOR_KEY = "0"

LIKELIER_THAN_NOT = 0.5

BEFORE_ANSWERS = frozenset(
    {
        Intent.WRONG_NUMBER,
        Intent.WRONG_PERSON,
        Intent.THIRD_PARTY,
        Intent.OPERATOR,
        Intent.COMPLAINT,
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
    doubt: Doubt
    handing_over: HandingOver
    changing_language: ChangingLanguage
    introduce: Callable[[], None]  # say who calls, from the beginning

    def key(self, key: str) -> bool:
        """Act upon a key that means the same everywhere; False if it is not one of those."""
        taking_number = self.talk.step is not None and self.talk.step.collects
        if taking_number and self.talk.phase is Phase.STEP:
            return False
        if key == OPT_OUT_KEY:
            if self._has_number():
                self.stopping.stop(self.doubt.joined(self.stopping.key(key)))
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
        if meaning.confidence < SURE and self.doubt.may_be_asked():
            self.asking.shall_we_stop(meaning, demand)
        elif self._has_number():
            self.stopping.stop(self.doubt.joined(demand))
        return True

    def likely_demand(self, meaning: Meaning, heard: Heard) -> bool:
        """Ask about what is likely a demand that calls stop; False if there is nothing to ask."""
        denied = is_clear_no(meaning.text, self.talk.language)
        if denied or not is_likely(meaning) or not self.doubt.may_be_asked():
            return False
        demand = self.stopping.spoken(meaning, heard)
        if meaning.confidence < LIKELIER_THAN_NOT:  # what else they may mean decides nothing
            meaning = replace(meaning, intent=Intent.OTHER, refusal_kind=None)
        self.talk.understood(meaning)
        self.asking.shall_we_stop(meaning, demand)
        return True

    def emergency(self, meaning: Meaning, heard: Heard) -> bool:
        """Somebody is in danger: nothing else matters, and it refuses nothing. False if not, or if
        they were told already what to do.

        A demand that calls stop, in the same breath, is saved without a word about it.
        """
        if meaning.intent is not Intent.EMERGENCY or self.talk.in_danger:
            return False
        self.talk.understood(meaning)
        spoken = self.stopping.spoken(meaning, heard)
        demand = self.doubt.joined(spoken) if meaning.opt_out else None
        self.doubt.drop()
        self.handing_over.in_danger()
        if demand is not None and self.stopping.knows_number():
            self.stopping.stop(demand)
        return True

    def go_on(self) -> None:
        """A clear no to "shall we stop": what was said before it still means something."""
        first = self.doubt.meaning
        if first is not None and not first.opt_out and self.is_urgent(first):
            self.asking.settled()
            self.act(first)
        else:
            self.asking.go_on()

    def asked_again(self, meaning: Meaning) -> bool:
        """Put the question in the language they ask for; False if we do not speak that."""
        if not self.changing_language.changed(meaning):
            return False
        self.doubt.say()
        return True

    def misheard(self, heard: Heard) -> bool:
        """Words that mean nothing, and were hard to recognise twice: is that another language?"""
        talk = self.talk
        asks = talk.step is not None and talk.step.asks and not talk.step.collects
        if heard.confidence >= HARDLY_HEARD or talk.saying is not None or not asks:
            talk.badly_heard = 0
            return False
        talk.badly_heard += 1
        return talk.badly_heard >= 2 and self.changing_language.tried()

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
            case Intent.CALLBACK:
                self.asking.call_back(meaning)
            case Intent.ALREADY_DONE if talk.identified:
                talk.emit(GoalReached(talk.now_s, "already_done"))
                talk.close("already_done", talk.phrase("already_done"))
            case Intent.WHO_IS_THIS | Intent.REPEAT | Intent.OTHER_LANGUAGE:
                self._say_again(meaning)
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

    def _say_again(self, meaning: Meaning) -> None:
        talk, intent = self.talk, meaning.intent
        if intent is Intent.OTHER_LANGUAGE:
            self.changing_language.asked(meaning)
        elif not talk.identified:
            self.introduce()
        elif intent is Intent.REPEAT:
            self.stepping.say_step()
        else:
            about = talk.wording(talk.flow.about)
            self.stepping.ask_again(
                "who_is_this", talk.phrase("who_is_this"), about, talk.our_number()
            )

"""The person's words: to whom they matter, given where the conversation stands."""

from dataclasses import dataclass, replace

from voicebot.conversation.always import Always
from voicebot.conversation.answers import is_clear_no, is_plain_no
from voicebot.conversation.asking import Asking, Question
from voicebot.conversation.believing import believed
from voicebot.conversation.events import Heard
from voicebot.conversation.nods import is_nod
from voicebot.conversation.opening import Opening
from voicebot.conversation.stepping import SILENCE_S, Stepping
from voicebot.conversation.stopping import Stopping
from voicebot.conversation.talk import MAX_TURNS, Phase, Talk
from voicebot.understanding.doubtful import is_likely
from voicebot.understanding.intents import AnsweredBy, Intent, Meaning

DEAF = frozenset({Phase.SAVING, Phase.BEEP, Phase.MESSAGE})
"""Words matter here only if they are an unmistakable demand to stop."""

SAYS_NOTHING = frozenset({Intent.OTHER, Intent.GREETING, Intent.BACKCHANNEL})
"""Such words do not tell a person from a machine."""

SURE_OF_A_GREETING = 0.85
"""A demand to stop that takes the place of a greeting is understood at least so surely."""

SURELY_HEARD = 0.7
"""Of words less surely recognised, said before we have said any, only a demand to stop counts:
nobody says "no" to who has not spoken, and a short "hello" is what telephones garble most."""


@dataclass(slots=True)
class Hearing:
    """Hands words on."""

    talk: Talk
    stopping: Stopping
    stepping: Stepping
    asking: Asking
    opening: Opening
    always: Always

    def heard(self, heard: Heard) -> None:
        """A partial result, or the words of a whole turn."""
        if heard.final:
            self.talk.awaited = max(0, self.talk.awaited - 1)
        if self.talk.phase is Phase.RINGING:
            self.opening.announced(heard)
        elif self.talk.phase is Phase.OVER:
            self._after_the_end(heard)
        elif not heard.text.strip():
            if heard.final and not self.talk.hearing:
                self.no_words()
        elif heard.final:
            self._final(heard)
        else:
            self._partial(heard)

    def no_words(self) -> None:
        """Nothing was said, or nothing that could be recognised."""
        talk = self.talk
        match talk.phase:
            case Phase.STEP:
                self.stepping.nothing_said()
            case Phase.ASKING if talk.saying is None:
                talk.wait(SILENCE_S)
            case Phase.CLOSING if talk.saying is None:
                self.last_words_over()
            case Phase.GREETING | Phase.IDENTIFYING | Phase.BEEP | Phase.SCREENED:
                self.opening.no_words()
            case _:
                pass

    def last_words_over(self) -> None:
        """The call ends, unless something that was said to nobody can be asked about now."""
        kept = self.always.doubt.recalled()
        if kept is None:
            self.talk.hang_up()
        else:
            self.asking.shall_we_stop(*kept)

    def _partial(self, heard: Heard) -> None:
        """Unfinished words are enough for an unmistakable demand, or a clear announcement."""
        meaning = self.talk.understand(heard.text)
        if _is_unmistakable(meaning):
            self._demand(meaning, heard)
        elif self.talk.phase is Phase.GREETING:
            self.opening.announced(heard)

    def _final(self, heard: Heard) -> None:
        talk = self.talk
        expecting = frozenset() if talk.into_prompt(heard) else self.stepping.expecting()
        meaning = self._likely(believed(talk.understand_heard(heard, expecting), heard), heard)
        if _is_unmistakable(meaning):
            self._demand(meaning, heard)
            return
        if talk.phase is Phase.SAVING and self.always.emergency(meaning, heard):
            return  # the demand is on its way to the disk, whatever is said meanwhile
        if talk.phase in DEAF:
            if meaning.intent is Intent.EMERGENCY and self._demand(meaning, heard):
                return
            self.opening.no_person.machine_speaks(heard)
            return
        if self.opening.is_no_person(heard):
            return
        self._is_a_person_after_all(meaning)
        talk.turns += 1
        if self._comes_first(meaning, heard):
            return
        match talk.phase:
            case Phase.CLOSING | Phase.TRANSFERRING:
                self._no_longer_matters(meaning, heard)
            case _ if talk.turns > MAX_TURNS:
                talk.understood(meaning)
                self.stepping.give_up()
            case Phase.ASKING:
                self._to_question(meaning, heard)
            case Phase.STEP:
                self._to_step(meaning, heard)
            case _:
                self._to_opening(meaning)

    def _no_longer_matters(self, meaning: Meaning, heard: Heard) -> None:
        """The call ends or is handed over; a likely demand is remembered for when nobody comes."""
        self.talk.understood(meaning)
        if self.talk.phase is Phase.TRANSFERRING and self._may_demand(meaning):
            self.always.doubt.remember(meaning, self.stopping.spoken(meaning, heard))
        self.no_words()

    def _is_a_person_after_all(self, meaning: Meaning) -> None:
        """Silence before the first words left it open; a demand, or an answer, tells."""
        talk = self.talk
        answers = talk.phase in (Phase.STEP, Phase.ASKING) and meaning.intent not in SAYS_NOTHING
        urgent = meaning.opt_out or meaning.unclear_demand or meaning.intent is Intent.EMERGENCY
        if talk.who is AnsweredBy.NOT_SURE and (answers or urgent):
            talk.answered_by(AnsweredBy.HUMAN, "words that a person says to us")

    def _comes_first(self, meaning: Meaning, heard: Heard) -> bool:
        """Danger, what was answered about calls, demands: whatever the conversation is at."""
        if self.always.emergency(meaning, heard):
            return True
        if self.asking.denies(meaning):
            self.talk.understood(_as_answer(meaning, "no"))
            self.always.go_on()
            return True
        if self.asking.wants_calls(meaning):
            self.talk.understood(meaning)
            self.asking.settled()
            return self.always.act(meaning)
        return self._demand(meaning, heard) or self.always.likely_demand(meaning, heard)

    def _likely(self, meaning: Meaning, heard: Heard) -> Meaning:
        """Before we have said a word, what only sounds like a demand to stop is a greeting."""
        first_s = self.talk.first_said_s
        outbound = self.talk.order.direction == "outbound"
        early = outbound and (first_s is None or heard.to_s <= first_s)
        guessed = heard.confidence < SURELY_HEARD and not meaning.opt_out
        doubtful = meaning.opt_out and meaning.confidence < SURE_OF_A_GREETING
        doubtful = doubtful or meaning.unclear_demand
        if early and (guessed or doubtful) and meaning.intent is not Intent.EMERGENCY:
            return replace(
                meaning, intent=Intent.OTHER, opt_out=False, refusal_kind=None, unclear_demand=False
            )
        return meaning

    def _demand(self, meaning: Meaning, heard: Heard) -> bool:
        """A demand to stop; at the read-back of a number it means that number as well."""
        talk, number = self.talk, self.talk.values.get("number")
        if not meaning.opt_out or self.stopping.awaited:
            return meaning.opt_out
        if not number or is_plain_no(meaning.text, talk.language):
            return self.always.demand(meaning, heard)
        talk.understood(meaning)
        demand = self.stopping.spoken(meaning, heard)
        self.stopping.stop(demand, str(number))
        if talk.order.number is not None:
            self.stopping.stop(demand)
        return True

    def _to_opening(self, meaning: Meaning) -> None:
        """Before the person knows who calls, most words are a greeting."""
        talk = self.talk
        talk.understood(meaning)
        speaking_on = talk.saying is not None
        if is_plain_no(meaning.text, talk.language):
            acted = False
        elif speaking_on and meaning.intent in (Intent.WHO_IS_THIS, Intent.REPEAT):
            acted = True  # it is being said
        else:
            acted = self.always.act(meaning)
        if not acted and talk.phase is Phase.SCREENED:
            self.opening.introduce()
        elif not acted:
            self.opening.no_words()

    def _to_step(self, meaning: Meaning, heard: Heard) -> None:
        talk = self.talk
        if meaning.intent is Intent.BACKCHANNEL or self._nodded(heard):
            talk.understood(meaning)
            self.stepping.nothing_said()
            return
        if meaning.intent is Intent.AFFIRM and talk.into_prompt(heard):
            talk.understood(meaning)  # a "yes, yes" into our speech confirms nothing
            self.stepping.nothing_said()
            return
        if self.always.is_urgent(meaning):
            talk.understood(meaning)
            self.always.act(meaning)
            return
        answer = self.stepping.answer(meaning, heard)
        talk.understood(meaning if answer is None else _as_answer(meaning, answer.says))
        if answer is not None:
            self.stepping.take(answer)
        elif meaning.intent is Intent.GREETING:
            self.stepping.greeted()
        elif not self.always.act(meaning) and not self.always.misheard(heard):
            self.stepping.words(meaning, heard)

    def _nodded(self, heard: Heard) -> bool:
        """A nod stopped a prompt that was not heard out: it is no answer, and we go on."""
        stopped = self.talk.cut_short is not None and not self.stepping.said_whole
        return stopped and is_nod(heard.text, self.talk.language)

    def _to_question(self, meaning: Meaning, heard: Heard) -> None:
        asking = self.asking
        plain_no = is_plain_no(meaning.text, self.talk.language)
        self.talk.understood(_as_answer(meaning, "no") if plain_no else meaning)
        to_ours = asking.open is Question.SHALL_WE_STOP
        if to_ours and meaning.intent is Intent.OTHER_LANGUAGE and self.always.asked_again(meaning):
            return
        if self.always.is_urgent(meaning) and not to_ours:
            self.always.act(meaning)
        else:
            asking.answered(meaning, self.stopping.spoken(meaning, heard))

    def _after_the_end(self, heard: Heard) -> None:
        """The line is dead, and what was said before still counts; no answer will come later."""
        if heard.final and heard.text.strip():
            self._last_words(heard)
        if heard.final and not self.talk.hearing:
            self.always.doubt.never_denied()

    def _last_words(self, heard: Heard) -> None:
        talk, doubt = self.talk, self.always.doubt
        if talk.never_answered and self.opening.was_announcement(heard):
            return
        meaning = believed(talk.understand_heard(heard), heard)
        plain = _is_unmistakable(meaning) or meaning.intent is Intent.EMERGENCY
        if talk.who in (AnsweredBy.MACHINE, AnsweredBy.INTERCEPT) and not plain:
            return
        if doubt.spared_by(meaning):
            other = meaning.intent in (Intent.EMERGENCY, Intent.CALLBACK)
            talk.understood(meaning if other else _as_answer(meaning, "no"))
            doubt.drop()
            return
        if self._demand(meaning, heard):
            return
        talk.understood(meaning)
        if self._may_demand(meaning):
            doubt.left_with(self.stopping.spoken(meaning, heard))
        if doubt.asked and meaning.intent not in (Intent.BACKCHANNEL, Intent.GREETING):
            doubt.agreed(self.stopping.spoken(meaning, heard))

    def _may_demand(self, meaning: Meaning) -> bool:
        """True for a likely demand that is not a clear no to one."""
        return is_likely(meaning) and not is_clear_no(meaning.text, self.talk.language)


def _is_unmistakable(meaning: Meaning) -> bool:
    """True for a demand to stop that needs no further words; beside an emergency it waits."""
    return meaning.intent is Intent.OPT_OUT and meaning.unmistakable


def _as_answer(meaning: Meaning, answer: str) -> Meaning:
    """A "no" that was asked for is an answer, and refuses nothing."""
    if meaning.intent is Intent.AFFIRM:
        return meaning
    because = f"answer {answer!r}"
    return replace(meaning, intent=Intent.OTHER, refusal_kind=None, opt_out=False, because=because)

"""The flow's own steps: said, answered, asked again, left."""

from dataclasses import dataclass

from voicebot.conversation.answers import answer_by_key, answer_by_words, expected
from voicebot.conversation.events import (
    AskedAboutSilence,
    GoalReached,
    Heard,
    SatisfactionTold,
    SilenceEnded,
    StepEntered,
)
from voicebot.conversation.flow_parts import END, OPERATOR, Answer, Step
from voicebot.conversation.handing_over import HandingOver
from voicebot.conversation.number_taking import NumberTaking
from voicebot.conversation.offering import Offering
from voicebot.conversation.stopping import Demand, Stopping
from voicebot.conversation.talk import Phase, Talk
from voicebot.understanding.intents import Meaning, RefusalKind

SILENCE_S = 6.0
"""Nobody answered for so long after a question: ask whether anyone is there."""

RESUMED_AT_MOST = 2
"""A prompt cut short by a mere "mhm" is begun again so often."""


@dataclass(slots=True)
class Stepping:
    """Walks the flow's steps."""

    talk: Talk
    stopping: Stopping
    taking: NumberTaking
    handing_over: HandingOver
    offering: Offering
    unclear: int = 0  # times the step was not understood
    asked_silence: bool = False
    resumed: int = 0
    said_whole: bool = False  # the step was heard out
    last: Demand | None = None  # the words or key that led to the present step

    def begin(self) -> None:
        """The first step; a hidden caller begins where the number is asked for."""
        flow = self.talk.flow
        hidden = not self.stopping.knows_number()
        self.enter(flow.anonymous if hidden and flow.anonymous else flow.start)

    def enter(self, name: str) -> None:
        """Go on to a step, to the end, or to a person."""
        if name == OPERATOR:
            self.handing_over.announce()
        elif name == END or name not in self.talk.flow.steps:
            self.talk.hang_up()
        else:
            self._enter(self.talk.flow.steps[name])

    def resume(self) -> None:
        """Say the present step, or the first one if none was begun."""
        if self.talk.step is None:
            self.begin()
        else:
            self.say_step()

    def say_step(self, *before: str) -> None:
        """Say the step whole, after `before`."""
        step = self._step()
        self.talk.phase = Phase.STEP
        self.said_whole = False
        self.talk.say(step.name, " ".join((*before, self.talk.wording(step.say))))

    def ask_again(self, name: str, *before: str) -> None:
        """Say something and put the step's question again."""
        if self.talk.step is None or not self.said_whole:
            return self.say_step(*before) if self.talk.step else self.begin()
        step = self.talk.step
        question = self.talk.wording(step.question) or self.talk.wording(step.say)
        self.talk.phase = Phase.STEP
        self.talk.say(name, " ".join((*before, question)))
        return None

    def prompt_over(self) -> None:
        """The step, or its question put again, was heard out."""
        self.said_whole = True
        if self.talk.hearing:
            self.talk.wait_for_words()
        elif self._step().asks:
            self.talk.wait(self.taking.pause_s() or SILENCE_S)
        else:
            self.enter(self._step().then)

    def key(self, key: str) -> None:
        """A key that is not one of the engine's."""
        step = self._step()
        if step.collects:
            self._number(self.taking.key(key))
            return
        answer = answer_by_key(step, key)
        if answer is None:
            self.not_understood()
        else:
            self.last = self.stopping.key(key)
            self._remember(answer, key)
            self.take(answer)

    def expecting(self) -> frozenset[str]:
        """Intents that the present step has answers for."""
        return expected(self.talk.step) if self.talk.step else frozenset()

    def answer(self, meaning: Meaning, heard: Heard) -> Answer | None:
        """The step's answer that these words are, if they are one."""
        if self.talk.step is None:
            return None
        found, figure = answer_by_words(self.talk.step, meaning, self.talk.language)
        if found is not None:
            self.last = self.stopping.spoken(meaning, heard)
            self._remember(found, figure)
        return found

    def take(self, answer: Answer) -> None:
        """Go where an answer leads."""
        self.enter(answer.go)

    def words(self, meaning: Meaning, heard: Heard) -> None:
        """Words that are no answer and nothing the engine acts upon."""
        step = self._step()
        if step.collects:
            self.last = self.stopping.spoken(meaning, heard)
            self._number(self.taking.words(heard.text))
        elif self.talk.saying is not None:
            return  # a remark into our speech, which goes on
        elif not step.asks:
            self._go_on()
        else:
            self.not_understood()

    def nothing_said(self) -> None:
        """A cough, an "mhm", or words that never came."""
        talk = self.talk
        if talk.saying is not None:
            return
        if talk.cut_short is not None and self.resumed < RESUMED_AT_MOST:
            self.resumed += 1
            again = talk.cut_short
            talk.say(again.name, again.text, interruptible=again.interruptible)
        elif self._step().asks:
            talk.wait(self.taking.pause_s() or SILENCE_S)
        else:
            self._go_on()

    def greeted(self) -> None:
        """ "Hello?": they did not hear the question."""
        if self.talk.saying is None and self.talk.cut_short is None and self._step().asks:
            self.resumed += 1
            if self.resumed <= RESUMED_AT_MOST:
                self.ask_again(self._step().name)
                return
        self.nothing_said()

    def silence(self) -> None:
        """Nobody answered in time."""
        talk = self.talk
        if self.taking.begun:
            self._number(self.taking.ended())
        elif not self._step().asks:
            self._go_on()
        elif self.asked_silence:
            talk.emit(SilenceEnded(talk.now_s))
            talk.close("silence_goodbye", talk.phrase("silence_goodbye"))
        else:
            self.asked_silence = True
            talk.emit(AskedAboutSilence(talk.now_s))
            self.ask_again("are_you_there", talk.phrase("are_you_there"))

    def not_understood(self) -> None:
        """Ask once more; the second time end courteously."""
        talk = self.talk
        self.unclear += 1
        if self.unclear > 1:
            self.give_up()
            return
        sorry = talk.wording(self._step().unclear)
        if sorry:
            talk.say("did_not_understand", sorry)
        else:
            self.ask_again("did_not_understand", talk.phrase("did_not_understand"))

    def give_up(self) -> None:
        """End a call that leads nowhere."""
        talk = self.talk
        talk.close(
            "unclear_goodbye", talk.phrase("unclear_goodbye"), talk.our_number(),
            talk.phrase("goodbye"),
        )  # fmt: skip

    # --- within a step ------------------------------------------------------------------------

    def _step(self) -> Step:
        return self.talk.step or self.talk.flow.steps[self.talk.flow.start]

    def _enter(self, step: Step) -> None:
        talk = self.talk
        talk.step = step
        talk.phase = Phase.STEP
        self.unclear, self.asked_silence, self.resumed = 0, False, 0
        self.taking.forget()
        talk.emit(StepEntered(talk.now_s, step.name))
        if step.stops:
            self._stop_calling(step)
            return
        if step.offers:
            self.offering.turn(step, self.last.words if self.last else "")
            return
        if step.goal:
            talk.emit(GoalReached(talk.now_s, step.goal, str(talk.values.get("answer", ""))))
        self.say_step()

    def _remember(self, given: Answer, figure: str) -> None:
        """Keep the figure that was given or meant, where the step asked for one."""
        step, figure = self._step(), figure or given.means
        on_a_scale = any(len(answer.figures) > 1 for answer in step.answers)
        self.talk.values["answer"] = figure if on_a_scale else ""
        told = step.satisfied(figure)
        if told is not None:
            self.talk.emit(SatisfactionTold(self.talk.now_s, told))

    def _go_on(self) -> None:
        self.enter(self._step().then)

    def _number(self, done: bool) -> None:
        """A number is being taken; `done` when it is said or entered to its end."""
        talk = self.talk
        if not done:
            talk.stop_saying()
            talk.wait(self.taking.pause_s() or SILENCE_S)
            return
        number = self.taking.number()
        self.taking.forget()
        if number is None:
            self.unclear += 1
            if self.unclear > 2:
                self.give_up()
            else:
                self.ask_again("number_again", talk.phrase("number_again"))
        else:
            talk.values["number"] = number
            self._go_on()

    def _stop_calling(self, step: Step) -> None:
        """Save the caller's number or the one that was taken; the step's words acknowledge it."""
        talk, number = self.talk, str(self.talk.values.get("number") or "")
        if step.stops == "caller" and not self.stopping.knows_number():
            self.enter(talk.flow.anonymous)
            return
        if step.stops == "number" and not number:
            self.enter(talk.flow.anonymous)
            return
        demand = self.last or Demand("", 1.0, RefusalKind.EXPLICIT_OPT_OUT, talk.now_s)
        self.stopping.step = step
        if step.goal:
            talk.emit(GoalReached(talk.now_s, step.goal))
        if not self.stopping.stop(demand, number if step.stops == "number" else None):
            talk.close(step.name, talk.wording(step.say))  # it is saved already

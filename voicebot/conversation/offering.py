"""The optional kinds of notice, turned off or on by the caller: saved first, then acknowledged."""

from dataclasses import dataclass

from voicebot.conversation.actions import TurnOffers
from voicebot.conversation.events import GoalReached
from voicebot.conversation.flow_parts import Step
from voicebot.conversation.talk import Phase, Talk


@dataclass(slots=True)
class Offering:
    """One such wish at most is on its way to the disk; `step` has the words to acknowledge it."""

    talk: Talk
    step: Step | None = None

    def turn(self, step: Step, words: str) -> None:
        """Have it saved for the caller's own number; a hidden one is told why that cannot be."""
        talk, number = self.talk, self.talk.order.number
        if number is None:
            talk.close("offers_need_number", talk.phrase("offers_need_number"))
            return
        self.step = step
        talk.phase = Phase.SAVING
        talk.stop_saying()
        talk.stop_waiting()
        talk.out.append(TurnOffers(number, step.offers == "on", words))

    @property
    def awaited(self) -> bool:
        """True while the disk has not answered."""
        return self.step is not None

    def turned(self, barred: bool) -> None:
        """It is on disk: say so, and do not promise what a wider opt-out forbids all the same."""
        step, self.step = self.step, None
        if step is None or self.talk.phase is not Phase.SAVING:
            return
        self.talk.emit(GoalReached(self.talk.now_s, step.goal or f"offers_{step.offers}"))
        if barred:
            self.talk.close("offers_still_barred", self.talk.phrase("offers_still_barred"))
        else:
            self.talk.close(step.name, self.talk.wording(step.say))

    def not_turned(self) -> None:
        """It could not be written: promise nothing."""
        self.step = None
        talk = self.talk
        talk.close(
            "offers_not_saved", talk.phrase("offers_not_saved"), talk.our_number(),
            talk.phrase("goodbye"),
        )  # fmt: skip

"""What decided an outcome, in words: what the person said, or what else happened."""

from dataclasses import dataclass

from voicebot.dashboard.languages import mark
from voicebot.outcomes.record import Outcome

HAPPENED = {
    "the message was left": mark("the message was left"),
    "a machine answered": mark("a machine answered"),
    "a supervisor took the call": mark("a supervisor took the call"),
    "the operators took the call": mark("the operators took the call"),
    "asked to call later": mark("they asked to be called later"),
    "the call's log breaks off": mark("the call's log breaks off"),
    "nobody spoke": mark("nobody spoke"),
    "hung up without a word": mark("they hung up without a word"),
    "hung up at our first words": mark("they hung up at our first words"),
    "nothing was said to the person": mark("nothing was said to the person"),
    "ended by a supervisor": mark("a supervisor ended the call"),
    "words were not recognised in time": mark("what they said was not recognised in time"),
    "ended by the callee": mark("they hung up before the end"),
    "ended by the robot": mark("the robot ended the call"),
    "ended by the network": mark("the network ended the call"),
    "ended by the log": mark("the call's log breaks off"),
    "goal: confirmed": mark("they confirmed"),
    "goal: completed": mark("the conversation came to its end"),
    "goal: reschedule": mark("they asked for another time"),
}
UNSAVED = "not saved: "
KEY = "pressed key "


@dataclass(frozen=True, slots=True)
class Because:
    """`words` were said by the person; else `happened` says what did, marked for translation."""

    words: str = ""
    happened: str = ""


def because(outcome: Outcome | None) -> Because:
    """What decided; nothing where the call's log is gone."""
    if outcome is None or not outcome.because:
        return Because()
    told = outcome.because.removeprefix(UNSAVED)
    if told in HAPPENED:
        return Because(happened=HAPPENED[told])
    if told.startswith(KEY):
        return Because(happened=mark("they pressed a key"))
    said = {line.text for line in outcome.transcript if line.who == "callee"}
    if told in said or outcome.opt_out is not None or told != outcome.because:
        return Because(words=told)
    return Because(happened=told)

"""Events of a call that a supervisor sees between the words."""

from dataclasses import dataclass

from voicebot.conversation import events
from voicebot.conversation.events import Event
from voicebot.dashboard.languages import mark
from voicebot.dashboard.tones import BAD, CALM, CARE, GOOD


@dataclass(frozen=True, slots=True)
class Happening:
    """A marked text, with a term of the rules or a person's own words beside it."""

    what: str
    tone: str = CALM
    term: tuple[str, str] | None = None
    said: str = ""


PLAIN: dict[type[Event], Happening] = {
    events.RecordingBegan: Happening(mark("told of the recording: it begins")),
    events.BeepHeard: Happening(mark("the machine's tone")),
    events.OptOutAcknowledged: Happening(mark("told that calls stop")),
    events.AskedWhetherToStop: Happening(mark("asked whether calls shall stop"), CARE),
    events.StopNotWanted: Happening(mark("calls need not stop")),
    events.CallbackAsked: Happening(mark("asked to be called back"), GOOD),
    events.GoalReached: Happening(mark("the goal of the call is reached"), GOOD),
    events.MessageLeft: Happening(mark("the message was left"), GOOD),
    events.SilenceEnded: Happening(mark("nobody speaks")),
    events.TransferStarted: Happening(mark("being handed over")),
    events.RecognitionFellBehind: Happening(mark("recognition is behind"), CARE),
    events.Failed: Happening(mark("our side broke"), BAD),
}


def happening(event: Event) -> Happening | None:
    """What is told of an event; None for one that only the words show, or nobody asks for."""
    told = PLAIN.get(type(event))
    match event:
        case events.AnswererKnown(_, who):
            told = Happening(mark("answered by:"), term=("answered_by", str(who)))
        case events.KeyPressed(_, key):
            told = Happening(mark("key pressed:"), said=key)
        case events.OptOutSaved():
            told = SAVED[event.where]
        case events.TransferEnded(_, ok):
            told = TAKEN if ok else NOT_TAKEN
        case events.TakenOver(_, user):
            told = Happening(mark("taken over by:"), CARE, ("user", user))
        case events.EndedBySupervisor(_, user):
            told = Happening(mark("ended by:"), CARE, ("user", user))
        case events.HungUp(_, by):
            told = Happening(HUNG_UP[by])
    return told


SAVED = {
    "database": Happening(mark("opt-out saved"), BAD),
    "spool": Happening(mark("opt-out saved in the spool"), BAD),
}
TAKEN = Happening(mark("handed over"), GOOD)
NOT_TAKEN = Happening(mark("nobody took the call"), CARE)
HUNG_UP = {
    "callee": mark("the person hung up"),
    "robot": mark("the robot hung up"),
    "network": mark("the network ended the call"),
}

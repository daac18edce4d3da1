"""Whoever else picks up: a screener, a full mailbox, an announcement, a receptionist."""

from voicebot.contacts.suppression import SuppressionReason as Reason
from voicebot.conversation.network import NetworkResult as Network
from voicebot.outcomes.disposition import Disposition
from voicebot.simulation.part import says
from voicebot.simulation.persona import Announces, Called, LeftAlone, Persona, PicksUp
from voicebot.simulation.script import After, HangUp, Line, OnPause, Say, Script
from voicebot.understanding.intents import AnsweredBy

RECEPTIONIST = Persona(
    "receptionist",
    "greets at length, as companies do, and confirms",
    first=Called(Disposition.CONFIRMED),
    second=Called(Disposition.CONFIRMED),
    script=Script(
        (says(After(0.4), "receptionist"), says(OnPause(), "yes_confirm", "i_will_come")),
        again=(Say(("yes_confirm",)), Say(("yes",))),
    ),
)
SCREENER = Persona(
    "call_screener",
    "a telephone's assistant asks who calls, and puts nobody through",
    first=Called(Disposition.NOT_REACHED, AnsweredBy.CALL_SCREENER),
    second=Called(Disposition.NOT_REACHED, AnsweredBy.CALL_SCREENER),
    taking=PicksUp(0.5),
    script=Script((says(After(0.4), "screener"), Line(OnPause(1.2), HangUp()))),
)
MAILBOX_FULL = Persona(
    "mailbox_full",
    "a mailbox that takes no more messages",
    first=Called(Disposition.VOICEMAIL_NOT_LEFT, AnsweredBy.MACHINE),
    second=Called(Disposition.VOICEMAIL_NOT_LEFT, AnsweredBy.MACHINE),
    taking=PicksUp(0.5),
    script=Script((says(After(0.4), "mailbox_full"),), patience_s=12.0),
)
OUT_OF_SERVICE = Persona(
    "announced_out_of_service",
    "an announcement says that nobody has the number, and the code does not",
    first=Called(Disposition.NOT_REACHED, AnsweredBy.INTERCEPT, network=Network.NO_ANSWER),
    second=LeftAlone(Reason.INVALID_NUMBER),
    taking=Announces("out_of_service", 480, 19),
)
ANSWERING = (RECEPTIONIST, SCREENER, MAILBOX_FULL, OUT_OF_SERVICE)

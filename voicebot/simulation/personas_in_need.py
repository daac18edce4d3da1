"""People who need something else than the call is about: help, another language, another time."""

from voicebot.outcomes.disposition import Disposition
from voicebot.simulation.part import brief, says
from voicebot.simulation.persona import Called, Persona
from voicebot.simulation.script import After, HangUp, Into, Line, OnPause
from voicebot.understanding.intents import AnsweredBy

IN_DANGER = Persona(
    "in_danger",
    "calls for help: told whom to ring, then put through",
    first=Called(Disposition.TRANSFERRED),
    second=Called(Disposition.TRANSFERRED),
    without_operators=Called(Disposition.PARTIAL),
    script=brief(says(Into(1.5), "ambulance", "fire"), Line(After(14.0), HangUp())),
)
SPEAKS_THE_OTHER_LANGUAGE = Persona(
    "speaks_the_other_language",
    "asks for the other language, and confirms in it",
    first=Called(Disposition.CONFIRMED),
    second=Called(Disposition.CONFIRMED),
    script=brief(
        says(Into(1.5), "not_my_language"),
        says(OnPause(1.2), "confirm_in_the_other_language"),
        again=("confirm_in_the_other_language",),
    ),
)
CANNOT_STOP_DRIVING = Persona(
    "cannot_stop_driving",
    "cannot stop, for he drives: that refuses nothing",
    first=Called(Disposition.CALLBACK_REQUESTED, AnsweredBy.NOT_SURE),  # machines say it too
    second=Called(Disposition.CALLBACK_REQUESTED, AnsweredBy.NOT_SURE),
    script=brief(says(Into(2.0), "cannot_stop_driving"), again=("call_tomorrow_at_ten",)),
)

IN_NEED = (SPEAKS_THE_OTHER_LANGUAGE, IN_DANGER, CANNOT_STOP_DRIVING)

"""People whose demand that calls stop is unclear, beside a yes, reported, or comes first of all."""

from voicebot.contacts.suppression import SuppressionReason as Reason
from voicebot.outcomes.disposition import Disposition
from voicebot.simulation.part import brief, says
from voicebot.simulation.persona import Called, LeftAlone, Persona
from voicebot.simulation.script import Into, Line, OnPause, Press
from voicebot.understanding.intents import RefusalKind as Kind

OPTS_OUT = Called(Disposition.OPT_OUT, refusal_kind=Kind.EXPLICIT_OPT_OUT, opt_out=True)
NEVER_AGAIN = LeftAlone(Reason.INTERNAL_DNC)
UNCLEAR = says(Into(1.5), "too_much")

UNCLEAR_AND_DENIES = Persona(
    "unclear_and_denies",
    "sounds like a demand, and says no when asked whether it is one",
    first=Called(Disposition.CONFIRMED),
    second=Called(Disposition.CONFIRMED),
    script=brief(UNCLEAR, says(OnPause(), "no_you_can_call"), Line(Into(8.0), Press("1"))),
)
UNCLEAR_AND_SILENT = Persona(
    "unclear_and_silent",
    "sounds like a demand, and is silent when asked whether it is one",
    first=OPTS_OUT,
    second=NEVER_AGAIN,
    script=brief(UNCLEAR),
)
UNCLEAR_AND_AGREES = Persona(
    "unclear_and_agrees",
    "sounds like a demand, and says yes when asked whether it is one",
    first=OPTS_OUT,
    second=NEVER_AGAIN,
    script=brief(UNCLEAR, says(OnPause(), "yes_of_course", "yes")),
)
YES_BUT_NEVER_AGAIN = Persona(
    "yes_but_never_again",
    "confirms, and demands in the same breath that calls stop",
    first=OPTS_OUT,
    second=NEVER_AGAIN,
    script=brief(says(Into(7.0), "yes_but_never_again"), again=("yes_but_never_again",)),
)
FOR_HIS_WIFE = Persona(
    "for_his_wife",
    "reports that his wife asked to be left alone",
    first=OPTS_OUT,
    second=NEVER_AGAIN,
    script=brief(says(Into(2.0), "my_wife_asked"), again=("my_wife_asked",)),
)
INTO_OUR_FIRST_WORDS = Persona(
    "into_our_first_words",
    "says nothing until the robot speaks, and then at once what he wants",
    first=OPTS_OUT,
    second=NEVER_AGAIN,
    script=brief(says(Into(0.8), "do_not_call_again"), again=("do_not_call_again",)),
)

DEMANDS = (
    UNCLEAR_AND_DENIES,
    UNCLEAR_AND_SILENT,
    UNCLEAR_AND_AGREES,
    YES_BUT_NEVER_AGAIN,
    FOR_HIS_WIFE,
    INTO_OUR_FIRST_WORDS,
)

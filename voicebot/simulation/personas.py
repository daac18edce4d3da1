"""The people on the phone, one frozen value each; what they say is in `phrases.py`."""

from voicebot.contacts.suppression import SuppressionReason as Reason
from voicebot.conversation.network import NetworkResult as Network
from voicebot.outcomes.disposition import Disposition
from voicebot.simulation.part import part, says
from voicebot.simulation.persona import (
    Announces,
    Called,
    LeftAlone,
    Persona,
    PicksUp,
    Refuses,
    RingsOut,
)
from voicebot.simulation.personas_answering import (
    ANSWERING,
    MAILBOX_FULL,
    OUT_OF_SERVICE,
    RECEPTIONIST,
    SCREENER,
)
from voicebot.simulation.personas_demands import (
    DEMANDS,
    FOR_HIS_WIFE,
    INTO_OUR_FIRST_WORDS,
    UNCLEAR_AND_AGREES,
    UNCLEAR_AND_DENIES,
    UNCLEAR_AND_SILENT,
    YES_BUT_NEVER_AGAIN,
)
from voicebot.simulation.personas_in_need import (
    CANNOT_STOP_DRIVING,
    IN_DANGER,
    IN_NEED,
    SPEAKS_THE_OTHER_LANGUAGE,
)
from voicebot.simulation.phrases import BEEP
from voicebot.simulation.script import After, HangUp, Into, Line, OnPause, Press, Script
from voicebot.understanding.intents import AnsweredBy
from voicebot.understanding.intents import RefusalKind as Kind

CONFIRMS_BY_VOICE = Persona(
    "confirms_by_voice",
    "hears the robot out and says yes",
    first=Called(Disposition.CONFIRMED),
    second=Called(Disposition.CONFIRMED),
    script=part(
        says(OnPause(), "i_will_come", "yes_confirm", "yes_of_course"),
        again=("yes_confirm", "yes"),
    ),
)
CONFIRMS_BY_KEY = Persona(
    "confirms_by_key",
    "hears the robot out and presses 1",
    first=Called(Disposition.CONFIRMED),
    second=Called(Disposition.CONFIRMED),
    script=part(Line(OnPause(), Press("1"))),
)
POLITE_NO = Persona(
    "polite_no",
    "says no, and thank you",
    first=Called(Disposition.SOFT_REFUSAL, refusal_kind=Kind.SOFT_REFUSAL),
    second=LeftAlone(Reason.REFUSAL_COOLDOWN),
    script=part(
        says(OnPause(), "not_interested", "i_do_not_need_it", "no_thank_you"),
        again=("no_thank_you",),
    ),
)
WILL_CONTACT_YOU = Persona(
    "will_contact_you",
    "says that he will get in touch himself",
    first=Called(Disposition.SOFT_REFUSAL, refusal_kind=Kind.DEFERRED_REFUSAL),
    second=LeftAlone(Reason.REFUSAL_COOLDOWN),
    script=part(
        says(OnPause(), "i_will_contact_you", "i_will_call_you"), again=("i_will_contact_you",)
    ),
)
ALWAYS_REFUSED = Persona(
    "always_refused",
    "argues that he refused every time before",
    first=Called(Disposition.OPT_OUT, refusal_kind=Kind.REASONED_REFUSAL, opt_out=True),
    second=LeftAlone(Reason.INTERNAL_DNC),
    script=part(
        says(OnPause(), "always_refused", "said_no_every_time"), again=("said_no_every_time",)
    ),
)
SWEARS = Persona(
    "swears_and_hangs_up",
    "swears and drops the call",
    first=Called(Disposition.HARD_REFUSAL, refusal_kind=Kind.HOSTILE_REFUSAL),
    second=LeftAlone(Reason.REFUSAL_COOLDOWN),
    script=part(says(Into(5.0), "go_to_hell", "idiots"), Line(After(0.3), HangUp())),
)
OPTS_OUT_BY_VOICE = Persona(
    "opts_out_by_voice",
    "interrupts the prompt: stop calling me",
    first=Called(Disposition.OPT_OUT, refusal_kind=Kind.EXPLICIT_OPT_OUT, opt_out=True),
    second=LeftAlone(Reason.INTERNAL_DNC),
    script=part(
        says(Into(3.0), "stop_calling", "do_not_call_again", "take_me_off"),
        again=("do_not_call_again",),
    ),
)
OPTS_OUT_BY_KEY = Persona(
    "opts_out_by_key",
    "presses 9",
    first=Called(Disposition.OPT_OUT, refusal_kind=Kind.EXPLICIT_OPT_OUT, opt_out=True),
    second=LeftAlone(Reason.INTERNAL_DNC),
    script=part(Line(Into(5.0), Press("9"))),
)
WRONG_NUMBER = Persona(
    "wrong_number",
    "says that the number is wrong",
    first=Called(Disposition.WRONG_NUMBER),
    second=LeftAlone(Reason.WRONG_NUMBER),
    script=part(says(OnPause(), "wrong_number", "dialled_wrong"), again=("wrong_number",)),
)
WANTS_A_PERSON = Persona(
    "wants_a_person",
    "asks for a human being, and leaves the queue after a while",
    first=Called(Disposition.TRANSFERRED),
    second=Called(Disposition.TRANSFERRED),
    without_operators=Called(Disposition.PARTIAL),
    script=part(
        says(OnPause(), "real_person", "operator", "give_me_a_human"), Line(After(15.0), HangUp())
    ),
)
CALL_TOMORROW = Persona(
    "call_me_tomorrow",
    "asks to be called tomorrow at ten",
    first=Called(Disposition.CALLBACK_REQUESTED),
    second=Called(Disposition.CALLBACK_REQUESTED),
    script=part(
        says(OnPause(), "call_tomorrow_at_ten", "call_back_tomorrow_at_ten"),
        again=("call_back_tomorrow_at_ten",),
    ),
)
HANGS_UP_AT_ONCE = Persona(
    "hangs_up_at_once",
    "picks up and puts the telephone down",
    first=Called(Disposition.EARLY_HANGUP, AnsweredBy.NONE, Kind.SILENT_REFUSAL),
    second=Called(Disposition.EARLY_HANGUP, AnsweredBy.NONE, Kind.SILENT_REFUSAL),
    script=Script((Line(After(0.5), HangUp()),)),
)
LISTENS_IN_SILENCE = Persona(
    "listens_in_silence",
    "listens without a word and hangs up",
    first=Called(Disposition.EARLY_HANGUP, AnsweredBy.NOT_SURE, Kind.SILENT_REFUSAL),
    second=Called(Disposition.EARLY_HANGUP, AnsweredBy.NOT_SURE, Kind.SILENT_REFUSAL),
    script=Script((Line(Into(8.0), HangUp()),)),
)
BUSY = Persona(
    "busy",
    "is on another call",
    first=Called(Disposition.NOT_REACHED, AnsweredBy.NONE, network=Network.BUSY),
    second=Called(Disposition.NOT_REACHED, AnsweredBy.NONE, network=Network.BUSY),
    taking=Refuses(486, 17),
)
RINGS_OUT = Persona(
    "rings_out",
    "does not answer",
    first=Called(Disposition.NOT_REACHED, AnsweredBy.NONE, network=Network.NO_ANSWER),
    second=Called(Disposition.NOT_REACHED, AnsweredBy.NONE, network=Network.NO_ANSWER),
    taking=RingsOut(),
)
NOT_IN_SERVICE = Persona(
    "not_in_service",
    "a number that nobody has",
    first=Called(Disposition.NOT_REACHED, AnsweredBy.NONE, network=Network.INVALID_NUMBER),
    second=LeftAlone(Reason.INVALID_NUMBER),
    taking=Refuses(404, 1),
)
VOICEMAIL = Persona(
    "voicemail",
    "an answering machine with a greeting and a beep",
    first=Called(Disposition.VOICEMAIL_LEFT, AnsweredBy.MACHINE),
    second=Called(Disposition.VOICEMAIL_LEFT, AnsweredBy.MACHINE),
    taking=PicksUp(2.0),
    script=Script(
        (says(After(0.5), "voicemail_greeting"), says(After(0.5), BEEP)), patience_s=12.0
    ),
)
SWITCHED_OFF = Persona(
    "switched_off",
    "an operator's announcement before any answer",
    first=Called(Disposition.NOT_REACHED, AnsweredBy.INTERCEPT, network=Network.NO_ANSWER),
    second=Called(Disposition.NOT_REACHED, AnsweredBy.INTERCEPT, network=Network.NO_ANSWER),
    taking=Announces("switched_off", 480, 19),
)

WITHDREW_CONSENT = Persona(
    "withdrew_consent",
    "consented to be called, and took it back",
    first=LeftAlone(Reason.CONSENT_WITHDRAWN),
    second=LeftAlone(Reason.CONSENT_WITHDRAWN),
    took_it_back=True,
)

# Those with the longest calls come first, so that a rehearsal of all of them is over sooner.
PERSONAS: dict[str, Persona] = {
    persona.name: persona
    for persona in (
        IN_DANGER,
        VOICEMAIL,
        RECEPTIONIST,
        CALL_TOMORROW,
        ALWAYS_REFUSED,
        SPEAKS_THE_OTHER_LANGUAGE,
        WILL_CONTACT_YOU,
        WANTS_A_PERSON,
        WRONG_NUMBER,
        POLITE_NO,
        CONFIRMS_BY_VOICE,
        UNCLEAR_AND_DENIES,
        CONFIRMS_BY_KEY,
        RINGS_OUT,
        UNCLEAR_AND_SILENT,
        YES_BUT_NEVER_AGAIN,
        CANNOT_STOP_DRIVING,
        UNCLEAR_AND_AGREES,
        SCREENER,
        FOR_HIS_WIFE,
        OPTS_OUT_BY_VOICE,
        OPTS_OUT_BY_KEY,
        LISTENS_IN_SILENCE,
        SWEARS,
        INTO_OUR_FIRST_WORDS,
        MAILBOX_FULL,
        SWITCHED_OFF,
        OUT_OF_SERVICE,
        HANGS_UP_AT_ONCE,
        BUSY,
        NOT_IN_SERVICE,
        WITHDREW_CONSENT,
    )
}
"""In the order in which they are called: the longest calls first, so that none is waited for; the
person in danger before those who want an operator, so that one is free."""

SELDOM = frozenset(persona.name for persona in (*IN_NEED, *DEMANDS, *ANSWERING))
"""Who is met now and then: a rehearsal of everybody has them in one language each."""

"""What words were taken for, in words that a template translates."""

from voicebot.conversation.events import Understood
from voicebot.dashboard.languages import mark
from voicebot.dashboard.tones import BAD, CALM, CARE, GOOD
from voicebot.understanding.intents import Intent, RefusalKind

INTENTS: dict[Intent, str] = {
    Intent.OPT_OUT: mark("calls must stop"),
    Intent.REFUSAL: mark("refusal"),
    Intent.AFFIRM: mark("yes"),
    Intent.WRONG_NUMBER: mark("wrong number"),
    Intent.WRONG_PERSON: mark("wrong person"),
    Intent.THIRD_PARTY: mark("somebody else answers"),
    Intent.WHO_IS_THIS: mark("asks who calls"),
    Intent.OPERATOR: mark("wants a person"),
    Intent.CALLBACK: mark("call back later"),
    Intent.REPEAT: mark("asks to repeat"),
    Intent.ALREADY_DONE: mark("already done"),
    Intent.COMPLAINT: mark("complains"),
    Intent.EMERGENCY: mark("emergency"),
    Intent.OTHER_LANGUAGE: mark("another language"),
}
"""Greetings, nods and words of no matter are not told."""

REFUSALS: dict[RefusalKind, str] = {
    RefusalKind.SOFT_REFUSAL: mark("polite no"),
    RefusalKind.DEFERRED_REFUSAL: mark("will get in touch themselves"),
    RefusalKind.REASONED_REFUSAL: mark("no, with a reason"),
    RefusalKind.HOSTILE_REFUSAL: mark("abuse"),
    RefusalKind.EXPLICIT_OPT_OUT: mark("demand to stop"),
    RefusalKind.ERASURE_REQUEST: mark("wants their data erased"),
    RefusalKind.THREAT_OF_COMPLAINT: mark("threatens to complain"),
}
TONES = {
    Intent.OPT_OUT: BAD,
    Intent.COMPLAINT: BAD,
    Intent.EMERGENCY: BAD,
    Intent.REFUSAL: CARE,
    Intent.WRONG_NUMBER: CARE,
    Intent.WRONG_PERSON: CARE,
    Intent.AFFIRM: GOOD,
}


def meant(event: Understood) -> tuple[str, ...]:
    """The intent and the kind of refusal, where they tell something."""
    found = (
        INTENTS.get(event.intent),
        REFUSALS.get(event.refusal_kind or RefusalKind.NON_RESPONSE),
    )
    return tuple(text for text in found if text)


def tone_of(event: Understood) -> str:
    """How it is coloured."""
    return BAD if event.opt_out else TONES.get(event.intent, CALM)

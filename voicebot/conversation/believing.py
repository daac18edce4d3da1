"""How much is made of words that recognition was unsure of."""

from dataclasses import replace

from voicebot.conversation.events import Heard
from voicebot.understanding.intents import Intent, Meaning

HARDLY_HEARD = 0.6
"""Of utterances in a language that the engine was not told to expect, 45 of 59 were recognised with
less confidence than this; of the same ones in their own language, 8 of 68."""

SURE_OF_WORDS = 0.85
"""A meaning that rests on plain phrases is surer than this, whatever was made of the rest."""

WEIGHTY = frozenset(
    {
        Intent.EMERGENCY,
        Intent.REFUSAL,
        Intent.WRONG_NUMBER,
        Intent.WRONG_PERSON,
        Intent.THIRD_PARTY,
        Intent.OPERATOR,
        Intent.COMPLAINT,
        Intent.OTHER_LANGUAGE,
    }
)
"""What ends or turns a call: of a garbled "hello" nobody makes that."""


def believed(meaning: Meaning, heard: Heard) -> Meaning:
    """The meaning, or none where hardly anything was heard and little of it understood.

    A demand that calls stop, likely or sure, is left as it is: doubt about it has its own question.
    """
    demands = meaning.opt_out or meaning.unclear_demand
    unsure = heard.confidence < HARDLY_HEARD and meaning.confidence < SURE_OF_WORDS
    if demands or not unsure or meaning.intent not in WEIGHTY:
        return meaning
    return replace(meaning, intent=Intent.OTHER, refusal_kind=None)

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

GUESSED = 0.6
"""Below it another meaning is nearly as likely."""

CORRECTS_RECORDS = frozenset({Intent.WRONG_NUMBER, Intent.WRONG_PERSON, Intent.THIRD_PARTY})
"""What says that our records are wrong about who answers there: on a guess nobody corrects them."""


def believed(meaning: Meaning, heard: Heard) -> Meaning:
    """The meaning, or none where hardly anything was heard and little of it understood, or where
    records would be corrected on a guess.

    A demand that calls stop, likely or sure, is left as it is: doubt about it has its own question.
    """
    if meaning.opt_out or meaning.unclear_demand:
        return meaning
    hardly = heard.confidence < HARDLY_HEARD and meaning.confidence < SURE_OF_WORDS
    guessed = meaning.confidence < GUESSED and meaning.intent in CORRECTS_RECORDS
    if guessed or (hardly and meaning.intent in WEIGHTY):
        return replace(meaning, intent=Intent.OTHER, refusal_kind=None)
    return meaning

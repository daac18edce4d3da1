"""The two layers made one: when the phrases decide and when the classifier does."""

from dataclasses import replace

from voicebot.understanding.by_phrases import Reading
from voicebot.understanding.classifier import Guess, Thresholds
from voicebot.understanding.intents import Intent, Meaning
from voicebot.understanding.label import Label


def combined(reading: Reading, guess: Guess, limits: Thresholds) -> Meaning:
    """The meaning of an utterance by its phrases and by its words as a whole.

    1. An emergency that the classifier holds likely enough comes before all else.
    2. A demand to stop or an emergency in plain phrases stands; in words that had to be put right
       first, only if the classifier thinks it possible. A demand that the utterance as a whole
       speaks against ("stop calling it a refund") leaves the meaning unclear.
    3. A demand to stop that it is sure of counts; one that is likely leaves the meaning unclear.
    4. For all else its likeliest label is the meaning.
    """
    if guess.emergency >= limits.emergency:
        return _meaning(reading, guess, Label(Intent.EMERGENCY), guess.emergency)
    if decisive(reading) and not doubted(reading, guess, limits):
        return reading.meaning
    if possible(reading) and guess.opt_out >= limits.misheard:
        return reading.meaning
    if guess.opt_out >= limits.opt_out:
        return _meaning(reading, guess, guess.demand, guess.opt_out)
    likely = guess.opt_out >= limits.unclear or reading.meaning.opt_out
    if likely or guess.label.intent is Intent.OPT_OUT:
        otherwise = _meaning(reading, guess, guess.otherwise, guess.otherwise_probability)
        return replace(otherwise, unclear_demand=likely)
    return _meaning(reading, guess, guess.label, guess.probability)


def decisive(reading: Reading) -> bool:
    """True where the phrases leave the classifier nothing to say."""
    urgent = reading.meaning.opt_out or reading.meaning.intent is Intent.EMERGENCY
    return urgent and reading.strong


def doubted(reading: Reading, guess: Guess, limits: Thresholds) -> bool:
    """True where the classifier holds a demand in plain phrases for something else."""
    return reading.meaning.opt_out and guess.opt_out < limits.doubted


def possible(reading: Reading) -> bool:
    """True where the phrases make out a demand to stop in words that may have been misheard."""
    return reading.meaning.opt_out and reading.misheard


def _meaning(reading: Reading, guess: Guess, label: Label, probability: float) -> Meaning:
    """What the label says; where the phrases say so too, their words are the reason."""
    phrases = reading.meaning
    agreed = phrases.intent is label.intent and bool(reading.matches)
    sure = max(probability, phrases.confidence) if agreed else probability
    return Meaning(
        text=phrases.text,
        intent=label.intent,
        confidence=round(sure, 3),
        refusal_kind=label.kind,
        opt_out=label.intent is Intent.OPT_OUT,
        unmistakable=agreed and phrases.unmistakable,
        because=phrases.because if agreed else ", ".join(guess.because),
    )

"""The two layers made one: when the phrases decide and when the classifier does."""

from dataclasses import replace

from voicebot.understanding.by_phrases import Reading
from voicebot.understanding.classifier import Guess, Thresholds
from voicebot.understanding.intents import Intent, Meaning
from voicebot.understanding.label import Label


def combined(reading: Reading, guess: Guess, limits: Thresholds) -> Meaning:
    """The meaning of an utterance by its phrases and by its words as a whole.

    1. An emergency that the classifier holds likely enough comes before all else. An unmistakable
       demand to stop beside it still counts.
    2. A demand to stop or an emergency in plain phrases stands; in words that had to be put right
       first, only if the classifier thinks it possible. A demand that the utterance as a whole
       speaks against ("stop calling it a refund") leaves the meaning unclear; an emergency that it
       speaks against ("my heart attack was in May") is none. Of which kind a demand is, the
       classifier tells.
    3. A demand to stop that it is sure of counts; one that is likely, or that stands beside plain
       words of consent, leaves the meaning unclear.
    4. For all else its likeliest label is the meaning.
    """
    if guess.emergency >= limits.emergency:
        urgent = _meaning(reading, guess, Label(Intent.EMERGENCY), guess.emergency)
        return replace(urgent, opt_out=_demands_unmistakably(reading))
    if decisive(reading) and not doubted(reading, guess, limits):
        return _of_its_kind(reading.meaning, guess)
    if possible(reading) and guess.opt_out >= limits.misheard:
        return _of_its_kind(reading.meaning, guess)
    if guess.opt_out >= limits.opt_out and not _consents(reading):
        return _meaning(reading, guess, guess.demand, guess.opt_out)
    likely = guess.opt_out >= limits.unclear or reading.meaning.opt_out
    if likely or guess.label.intent is Intent.OPT_OUT:
        otherwise = _meaning(reading, guess, guess.otherwise, guess.otherwise_probability)
        return replace(otherwise, unclear_demand=likely)
    return _meaning(reading, guess, guess.label, guess.probability)


def _of_its_kind(meaning: Meaning, guess: Guess) -> Meaning:
    demands = meaning.intent is Intent.OPT_OUT
    return replace(meaning, refusal_kind=guess.demand.kind) if demands else meaning


def _demands_unmistakably(reading: Reading) -> bool:
    """True for an unmistakable demand that calls stop, also if the phrases tell of danger first."""
    meaning = reading.meaning
    return meaning.opt_out and (meaning.intent is Intent.EMERGENCY or meaning.unmistakable)


def _consents(reading: Reading) -> bool:
    """True where the phrases make out a consent and no demand."""
    return not reading.meaning.opt_out and any(m.says.consents for m in reading.matches)


def decisive(reading: Reading) -> bool:
    """True where the phrases leave the classifier nothing to say."""
    urgent = reading.meaning.opt_out or reading.meaning.intent is Intent.EMERGENCY
    return urgent and reading.strong


def doubted(reading: Reading, guess: Guess, limits: Thresholds) -> bool:
    """True where the classifier holds a demand or an emergency in plain phrases for neither.

    The chance of an emergency is the one that is left beside a demand; where phrases tell of both,
    neither is doubted.
    """
    if reading.meaning.intent is not Intent.EMERGENCY:
        return guess.opt_out < limits.doubted
    beside = guess.emergency < limits.figurative * (1 - guess.opt_out)
    return beside and not reading.meaning.opt_out


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

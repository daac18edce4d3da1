"""Whether words or a key are one of the answers that a step takes."""

from voicebot.conversation.flow_parts import Answer, Step
from voicebot.conversation.phrases import phrases
from voicebot.understanding.digits import spoken_digits
from voicebot.understanding.intents import Intent, Meaning, RefusalKind
from voicebot.understanding.words import words_of

INTENT_OF = {
    "yes": Intent.AFFIRM,
    "no": Intent.REFUSAL,
    "already_done": Intent.ALREADY_DONE,
}


def expected(step: Step) -> frozenset[str]:
    """The intents that a step has answers for, by name."""
    return frozenset(str(INTENT_OF[a.says]) for a in step.answers if a.says in INTENT_OF)


def answer_by_key(step: Step, key: str) -> Answer | None:
    """The answer a key gives."""
    return next((answer for answer in step.answers if key in answer.figures), None)


def answer_by_words(step: Step, meaning: Meaning, language: str) -> tuple[Answer | None, str]:
    """The answer that words give, and the figure if it was one: the flow's own words come first."""
    said = words_of(meaning.text, {})
    for answer in step.answers:
        if any(_holds(said, phrase) for phrase in answer.words.get(language, ())):
            return answer, ""
    figure = spoken_digits(meaning.text, language)
    if figure and (by_figure := answer_by_key(step, figure)) is not None:
        return by_figure, figure
    for answer in step.answers:
        if _means(answer.says, meaning, language):
            return answer, ""
    return None, ""


def _means(says: str, meaning: Meaning, language: str) -> bool:
    if says == "no":
        return is_plain_no(meaning.text, language) and meaning.refusal_kind in (
            None,
            RefusalKind.SOFT_REFUSAL,
        )
    return INTENT_OF.get(says) is meaning.intent


def is_plain_no(text: str, language: str) -> bool:
    """True if the words decline what was asked, and nothing else."""
    known, spoken = phrases(language), set(words_of(text, {}))
    return bool(spoken & known.plain_no) and spoken <= known.plain_no | known.beside_no


def is_clear_no(text: str, language: str) -> bool:
    """True if the words leave no doubt that calls may go on; asked "shall we stop calling?"."""
    known, said = phrases(language), words_of(text, {})
    if is_plain_no(text, language):
        return True
    bare = bool(said) and said[0] in known.bare_no
    if bare and set(said) <= known.bare_no | known.beside_no_to_stop:
        return True
    negated = any(
        _holds(said, f"{no} {phrase}")
        for no in known.negations - known.bare_no
        for phrase in known.no_to_stop
    )
    return not negated and any(_holds(said, phrase) for phrase in known.no_to_stop)


def _holds(said: tuple[str, ...], phrase: str) -> bool:
    """True if the phrase's words stand in what was said, one after the other."""
    wanted = words_of(phrase, {})
    starts = range(len(said) - len(wanted) + 1)
    return bool(wanted) and any(said[at : at + len(wanted)] == wanted for at in starts)

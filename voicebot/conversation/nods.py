"""Words that only say "I am listening": "okay", "uh-huh", «да-да».

Said into a prompt that they stopped, they answer nothing, and the prompt goes on. A single "yes" or
«да» may be the answer that the prompt asks for, so it is none of them.
"""

from voicebot.understanding.words import words_of

ENGLISH = (
    "okay ok so yeah yep yup uh huh mhm mm hmm mmhmm hm aha ah oh right see i got it alright "
    "all good go on well yes"
)
RUSSIAN = "да угу ага так ну понятно ясно хорошо ладно вот мм ммм хм э эм а понял поняла слушаю"
NODS = {"en": frozenset(ENGLISH.split()), "ru": frozenset(RUSSIAN.split())}
ANSWERS = frozenset({"yes", "да", "слушаю", "i", "see", "it", "go", "on"})
"""Of these a nod holds another one, or the same once more: "yes, yes", «ну да»."""


def is_nod(text: str, language: str) -> bool:
    """True if the words are nothing but a listener's signals. False for no words at all."""
    said = words_of(text, {})
    known = NODS["ru" if language == "ru" else "en"]
    return bool(said) and known.issuperset(said) and not (len(said) == 1 and said[0] in ANSWERS)

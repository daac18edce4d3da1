"""The grammatical form of a word: what it does in a sentence, whatever it means.

In Russian by the dictionary of pymorphy3: part of speech, mood, tense, person, case. English forms
tell little by themselves, so there pronouns, auxiliaries and other closed classes stand for
themselves, and of all other words the ending counts.
"""

from functools import lru_cache

from voicebot.understanding.morphology import grammemes_of

ENGLISH_CLASSES = {
    "first person": "i me my mine myself we us our ours",
    "second person": "you your yours yourself",
    "third person": "he him his she her hers they them their theirs",
    "thing": "it its this that these those",
    "be": "is are was were be been being am",
    "do": "do does did done",
    "have": "have has had having",
    "modal": "can could will would shall should may might must",
    "no": "not no never nobody none nothing neither nor",
    "question": "who what when where why how which",
    "article": "a an the some any",
    "joins": "and but or so because if",
    "place": "to of in on at from for with by about off up out",
}
ENGLISH_ENDINGS = ("ing", "ed", "ly", "er", "est", "s")
SHORTEST_STEM = 3

_CLASS_OF = {word: name for name, words in ENGLISH_CLASSES.items() for word in words.split()}


@lru_cache(maxsize=65536)
def form_of(word: str, language: str) -> str:
    """The form of a word, for instance "VERB.impr" or "first person"."""
    if language == "ru":
        return ".".join(grammemes_of(word))
    return _CLASS_OF.get(word) or _ending_of(word)


def _ending_of(word: str) -> str:
    endings = (
        e for e in ENGLISH_ENDINGS if word.endswith(e) and len(word) >= len(e) + SHORTEST_STEM
    )
    return next((f"-{ending}" for ending in endings), "plain")

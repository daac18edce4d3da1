"""How the parts of two names agree. Spelling distances are rapidfuzz's."""

from enum import Enum, auto

from rapidfuzz.distance import OSA

from voicebot.contacts import given_names
from voicebot.contacts.name_words import initial
from voicebot.contacts.names import Name

_ONE_ERROR = 4  # letters from which one typing error may be in a word
_TWO_ERRORS = 9  # letters from which two may


class Agreement(Enum):
    """What comparing a part of two names gives."""

    UNKNOWN = auto()  # one of them does not have it
    SAME = auto()
    FORM = auto()  # a short or foreign form of the same name; one part of a double name
    LIKE = auto()  # the same but for typing errors
    INITIAL = auto()  # one is the other's initial
    DIFFERENT = auto()


def surnames(a: Name, b: Name) -> Agreement:
    """Family names; of a double one, a part is enough for FORM."""
    if not (a.surname and b.surname):
        return Agreement.UNKNOWN
    if a.surname == b.surname:
        return Agreement.SAME
    if _share_part(a.surname, b.surname):
        return Agreement.FORM
    return Agreement.LIKE if _misspelt(a.surname, b.surname) else Agreement.DIFFERENT


def givens(a: Name, b: Name) -> Agreement:
    """Given names. Two known names are never typing errors of each other: Мария, Марина."""
    if not (a.given and b.given):
        return _initials(a.given, a.given_initial, b.given, b.given_initial)
    if a.given == b.given:
        return Agreement.SAME
    if given_names.are_one_name(a.given, b.given) or _share_part(a.given, b.given):
        return Agreement.FORM
    both_known = given_names.is_known(a.given) and given_names.is_known(b.given)
    misspelt = not both_known and _misspelt(a.given, b.given)
    return Agreement.LIKE if misspelt else Agreement.DIFFERENT


def middles(a: Name, b: Name) -> Agreement:
    """Patronymics or middle names."""
    if not (a.middle and b.middle):
        if not (a.middle_initial and b.middle_initial):
            return Agreement.UNKNOWN
        same = a.middle_initial == b.middle_initial
        return Agreement.INITIAL if same else Agreement.DIFFERENT
    if a.middle == b.middle:
        return Agreement.SAME
    both_known = given_names.has_stem(a.middle) and given_names.has_stem(b.middle)
    misspelt = not both_known and _misspelt(a.middle, b.middle)
    return Agreement.LIKE if misspelt else Agreement.DIFFERENT


def _initials(a: str, a_initial: str, b: str, b_initial: str) -> Agreement:
    if not (a_initial and b_initial):
        return Agreement.UNKNOWN
    letters = given_names.initials(a) if a else {a_initial}
    other = given_names.initials(b) if b else {b_initial}
    return Agreement.DIFFERENT if letters.isdisjoint(other) else Agreement.INITIAL


def _share_part(a: str, b: str) -> bool:
    if "-" not in a and "-" not in b:
        return False
    return not {*a.split("-")}.isdisjoint(b.split("-"))


def _misspelt(a: str, b: str) -> bool:
    """True for a letter too many, missing, wrong or swapped; the first one is rarely the wrong one.

    The same letters in both, one in ten of them wrong.
    """
    shorter = min(len(a), len(b))
    allowed = 2 if shorter >= _TWO_ERRORS else 1 if shorter >= _ONE_ERROR else 0
    if not allowed or (allowed == 2 and initial(a) != initial(b)):
        return False
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed

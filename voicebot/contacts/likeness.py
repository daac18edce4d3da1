"""Whether two records are one person's: what speaks for and against it, weighed.

Every piece of evidence has a weight in bits, the binary logarithm of how much likelier it is to be
found between two records of one person than between strangers (the model of Fellegi and Sunter,
1969). The weights are fixed and not learned from a list, so that the same two records always get
the same answer, whatever else is in the books. How they were chosen: docs/decisions.

SURE needs more than bits: one of the grounds in `_is_sure`, and nothing that speaks against it.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import OSA

from voicebot.contacts import name_likeness
from voicebot.contacts.name_likeness import Agreement
from voicebot.contacts.names import Name
from voicebot.contacts.person import Record

STRANGERS = 18
"""Bits that speak against any two records: of so many (2 to that power) about one is right."""
MAYBE = 14
"""Bits from which two records may be one person's."""
SURE = 28
"""Bits from which they surely are, where a ground for it is there too."""


class Verdict(StrEnum):
    """One person or not: SURE shares opt-outs and caps, MAYBE waits for somebody's review."""

    SURE = "SURE"
    MAYBE = "MAYBE"
    NO = "NO"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like one person two records are: `score` from 0 to 1, `because` without personal data.

    `against`: something speaks against it. `vetoed`: something that rules it out, unless it is
    mistaken: no chain of others makes these two one.
    """

    score: float
    because: str
    verdict: Verdict
    against: bool
    vetoed: bool


@dataclass(frozen=True, slots=True)
class _Finding:
    """One piece of evidence; `against` and `veto` as in `Likeness`."""

    bits: int
    words: str
    against: bool = False
    veto: bool = False


_EMAIL = _Finding(20, "same e-mail address")
_MAILBOX = _Finding(8, "same mailbox name at another provider")
_EXTERNAL_ID = _Finding(28, "same id in the same source")
_REGION = _Finding(2, "same region")
_BORN = _Finding(14, "same birth date")
_YEAR = _Finding(5, "same birth year")
_NEARLY_BORN = _Finding(4, "birth dates that differ by one slip", against=True)
_BORN_ELSE = _Finding(-15, "different birth dates", against=True, veto=True)
_YEAR_ELSE = _Finding(-12, "different birth years", against=True, veto=True)
_SEX_ELSE = _Finding(-20, "a man's and a woman's name", against=True, veto=True)
_GENERATION_ELSE = _Finding(-20, "father and son by their names", against=True, veto=True)
_GENERATION_OPEN = _Finding(-2, "a generation in one name only", against=True)
_GUESSED = _Finding(0, "a name read from the e-mail address", against=True)
_SURNAMES = {
    Agreement.SAME: _Finding(10, "same surname"),
    Agreement.FORM: _Finding(6, "a surname in common"),
    Agreement.LIKE: _Finding(7, "surnames alike but for typing"),
    Agreement.DIFFERENT: _Finding(-6, "different surnames", against=True),
}
_CHANGED_BY_A_MAN = _Finding(-10, "different surnames of men", against=True)
_GIVENS = {
    Agreement.SAME: _Finding(5, "same given name"),
    Agreement.FORM: _Finding(4, "given names that are forms of one"),
    Agreement.LIKE: _Finding(3, "given names alike but for typing"),
    Agreement.INITIAL: _Finding(3, "same initial of the given name"),
    Agreement.DIFFERENT: _Finding(-18, "different given names", against=True, veto=True),
}
_MIDDLES = {
    Agreement.SAME: _Finding(5, "same patronymic or middle name"),
    Agreement.LIKE: _Finding(3, "patronymics or middle names alike but for typing"),
    Agreement.INITIAL: _Finding(3, "same initial of the patronymic or middle name"),
    Agreement.DIFFERENT: _Finding(
        -8, "different patronymics or middle names", against=True, veto=True
    ),
}
_OPEN = Agreement.UNKNOWN
_LEAST_MAILBOX = 7  # characters that make a mailbox's name one person's


@dataclass(frozen=True, slots=True)
class _Names:
    """What comparing two names found."""

    surname: Agreement
    given: Agreement
    middle: Agreement
    slavic: bool
    findings: tuple[_Finding, ...]

    @property
    def bits(self) -> int:
        return sum(finding.bits for finding in self.findings)


def likeness(a: Record, b: Record) -> Likeness:
    """How like one person two records are; the order of the two does not matter."""
    names = _names(a, b)
    others = _birth(a, b) + _addresses(a, b)
    findings = (*others, *names.findings)
    bits = sum(finding.bits for finding in findings)
    because = "; ".join(finding.words for finding in findings) or "nothing in common"
    against = any(finding.against for finding in findings)
    vetoed = any(finding.veto for finding in findings)
    if bits >= SURE and not against and _is_sure(others, names):
        verdict = Verdict.SURE
    else:
        verdict = Verdict.MAYBE if bits >= MAYBE else Verdict.NO
    return Likeness(
        round(1 / (1 + 2.0 ** (STRANGERS - bits)), 4), because, verdict, against, vetoed
    )


def _is_sure(others: tuple[_Finding, ...], names: _Names) -> bool:
    """The grounds on which two records are surely one person's. Each one is enough.

    Namesakes without a birth date never are. Nor are those with one, where people have patronymics
    and one is missing: in a million Russian contacts some hundreds share all the rest.
    """
    same, form, like = Agreement.SAME, Agreement.FORM, Agreement.LIKE
    whole = names.given in (same, form)
    initials = names.given is names.middle is Agreement.INITIAL
    if _EXTERNAL_ID in others:
        return True
    if _EMAIL in others:
        named = names.surname in (same, form, like) and (whole or initials)
        return named or _BORN in others
    if _BORN not in others or not whole:
        return False
    if names.middle is same:
        return names.surname in (same, like)
    return names.surname is same and names.given is same and not names.slavic


def _names(a: Record, b: Record) -> _Names:
    """The names as written, or turned round where it is open which is the surname."""
    ways = [_in_order(a.name, b.name)]
    if not a.name.ordered:
        ways.append(_in_order(a.name.turned, b.name))
    if not b.name.ordered:
        ways.append(_in_order(a.name, b.name.turned))
    best = max(ways, key=lambda way: (way.bits, [finding.words for finding in way.findings]))
    if not (a.guessed or b.guessed):
        return best
    if best.bits <= 0 or a.email == b.email:  # what a mailbox spells is no evidence against
        return replace(best, surname=_OPEN, given=_OPEN, middle=_OPEN, findings=())
    return replace(best, findings=(*best.findings, _GUESSED))


def _in_order(a: Name, b: Name) -> _Names:
    surname = name_likeness.surnames(a, b)
    given, middle = name_likeness.givens(a, b), name_likeness.middles(a, b)
    found = [_SURNAMES.get(surname), _GIVENS.get(given), _MIDDLES.get(middle)]
    if surname is Agreement.DIFFERENT and a.sex == b.sex == "m":
        found[0] = _CHANGED_BY_A_MAN
    if a.sex and b.sex and a.sex != b.sex:
        found.append(_SEX_ELSE)
    if a.generation != b.generation:
        both = a.generation and b.generation
        found.append(_GENERATION_ELSE if both else _GENERATION_OPEN)
    findings = tuple(finding for finding in found if finding)
    return _Names(surname, given, middle, a.slavic or b.slavic, findings)


def _birth(a: Record, b: Record) -> tuple[_Finding, ...]:
    if a.born and b.born:
        if a.born == b.born:
            return (_BORN,)
        return (_NEARLY_BORN if _one_slip(a.born, b.born) else _BORN_ELSE,)
    if a.year and b.year:
        return (_YEAR if a.year == b.year else _YEAR_ELSE,)
    return ()


def _one_slip(a: date, b: date) -> bool:
    """Day and month swapped, or one figure wrong, or two neighbouring ones swapped."""
    if a.year == b.year and (a.day, a.month) == (b.month, b.day):
        return True
    return OSA.distance(a.isoformat(), b.isoformat(), score_cutoff=1) == 1


def _addresses(a: Record, b: Record) -> tuple[_Finding, ...]:
    found = []
    if a.external_id and (a.external_id, a.source) == (b.external_id, b.source):
        found.append(_EXTERNAL_ID)
    if a.email and a.email == b.email:
        found.append(_EMAIL)
    elif a.email and b.email:
        mine, theirs = (email.partition("@")[0] for email in (a.email, b.email))
        if mine == theirs and len(mine) >= _LEAST_MAILBOX:
            found.append(_MAILBOX)
    if a.region and a.region == b.region:
        found.append(_REGION)
    return tuple(found)

"""The little language that phrases are written in, and its matching.

A pattern is a row of elements parted by spaces:

    word            that word                      stop
    a/b             either word                    stop/quit
    a_b             words in a row, as one         do_not/never
    <name>          any word of a named set        <call>
    {lemma}         any form of a Russian word     {звонить}
    {lemma:impr}    its forms of that grammeme     {звонить:impr}
    x?              may be missing                 please?
    *               any one word
    ..  ...         up to two, up to six other words
    !x              the next word is none of these; at the front, the word before
    ^  $            the utterance begins, ends here

Words of the book's `skip` set (politeness, fillers, swearing used for emphasis) may stand anywhere
between the words of a pattern.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicebot.understanding.morphology import forms_of

SHORT_GAP = 2
LONG_GAP = 6

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern; `kind` is "word", "any", "gap", "not" or "end"."""

    kind: str
    singles: frozenset[str] = frozenset()
    rows: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    most: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. `anchors` are the words it can begin with; None: any."""

    source: str
    elements: tuple[Element, ...]
    not_after: tuple[Element, ...] = ()
    at_start: bool = False

    @property
    def anchors(self) -> frozenset[str] | None:
        first = self.elements[0]
        if first.kind != "word":
            return None
        return first.singles | {row[0] for row in first.rows}

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """One word of each of these must be in an utterance that matches."""
        return tuple(
            element.singles | {row[0] for row in element.rows}
            for element in self.elements
            if element.kind == "word" and not element.optional
        )

    @property
    def words(self) -> frozenset[str]:
        """Every word that the pattern names."""
        rows = (row for element in self.elements for row in element.rows)
        return frozenset().union(*(e.singles for e in self.elements), *rows)


PLAIN = {
    "*": Element("any"),
    "..": Element("gap", most=SHORT_GAP),
    "...": Element("gap", most=LONG_GAP),
    "$": Element("end"),
}


class BadPattern(ValueError):
    """A pattern that cannot be read; the phrase files are part of the program."""


def compile_pattern(source: str, sets: Mapping[str, Sequence[str]]) -> Iterator[Pattern]:
    """Read one pattern; several come back when it begins with optional elements."""
    parts = source.split()
    at_start = parts[:1] == ["^"]
    elements = [_element(part, sets) for part in (parts[1:] if at_start else parts)]
    not_after: list[Element] = []
    while elements and elements[0].kind == "not":
        not_after.append(elements.pop(0))
    while elements:
        yield Pattern(source, tuple(elements), tuple(not_after), at_start)
        if not elements[0].optional:
            return
        elements = elements[1:]
    raise BadPattern(f"{source!r} has no word that must be there")


def _element(part: str, sets: Mapping[str, Sequence[str]]) -> Element:
    if part in PLAIN:
        return PLAIN[part]
    if "^" in part or "$" in part:
        raise BadPattern(f"{part!r}: ^ and $ stand alone")
    kind = "not" if part.startswith("!") else "word"
    body = part.removeprefix("!")
    optional = body.endswith("?")
    entries = [
        tuple(entry.split())
        for choice in body.removesuffix("?").split("/")
        for entry in _entries(choice, sets)
    ]
    if not entries:
        raise BadPattern(f"{part!r} names no word")
    singles = frozenset(entry[0] for entry in entries if len(entry) == 1)
    rows = tuple(sorted({entry for entry in entries if len(entry) > 1}, key=len, reverse=True))
    return Element(kind, singles, rows, optional)


def _entries(choice: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    if choice.startswith("<"):
        named = sets.get(choice.strip("<>"))
        if named is None:
            raise BadPattern(f"there is no set {choice}")
        return [entry for each in named for entry in _entries(each, sets)]
    if choice.startswith("{"):
        lemma, _, grammeme = choice.strip("{}").partition(":")
        forms = forms_of(lemma, grammeme)
        if not forms:
            raise BadPattern(f"the dictionary has no {choice}")
        return sorted(forms)
    return [choice.replace("_", " ")]


def match_at(pattern: Pattern, words: Words, start: int, skip: frozenset[str]) -> int | None:
    """Where the pattern ends if it begins at `start`, else None."""
    before = start
    while before > 0 and words[before - 1] in skip:
        before -= 1
    if pattern.at_start and before > 0:
        return None
    if any(_ends_before(element, words, before) for element in pattern.not_after):
        return None
    return _walk(pattern.elements, 0, words, start, skip)


def _ends_before(element: Element, words: Words, before: int) -> bool:
    if before > 0 and words[before - 1] in element.singles:
        return True
    return any(tuple(words[max(0, before - len(row)) : before]) == row for row in element.rows)


def _walk(
    elements: Sequence[Element], k: int, words: Words, at: int, skip: frozenset[str]
) -> int | None:
    if k == len(elements):
        return at
    for end in _ways(elements[k], words, at, skip):
        found = _walk(elements, k + 1, words, end, skip)
        if found is not None:
            return found
    return None


def _ways(element: Element, words: Words, at: int, skip: frozenset[str]) -> list[int]:
    """Every place where the element can end, the best first."""
    if element.kind == "gap":
        return _jumps(words, at, skip, element.most)
    if element.kind == "any":
        at = _past(words, at, skip)
        return [at + 1] if at < len(words) else []
    if element.kind == "end":
        return [at] if _past(words, at, skip) == len(words) else []
    if element.kind == "not":
        return [] if _take(element, words, _past(words, at, skip), skip) else [at]
    ends = _reach(element, words, at, skip)
    return [*ends, at] if element.optional else ends


def _jumps(words: Words, at: int, skip: frozenset[str], most: int) -> list[int]:
    places = [at]
    while len(places) <= most and at < len(words):
        at = min(_past(words, at, skip) + 1, len(words))
        places.append(at)
    return places


def _reach(element: Element, words: Words, at: int, skip: frozenset[str]) -> list[int]:
    """Where the element can end, having begun at `at` or after skippable words."""
    while at < len(words):
        ends = _take(element, words, at, skip)
        if ends or words[at] not in skip:
            return ends
        at += 1
    return []


def _take(element: Element, words: Words, at: int, skip: frozenset[str]) -> list[int]:
    if at >= len(words):
        return []
    rows = (_row_end(row, words, at, skip) for row in element.rows if row[0] == words[at])
    ends = [end for end in rows if end is not None]
    if words[at] in element.singles:
        ends.append(at + 1)
    return ends


def _row_end(row: tuple[str, ...], words: Words, at: int, skip: frozenset[str]) -> int | None:
    for word in row:
        while at < len(words) and words[at] != word and words[at] in skip:
            at += 1
        if at >= len(words) or words[at] != word:
            return None
        at += 1
    return at


def _past(words: Words, at: int, skip: frozenset[str]) -> int:
    while at < len(words) and words[at] in skip:
        at += 1
    return at

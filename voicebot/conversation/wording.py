"""A text with places to fill, such as `{when:time}`, and how long it takes to say."""

import string
from collections.abc import Callable, Mapping

from voicebot.conversation.spoken import spoken

CHARACTERS_PER_SECOND = 15.0
"""Speaking rate by which a text's duration is estimated before it is rendered.

Measured over espeak-ng at 175 words a minute, pauses included: 14.8 to 15.4 in English, 13.8 to
15.3 in Russian; 17 at 200 words a minute.
"""

Place = tuple[str, str]
"""A name and a form, `("when", "time")`; the form is empty where none is written."""


def places(text: str) -> tuple[Place, ...]:
    """Every place of a text, in order. Raises ValueError for braces that do not match."""
    found = []
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            if conversion or not name.isidentifier() or "{" in (form or ""):
                raise ValueError(f"{{{name}}} is not a place to fill")
            found.append((name, form or ""))
    return tuple(found)


def fill(text: str, values: Mapping[str, object], language: str) -> str:
    """The text as it is spoken, with each value in its form; a value that is not there is left out.

    Raises ValueError for braces that do not match.
    """
    whole = _filled(text, lambda name, form: _said(values.get(name), language, form))
    return whole[:1].upper() + whole[1:]


def seconds_to_say(text: str, lengths: Mapping[str, int]) -> float:
    """About how long a text takes to say; `lengths` are characters assumed for its places."""
    filled = _filled(text, lambda name, _: "x" * lengths.get(name, 0))
    return len(filled) / CHARACTERS_PER_SECOND


def _said(value: object, language: str, form: str) -> str:
    return "" if value is None or value == "" else spoken(value, language, form)


def _filled(text: str, said: Callable[[str, str], str]) -> str:
    written = []
    for literal, name, form, _ in string.Formatter().parse(text):
        written.append(literal)
        if name is not None:
            written.append(said(name, form or ""))
    return " ".join("".join(written).split()).replace(" ,", ",")

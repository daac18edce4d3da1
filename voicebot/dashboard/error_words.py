"""What went wrong, in the reader's language: the one place where errors from below are translated.

An error's sentence is English, and its own key in the catalogs; one with values in it is made by
`voicebot.errors.said`, and its template is the key.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from voicebot.dashboard.languages import chosen, translations
from voicebot.dashboard.recognising import recognise
from voicebot.errors import Sentence, VoicebotError

Names = Mapping[Path, str]
"""What a file of ours is called by who sent it."""


def in_words(language: str, text: str, names: Names | None = None) -> str:
    """A sentence, or a template with its values, in a language."""
    words = translations(language).gettext
    if not isinstance(text, Sentence):
        return words(text)
    values = {name: _value(language, value, names or {}) for name, value in text.values.items()}
    return words(text.template).format(**values)


def told(language: str, error: VoicebotError, names: Names | None = None) -> str:
    """What happened, and what to do."""
    parts = (error.happened, error.remedy)
    return ": ".join(in_words(language, part, names) for part in parts if part)


def told_to(request: Request, error: VoicebotError, names: Names | None = None) -> str:
    """As `told`, to who looks at this page."""
    return told(recognise(request).language, error, names)


def language_of(request: Request) -> str:
    """What a program asks for by its Accept-Language header; English without one."""
    return chosen("", request.headers.get("accept-language", ""))


Language = Annotated[str, Depends(language_of)]


def _value(language: str, value: Any, names: Names) -> Any:
    if isinstance(value, VoicebotError):
        return told(language, value, names)
    if isinstance(value, Sentence):
        return in_words(language, value, names)
    return _named(str(value), names) if isinstance(value, str | Path) else value


def _named(text: str, names: Names) -> str:
    for file, name in names.items():
        text = text.replace(str(file), name)
    return text

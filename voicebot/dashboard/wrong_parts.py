"""What is wrong with a part of a request, in the reader's language.

The check is pydantic's, which names each fault by a type; the sentences are here. A fault that has
none is told in general words, never in another language than was asked for.
"""

from collections.abc import Mapping
from typing import Any

from voicebot.dashboard.error_words import in_words, told
from voicebot.dashboard.languages import mark
from voicebot.errors import VoicebotError, said

_NOT_TEXT = mark("must be text")
_NOT_WHOLE = mark("must be a whole number")
_NOT_NUMBER = mark("must be a number")
_NOT_TRUTH = mark("must be true or false")
_NOT_DAY = mark("must be a day such as 2026-03-18")
_NOT_TIME = mark("must be a time such as 2026-03-18T12:00:00Z")
_NOT_LIST = mark("must be a list")
_NOT_OBJECT = mark("must be an object with fields")

WORDS: Mapping[str, str] = {
    "missing": mark("is missing"),
    "extra_forbidden": mark("is not known here: check its name, or leave it out"),
    "json_invalid": mark("is not valid JSON"),
    "json_type": mark("is not valid JSON"),
    "string_type": _NOT_TEXT,
    "string_unicode": _NOT_TEXT,
    "string_too_short": mark("has fewer than {min_length} characters"),
    "string_too_long": mark("has more than {max_length} characters"),
    "string_pattern_mismatch": mark("is not written as this field asks for"),
    "int_type": _NOT_WHOLE,
    "int_parsing": _NOT_WHOLE,
    "int_parsing_size": mark("is too large a number"),
    "int_from_float": _NOT_WHOLE,
    "float_type": _NOT_NUMBER,
    "float_parsing": _NOT_NUMBER,
    "finite_number": _NOT_NUMBER,
    "bool_type": _NOT_TRUTH,
    "bool_parsing": _NOT_TRUTH,
    "greater_than": mark("must be more than {gt}"),
    "greater_than_equal": mark("must be {ge} or more"),
    "less_than": mark("must be less than {lt}"),
    "less_than_equal": mark("must be {le} or less"),
    "enum": mark("must be one of {expected}"),
    "literal_error": mark("must be one of {expected}"),
    "date_type": _NOT_DAY,
    "date_parsing": _NOT_DAY,
    "date_from_datetime_parsing": _NOT_DAY,
    "date_from_datetime_inexact": _NOT_DAY,
    "datetime_type": _NOT_TIME,
    "datetime_parsing": _NOT_TIME,
    "datetime_from_date_parsing": _NOT_TIME,
    "datetime_object_invalid": _NOT_TIME,
    "timezone_aware": mark("must say its time zone, such as Z or +03:00"),
    "list_type": _NOT_LIST,
    "tuple_type": _NOT_LIST,
    "too_short": mark("has fewer than {min_length} entries"),
    "too_long": mark("has more than {max_length} entries"),
    "dict_type": _NOT_OBJECT,
    "model_type": _NOT_OBJECT,
    "model_attributes_type": _NOT_OBJECT,
    "uuid_type": mark("must be an id"),
    "uuid_parsing": mark("must be an id"),
}
IN_GENERAL = mark("cannot be used here: see the description of this interface")


def what_is_wrong(language: str, fault: Mapping[str, Any]) -> str:
    """One fault as pydantic reports it ("type", "ctx"); what was sent is not repeated."""
    about = fault.get("ctx") or {}
    if fault["type"] == "value_error":
        return _of_ours(language, about.get("error"))
    template = WORDS.get(fault["type"], IN_GENERAL)
    values = {name: _listed(value) for name, value in about.items()}
    return in_words(language, said(template, **values))


def _of_ours(language: str, error: object) -> str:
    """What a check of ours raised: a sentence, or an error with its remedy."""
    (why,) = error.args if isinstance(error, ValueError) and len(error.args) == 1 else (IN_GENERAL,)
    return told(language, why) if isinstance(why, VoicebotError) else in_words(language, str(why))


def _listed(value: object) -> object:
    """The same with commas between all values to choose from; pydantic has an "or" among them."""
    return value.replace(" or ", ", ") if isinstance(value, str) else value

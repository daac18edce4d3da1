"""What the engine says by itself in each language, read from phrases.yaml beside this file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from voicebot.conversation.emergency import emergency_number
from voicebot.conversation.flow_parts import Flow
from voicebot.conversation.wording import fill, places

LANGUAGES = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's phrases. `says` are texts with places, `marks` are words looked for.

    An answer of words from `plain_no` and `beside_no` alone declines what was asked and nothing
    else; `bare_no` followed by words of `beside_no_to_stop`, or a phrase of `no_to_stop`, is a
    clear no to "shall we stop calling?". `languages` holds by code what people call a language
    ("other": one of those we do not speak), `negations` what turns "I speak it" round.
    `country` (ISO 3166 alpha-2) is where a number without its country code is taken to be.
    """

    says: Mapping[str, str]
    marks: Mapping[str, tuple[str, ...]]
    plain_no: frozenset[str]
    beside_no: frozenset[str]
    bare_no: frozenset[str]
    beside_no_to_stop: frozenset[str]
    no_to_stop: tuple[str, ...]
    languages: Mapping[str, frozenset[str]]
    negations: frozenset[str]
    pressed: str
    country: str


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language; English where there are none."""
    return _all()[language if language in LANGUAGES else "en"]


def said_alike(flows: Iterable[Flow], language: str, ours: Mapping[str, object]) -> tuple[str, ...]:
    """The texts that are the same in every call: only `ours` (the seller, …) are filled in."""
    own = phrases(language).says.values()
    of_flows = (w.texts.get(language, "") for flow in flows for _, w in flow.wordings())
    texts = [t for t in (*own, *of_flows) if t and all(name in ours for name, _ in places(t))]
    return tuple(dict.fromkeys(fill(text, ours, language) for text in texts))


def said_in_danger(number: str | None, language: str) -> tuple[str, ...]:
    """What the person at an E.164 number is told in danger, and when nobody can be fetched."""
    ours, says = {"emergency": emergency_number(number)}, phrases(language).says
    return tuple(fill(says[name], ours, language) for name in ("emergency", "emergency_failed"))


@cache
def _all() -> dict[str, Phrases]:
    text = Path(__file__).with_suffix(".yaml").read_text("utf-8")
    body = yaml.load(text, Loader=yaml.BaseLoader)  # every word is a text, "no" too
    return {language: _phrases(body[language]) for language in LANGUAGES}


def _phrases(body: dict[str, Any]) -> Phrases:
    marks = body["marks"]
    return Phrases(
        says=body["says"],
        marks={name: tuple(marks[name]) for name in ("robot", "stop")},
        plain_no=frozenset(marks["plain_no"]),
        beside_no=frozenset(marks["beside_no"]),
        bare_no=frozenset(marks["bare_no"]),
        beside_no_to_stop=frozenset(marks["beside_no_to_stop"]),
        no_to_stop=tuple(marks["no_to_stop"]),
        languages={code: frozenset(names) for code, names in marks["languages"].items()},
        negations=frozenset(marks["not"]),
        pressed=marks["pressed"],
        country=body["country"],
    )

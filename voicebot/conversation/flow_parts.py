"""What a dialogue file says, as values. Every part remembers the line it was read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput, said

END = "end"
OPERATOR = "operator"
ENDINGS = (END, OPERATOR)
"""Where a step may lead besides another step."""

KINDS = ("text", "date", "date and time", "number", "money")
"""What a variable may hold."""

SPOKEN_ANSWERS = ("yes", "no", "already_done")
"""Answers the engine itself understands; all others are figures, or named with their words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in each of its languages; `lines` says where each was written."""

    texts: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    line: int = 1

    def __bool__(self) -> bool:
        return bool(self.texts)


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that differs from call to call; `example` is what it may look like, by language."""

    name: str
    kind: str
    example: Wording
    line: int


def scale_of(text: str) -> tuple[int, int] | None:
    """The ends of a range of figures such as `1-5`."""
    first, dash, last = text.partition("-")
    written = dash and all(one.isascii() and one.isdigit() for one in (first, last))
    return (int(first), int(last)) if written else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person may answer and the step it leads to.

    `says` is one of SPOKEN_ANSWERS, a key, a range of figures such as `1-5`, or a name; then
    `words` holds, by language, the phrases that mean it, and `means` the figure they stand for.
    """

    says: str
    go: str
    line: int
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: str = ""

    @property
    def figures(self) -> frozenset[str]:
        """The figures or keys that give this answer; empty for words."""
        if (ends := scale_of(self.says)) is not None:
            return frozenset(str(figure) for figure in range(ends[0], ends[1] + 1))
        return frozenset((self.says,)) if len(self.says) == 1 else frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the robot says, and what follows.

    Exactly one of these follows: `answers`, `collects` a number, `stops` calls to "caller" or
    "number", `offers` turned "off" or "on" for the caller, or `then`: a step, `end` or `operator`.
    `satisfaction` is a range of figures where the answer says how satisfied the person is, the
    least first.
    """

    name: str
    line: int
    say: Wording
    question: Wording = field(default_factory=Wording)
    unclear: Wording = field(default_factory=Wording)
    answers: tuple[Answer, ...] = ()
    then: str = ""
    goal: str = ""
    collects: bool = False
    stops: str = ""
    offers: str = ""
    satisfaction: str = ""

    def satisfied(self, figure: str) -> float | None:
        """How satisfied a figure says that the person is, 0 to 1; None if it does not."""
        ends = scale_of(self.satisfaction)
        if ends is None or not figure.isdigit() or not ends[0] <= int(figure) <= ends[1]:
            return None
        return (int(figure) - ends[0]) / (ends[1] - ends[0])

    @property
    def leads_to(self) -> tuple[tuple[str, int], ...]:
        """Every place this step may lead to, with the line that says so."""
        places = [(answer.go, answer.line) for answer in self.answers]
        return (*places, (self.then, self.line)) if self.then else tuple(places)

    @property
    def asks(self) -> bool:
        """True if the robot waits for the person after it."""
        return bool(self.answers) or self.collects


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole dialogue. `sha256` is that of the file it was read from."""

    name: str
    file: str
    title: str
    direction: Literal["outbound", "inbound"]
    purpose: Purpose
    languages: tuple[str, ...]
    variables: Mapping[str, Variable]
    identification: Wording
    about: Wording
    message: Wording
    start: str
    anonymous: str
    steps: Mapping[str, Step]
    sha256: str = ""
    line: int = 1

    def wordings(self) -> Iterator[tuple[str, Wording]]:
        """Every text that may be spoken, with what it is for."""
        yield "identification", self.identification
        yield "about", self.about
        if self.message:
            yield "message", self.message
        for step in self.steps.values():
            yield f"step {step.name!r}", step.say
            for what, wording in (("question", step.question), ("unclear", step.unclear)):
                if wording:
                    yield f"{what} of step {step.name!r}", wording

    def examples(self, language: str) -> dict[str, str]:
        """Sample values for its variables, as somebody might write them in a list."""
        return {name: v.example.texts.get(language, "") for name, v in self.variables.items()}

    def fill(self, values: Mapping[str, object], zone: str = "UTC") -> dict[str, object]:
        """Read the values of one call, which may be texts from a list, by the kinds of variables.

        A date and time with an offset is moved to `zone` (IANA). Raises BadInput for one that is
        missing or cannot be read.
        """
        return {name: _read(v, values.get(name), zone) for name, v in self.variables.items()}


def _read(variable: Variable, value: object, zone: str) -> object:
    if value is None or value == "":
        raise BadInput(
            said("the dialogue needs a value for {variable!r}", variable=variable.name),
            said(
                "give it as --var {variable}=… or as a column of the list", variable=variable.name
            ),
        )
    try:
        return _as_kind(variable.kind, value, zone)
    except ValueError as error:
        raise BadInput(
            said(
                "{value!r} is not a {kind} for {variable!r}",
                value=str(value)[:40],
                kind=variable.kind,
                variable=variable.name,
            ),
            said(
                "write it like {example}",
                example=next(iter(variable.example.texts.values()), "2026-12-01 10:30"),
            ),
        ) from error


def _as_kind(kind: str, value: object, zone: str) -> object:
    if kind == "date and time":
        return _date_and_time(value, zone)
    if kind == "date":
        return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    if isinstance(value, int | float):
        return value
    text = str(value).strip()
    if kind == "number":
        text = text.replace(",", ".")
        return float(text) if "." in text else int(text)
    return text


def _date_and_time(value: object, zone: str) -> datetime:
    when = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    return when.astimezone(ZoneInfo(zone)) if when.tzinfo else when

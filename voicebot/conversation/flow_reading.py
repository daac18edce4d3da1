"""A dialogue file's YAML to values; what is wrong with its form is noted with its line."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from voicebot.contacts.purpose import Purpose
from voicebot.conversation.flow_parts import KINDS, Answer, Flow, Step, Variable, Wording, scale_of

FLOW_WORDS = (
    "title", "direction", "purpose", "languages", "variables", "identification", "about",
    "answering machine", "start", "anonymous", "steps",
)  # fmt: skip
STEP_WORDS = (
    "say", "question", "unclear", "answers", "then", "goal", "collect", "stop calling", "offers",
    "satisfaction",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a dialogue file, at a line counted from 1."""

    line: int
    text: str


@dataclass(slots=True)
class Reader:
    """Takes nodes apart; never stops at a problem, so that all of them are told at once."""

    problems: list[Problem] = field(default_factory=list)
    languages: tuple[str, ...] = ()

    def complain(self, node: Node, text: str) -> None:
        """Note a problem at a node's first line."""
        self.problems.append(Problem(line_of(node), text))

    def parts(
        self, node: Node, what: str, known: Collection[str] | None = None
    ) -> dict[str, tuple[Node, Node]]:
        """A mapping's names with their key and value nodes; doubled and unknown names are noted."""
        if not isinstance(node, MappingNode):
            self.complain(node, f"{what} must be a list of `name: value` lines")
            return {}
        found: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            name = self.text(key, f"a name in {what}")
            if name in found:
                self.complain(key, f"{name!r} stands twice in {what}")
            elif known is not None and name not in known:
                self.complain(key, f"{name!r} is not a word of {what}{_hint(name, known)}")
            else:
                found[name] = (key, value)
        return found

    def text(self, node: Node, what: str) -> str:
        """A scalar's text."""
        if not isinstance(node, ScalarNode):
            self.complain(node, f"{what} must be a text")
            return ""
        return " ".join(str(node.value).split())

    def several(self, node: Node, what: str) -> tuple[str, ...]:
        """A list of texts, or a single one."""
        if isinstance(node, SequenceNode):
            return tuple(self.text(item, what) for item in node.value)
        return (self.text(node, what),)

    def wording(self, node: Node, what: str) -> Wording:
        """A text in each language of the flow."""
        parts = self.parts(node, what, self.languages)
        texts = {language: self.text(value, what) for language, (_, value) in parts.items()}
        lines = {language: line_of(key) for language, (key, _) in parts.items()}
        for language in self.languages:
            if language not in parts and isinstance(node, MappingNode):
                self.complain(node, f"{what} has no text in {language!r}")
            elif language in parts and not texts[language]:
                self.complain(parts[language][1], f"{what} is empty in {language!r}")
        return Wording(texts, lines, line_of(node))


def line_of(node: Node) -> int:
    """The line a node begins at, counted from 1."""
    return int(node.start_mark.line) + 1


def read_flow(root: Node, name: str, file: str) -> tuple[Flow, list[Problem]]:
    """The flow as far as it can be read, and what is wrong with its form."""
    reader = Reader()
    parts = reader.parts(root, "a dialogue", FLOW_WORDS)
    for needed in ("title", "purpose", "languages", "identification", "about", "start", "steps"):
        if needed not in parts:
            reader.complain(root, f"a dialogue needs {needed!r}")
    reader.languages = _languages(reader, parts)
    flow = Flow(
        name=name,
        file=file,
        title=_text(reader, parts, "title"),
        direction=_direction(reader, parts),
        purpose=_purpose(reader, parts),
        languages=reader.languages,
        variables=_variables(reader, parts),
        identification=_wording(reader, parts, "identification"),
        about=_wording(reader, parts, "about"),
        message=_machine(reader, parts),
        start=_text(reader, parts, "start"),
        anonymous=_text(reader, parts, "anonymous"),
        steps=_steps(reader, parts),
        line=line_of(parts["start"][0]) if "start" in parts else line_of(root),
    )
    return flow, reader.problems


_Parts = dict[str, tuple[Node, Node]]


def _text(reader: Reader, parts: _Parts, name: str) -> str:
    return reader.text(parts[name][1], name) if name in parts else ""


def _wording(reader: Reader, parts: _Parts, name: str, what: str = "") -> Wording:
    return reader.wording(parts[name][1], what or name) if name in parts else Wording()


def _languages(reader: Reader, parts: _Parts) -> tuple[str, ...]:
    if "languages" not in parts:
        return ()
    node = parts["languages"][1]
    languages = reader.several(node, "languages")
    for language in languages:
        if language not in ("en", "ru"):
            reader.complain(node, f"the language {language!r} is not spoken here; en and ru are")
    return tuple(language for language in languages if language in ("en", "ru"))


def _direction(reader: Reader, parts: _Parts) -> Literal["outbound", "inbound"]:
    said = _text(reader, parts, "direction") or "outbound"
    if said not in ("outbound", "inbound"):
        reader.complain(parts["direction"][1], f"direction is outbound or inbound, not {said!r}")
    return "inbound" if said == "inbound" else "outbound"


def _purpose(reader: Reader, parts: _Parts) -> Purpose:
    said = _text(reader, parts, "purpose")
    if said in Purpose.__members__:
        return Purpose(said)
    if "purpose" in parts:
        hint = _hint(said, tuple(Purpose.__members__))
        reader.complain(parts["purpose"][1], f"{said!r} is not a purpose{hint}")
    return Purpose.TRANSACTIONAL


def _machine(reader: Reader, parts: _Parts) -> Wording:
    """What is left on an answering machine; empty when the call just ends there."""
    if "answering machine" not in parts:
        return Wording()
    node = parts["answering machine"][1]
    if isinstance(node, ScalarNode):
        if reader.text(node, "answering machine") != "hang up":
            reader.complain(node, "answering machine is `hang up` or `leave message:`")
        return Wording()
    inner = reader.parts(node, "answering machine", ("leave message",))
    return _wording(reader, inner, "leave message", "the message")


def _variables(reader: Reader, parts: _Parts) -> dict[str, Variable]:
    if "variables" not in parts:
        return {}
    found = {}
    for name, (key, node) in reader.parts(parts["variables"][1], "variables").items():
        inner = reader.parts(node, f"the variable {name!r}", ("kind", "example"))
        kind = _text(reader, inner, "kind")
        if kind not in KINDS:
            said = f"{kind!r} is not a kind" if kind else "has no kind"
            reader.complain(key, f"the variable {name!r}: {said}; kinds are {', '.join(KINDS)}")
        found[name] = Variable(name, kind, _example(reader, inner, name, key), line_of(key))
    return found


def _example(reader: Reader, parts: _Parts, name: str, key: Node) -> Wording:
    if "example" not in parts:
        reader.complain(key, f"the variable {name!r} needs an example")
        return Wording()
    node = parts["example"][1]
    if isinstance(node, ScalarNode):
        same = reader.text(node, "example")
        return Wording(dict.fromkeys(reader.languages, same), {}, line_of(node))
    return reader.wording(node, f"the example of {name!r}")


def _steps(reader: Reader, parts: _Parts) -> dict[str, Step]:
    if "steps" not in parts:
        return {}
    steps = reader.parts(parts["steps"][1], "steps")
    return {name: _step(reader, name, key, node) for name, (key, node) in steps.items()}


def _step(reader: Reader, name: str, key: Node, node: Node) -> Step:
    parts = reader.parts(node, f"step {name!r}", STEP_WORDS)
    if "say" not in parts:
        reader.complain(key, f"step {name!r} says nothing: give it `say:`")
    return Step(
        name=name,
        line=line_of(key),
        say=_wording(reader, parts, "say", f"step {name!r}"),
        question=_wording(reader, parts, "question", f"the question of step {name!r}"),
        unclear=_wording(reader, parts, "unclear", f"`unclear` of step {name!r}"),
        answers=_answers(reader, parts, name),
        then=_text(reader, parts, "then"),
        goal=_text(reader, parts, "goal"),
        collects=_one_of(reader, parts, "collect", ("number",)) == "number",
        stops=_one_of(reader, parts, "stop calling", ("caller", "number")),
        offers=_one_of(reader, parts, "offers", ("off", "on")),
        satisfaction=_scale(reader, parts),
    )


def _scale(reader: Reader, parts: _Parts) -> str:
    said = _text(reader, parts, "satisfaction")
    ends = scale_of(said)
    if "satisfaction" in parts and (ends is None or not ends[0] < ends[1] <= 8):
        wanted = "figures from the least satisfied to the most, such as 1-5"
        reader.complain(parts["satisfaction"][1], f"`satisfaction:` takes {wanted}, not {said!r}")
        return ""
    return said


def _one_of(reader: Reader, parts: _Parts, name: str, known: tuple[str, ...]) -> str:
    said = _text(reader, parts, name)
    if name in parts and said not in known:
        reader.complain(parts[name][1], f"`{name}:` takes {' or '.join(known)}, not {said!r}")
        return ""
    return said


def _answers(reader: Reader, parts: _Parts, step: str) -> tuple[Answer, ...]:
    if "answers" not in parts:
        return ()
    found = []
    for says, (key, node) in reader.parts(parts["answers"][1], f"answers of {step!r}").items():
        if isinstance(node, ScalarNode):
            found.append(Answer(says, reader.text(node, says), line_of(key)))
            continue
        inner = reader.parts(node, f"the answer {says!r}", ("words", "go", "means"))
        for needed in ("words", "go"):
            if needed not in inner:
                reader.complain(key, f"the answer {says!r} needs `{needed}:`")
        words = _words(reader, inner, says)
        means = _text(reader, inner, "means")
        found.append(Answer(says, _text(reader, inner, "go"), line_of(key), words, means))
    return tuple(found)


def _words(reader: Reader, parts: _Parts, says: str) -> dict[str, tuple[str, ...]]:
    if "words" not in parts:
        return {}
    what = f"the words of the answer {says!r}"
    node = parts["words"][1]
    inner = reader.parts(node, what, reader.languages)
    for language in reader.languages:
        if language not in inner and isinstance(node, MappingNode):
            reader.complain(node, f"{what} are missing in {language!r}")
    return {language: reader.several(value, what) for language, (_, value) in inner.items()}


def _hint(said: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(said, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"

"""The sentences of errors that can reach a page or a program, as they stand in the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import voicebot
from voicebot import errors
from voicebot.errors import VoicebotError

ROOT = Path(voicebot.__file__).parent
ROOMS = (
    *("contacts", "eligibility", "conversation", "evidence", "bootstrap", "dashboard"),
    *("adapters/storage", "adapters/registries", "adapters/webhooks"),
    *("outcomes/correction.py", "learning/shelf.py"),
)
"""What a request can reach. Errors of the others are met by who runs the program, at a console."""
BEFORE_SERVING = {"eligibility/profile.py"}
"""Files of the law are read before anything is served."""
ERRORS = {
    *(name for name, kind in vars(errors).items()
      if isinstance(kind, type) and issubclass(kind, VoicebotError)),
    *("BadValue", "Refused", "Unreachable"),
    "kind",  # a class that is chosen by what failed
}  # fmt: skip
SAID = "said"
MARKED = ERRORS | {SAID, "to_say"}


def sentences() -> Iterator[tuple[str, int, str]]:
    """File, line and sentence: what is raised as it stands, and every template."""
    for file, call in _calls():
        for argument in call.args:
            text = argument.value if isinstance(argument, ast.Constant) else None
            if isinstance(text, str) and text:
                yield file, call.lineno, text


def unsayable() -> Iterator[str]:
    """Where an error's sentence is put together so that no catalog can have it."""
    for file, call in _calls():
        for argument in call.args:
            if not _is_said(argument) and any(
                isinstance(part, (ast.JoinedStr, ast.BinOp)) for part in ast.walk(argument)
            ):
                yield f"{file}:{call.lineno}"


def _is_said(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _name(node) == SAID


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in MARKED:
                yield str(path.relative_to(ROOT)), node


def _files() -> Iterator[Path]:
    for room in ROOMS:
        place = ROOT / room
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if str(path.relative_to(ROOT)) not in BEFORE_SERVING:
                yield path

"""`voicebot understand`: what people's words mean, line by line."""

import json
import sys
from functools import partial
from io import BufferedIOBase
from typing import Annotated, cast

import typer

from voicebot.cli.many_lines import ManyLines, lines_waiting
from voicebot.cli.output import JsonFlag
from voicebot.errors import BadInput
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import understanding_from
from voicebot.settings import Settings
from voicebot.understanding.intents import Meaning
from voicebot.understanding.meaning import Understanding
from voicebot.understanding.phrasebook import LANGUAGES


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "understand",
        epilog='Example: echo "please stop calling me" | voicebot understand --lang en',
    )(understand)


def understand(
    lang: Annotated[str, typer.Option(help="The language that is spoken: en or ru.")] = "en",
    json_: JsonFlag = False,  # noqa: ARG001 -- the answer is JSON with it and without
) -> None:
    """Read one utterance a line from standard input; answer one JSON object a line, at once.

    Where many lines wait, every core answers some; the order is kept.
    """
    if lang not in LANGUAGES:
        raise BadInput(f"there are no phrases for the language {lang!r}", "use --lang en or ru")
    understanding = understanding_from(Shelf(Settings.load().models))
    with ManyLines(partial(_answer, understanding, lang)) as many:
        for lines in lines_waiting(cast(BufferedIOBase, sys.stdin.buffer)):
            for answers in many.answers(lines):
                sys.stdout.buffer.write(answers)
                sys.stdout.buffer.flush()


def _answer(understanding: Understanding, language: str, line: bytes) -> bytes:
    text = line.decode("utf-8", "replace").rstrip("\r")
    answer = json.dumps(_as_json(understanding.meaning(text, language)), ensure_ascii=False)
    return answer.encode() + b"\n"


def _as_json(meaning: Meaning) -> dict[str, object]:
    return {
        "text": meaning.text,
        "intent": str(meaning.intent),
        "refusal_kind": str(meaning.refusal_kind) if meaning.refusal_kind else None,
        "opt_out": meaning.opt_out,
        "confidence": meaning.confidence,
        "unclear_demand": meaning.unclear_demand,
        "unmistakable": meaning.unmistakable,
        "because": meaning.because,
    }

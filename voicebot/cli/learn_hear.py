"""`voicebot learn hear`: what recognition makes of the corpus over telephones."""

from enum import StrEnum
from typing import Annotated

import typer

from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.errors import BadInput
from voicebot.settings import Settings
from voicebot.understanding.intents import Intent

NEAR = "near"
LANGUAGES = ("en", "ru")


class Part(StrEnum):
    """Which utterances are spoken."""

    TEST = "test"
    TRAINING = "training"
    STRANGERS = "strangers"


def register(app: typer.Typer) -> None:
    """Add the command to `voicebot learn`."""
    example = "Example: voicebot learn hear --lang en --part test --limit 50"
    app.command("hear", epilog=example)(hear)


def hear(
    lang: Annotated[str, typer.Option(help="The language that is spoken: en or ru.")],
    part: Annotated[Part, typer.Option(help="Which utterances.")] = Part.TRAINING,
    only: Annotated[str, typer.Option(help="Only what means this intent; or near.")] = "",
    rounds: Annotated[int, typer.Option(min=1, help="Say each so often, by other voices.")] = 1,
    limit: Annotated[int, typer.Option(min=0, help="Stop after so many; 0: say all.")] = 0,
    seconds: Annotated[float, typer.Option(min=0, help="Stop after so long; 0: never.")] = 0,
    json_: JsonFlag = False,
) -> None:
    """Have synthetic people say the corpus over telephones, and note what recognition hears.

    What has been noted is not made again; Ctrl-C stops between two utterances. Demands that are
    measured on are heard by every engine, all else by those that a call has.
    """
    if lang not in LANGUAGES:
        raise BadInput(f"nobody speaks the language {lang!r} here", "use --lang en or ru")
    if only not in ("", NEAR, *Intent):
        raise BadInput(f"nothing means {only!r}", "use an intent of docs/intents.md, or near")
    from voicebot.cli.learn_hearing import Wanted, hear_all

    wanted = Wanted(lang, part, only, rounds, limit, seconds)
    counts = hear_all(Settings.load(), wanted)
    if json_:
        print_json({"language": lang, "part": part, **counts})
    else:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        console.print(f"{told}.", highlight=False)

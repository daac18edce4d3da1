"""What the consent commands share: their options, and how these are read."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from voicebot.bootstrap.office import Office
from voicebot.cli.moments import moment
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput

Number = Annotated[str, typer.Argument(help="The number, with its country code.")]
Purposes = Annotated[list[Purpose], typer.Option("--purpose", help="What for; may be repeated.")]
Channels = Annotated[
    list[Channel] | None, typer.Option("--channel", help="By which way; may be repeated.")
]
At = Annotated[str, typer.Option(help="When it happened, ISO 8601; now if left out.")]
By = Annotated[ConsentSource, typer.Option(help="By which way it reached us.")]
Reason = Annotated[str, typer.Option(help="The person's words, or the occasion.")]
Basis = Annotated[LegalBasis, typer.Option(help="The legal basis.")]
Text = Annotated[str, typer.Option("--wording", help="The words the person was shown.")]
TextFile = Annotated[
    Path | None, typer.Option("--wording-file", help="A file with these words, UTF-8.")
]
Lang = Annotated[str, typer.Option(help="The language of these words.")]


def text_of(text: str, file: Path | None) -> str:
    """The wording, given as such or as a file. Raises BadInput."""
    if file is None:
        return text
    if text:
        raise BadInput("the wording was given twice", "use --wording or --wording-file")
    try:
        return file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read as UTF-8", "give another file") from error


def when(at: str, office: Office) -> datetime:
    """The time given, else now."""
    return moment(at) if at else office.clock.now()

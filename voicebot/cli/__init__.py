"""The command line: one Typer application, one file per topic."""

import sys

import typer

from voicebot.cli import (
    call,
    campaign,
    check,
    contacts,
    demo,
    dialplan,
    journal,
    models,
    optout,
    pbx,
    serve,
    transcribe,
    understand,
)
from voicebot.cli.bench import bench
from voicebot.cli.output import complaints
from voicebot.errors import BadFlow, BadInput, VoicebotError

app = typer.Typer(
    name="voicebot",
    help="A voice robot for telephone lines that knows when to stop calling.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for topic in (call, check, demo, serve, transcribe, understand):
    topic.register(app)
for name, group in {
    "pbx": pbx.app,
    "models": models.app,
    "contacts": contacts.app,
    "campaign": campaign.app,
    "optout": optout.app,
    "journal": journal.app,
    "dialplan": dialplan.app,
    "bench": bench.app,
}.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Run one command; what we expected might fail is told in one sentence, never a traceback."""
    try:
        app()
    except BadFlow as error:
        for problem in error.problems:
            complaints.print(problem, markup=False, highlight=False, soft_wrap=True)
        _complain(error, 1)
    except BadInput as error:
        _complain(error, 2)
    except VoicebotError as error:
        _complain(error, 1)
    except KeyboardInterrupt:
        sys.exit(130)


def _complain(error: VoicebotError, status: int) -> None:
    complaints.print(f"voicebot: {error}.", markup=False, highlight=False, soft_wrap=True)
    sys.exit(status)

"""Every command, put together."""

import typer

from voicebot.cli import (
    bench,
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

"""Every command, put together."""

import typer

from voicebot.cli import (
    bench,
    call,
    campaign,
    check,
    consent,
    contacts,
    demo,
    dialplan,
    erase,
    explain,
    feedback,
    history,
    journal,
    journal_replay,
    models,
    optout,
    pbx,
    person,
    registry,
    retention,
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
for topic in (call, check, explain, erase, demo, serve, transcribe, understand):
    topic.register(app)
for name, group in {
    "pbx": pbx.app,
    "models": models.app,
    "contacts": contacts.app,
    "campaign": campaign.app,
    "consent": consent.app,
    "optout": optout.app,
    "feedback": feedback.app,
    "person": person.app,
    "registry": registry.app,
    "history": history.app,
    "retention": retention.app,
    "journal": journal.app,
    "dialplan": dialplan.app,
    "bench": bench.app,
}.items():
    app.add_typer(group, name=name)
journal_replay.register(journal.app)

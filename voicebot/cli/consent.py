"""`voicebot consent`: who agreed to what, and what became of it."""

from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.consents import Word
from voicebot.cli import consent_capture, consent_kinds, consent_lists, consent_show
from voicebot.cli.consent_options import At, By, Channels, Number, Purposes, Reason, when
from voicebot.cli.output import JsonFlag, print_json, print_table
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState
from voicebot.contacts.consent_ledger import ConsentEvent
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.settings import Settings

app = typer.Typer(help="Consents: who agreed to what, and what became of it.", no_args_is_help=True)
for topic in (consent_capture, consent_show, consent_lists, consent_kinds):
    topic.register(app)


@app.command(
    epilog="Example: voicebot consent answer +12025550123 --purpose SURVEY --reason 'said yes'"
)
def answer(
    number: Number,
    purpose: Purposes,
    channel: Channels = None,
    at: At = "",
    by: By = ConsentSource.SUPERVISOR,
    reason: Reason = "",
    json_: JsonFlag = False,
) -> None:
    """The person gave what was requested."""
    _said(number, ConsentState.GIVEN, purpose, channel, at, by, reason, json_)


@app.command(
    epilog="Example: voicebot consent refuse +12025550123 --purpose SURVEY --reason 'said no'"
)
def refuse(
    number: Number,
    purpose: Purposes,
    channel: Channels = None,
    at: At = "",
    by: By = ConsentSource.SUPERVISOR,
    reason: Reason = "",
    json_: JsonFlag = False,
) -> None:
    """The person said no to what was requested, or before anybody asked."""
    _said(number, ConsentState.REFUSED, purpose, channel, at, by, reason, json_)


@app.command(
    epilog="Example: voicebot consent withdraw +12025550123 --purpose SURVEY --reason 'by letter'"
)
def withdraw(
    number: Number,
    purpose: Annotated[
        list[Purpose] | None, typer.Option("--purpose", help="For this; all if left out.")
    ] = None,
    channel: Channels = None,
    at: At = "",
    by: By = ConsentSource.SUPERVISOR,
    reason: Reason = "",
    json_: JsonFlag = False,
) -> None:
    """The person takes consents back. One that arrives late counts from when it was said."""
    _said(number, ConsentState.WITHDRAWN, purpose or [], channel, at, by, reason, json_)


@app.command(epilog="Example: voicebot consent invalidate 5f0c… --reason 'the box was pre-ticked'")
def invalidate(
    consent_id: Annotated[str, typer.Argument(help="The consent's id, from `consent show`.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept for good.")],
    json_: JsonFlag = False,
) -> None:
    """A consent turned out to have been void from the first."""
    with bootstrap.office(Settings.load()) as office:
        ledger = office.storage.consents
        events = ledger.invalidate(consent_id, reason, ConsentSource.SUPERVISOR)
    _show_events(events, json_)


def _said(
    number: str,
    state: ConsentState,
    purposes: list[Purpose],
    channels: list[Channel] | None,
    at: str,
    by: ConsentSource,
    reason: str,
    json_: bool,
) -> None:
    parsed = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        ledger = office.storage.consents
        word = Word(when(at, office), by, reason, tuple(purposes), tuple(channels or ()))
        if state is ConsentState.WITHDRAWN:
            events = ledger.withdraw(parsed, word)
        elif state is ConsentState.REFUSED:
            events = ledger.refuse(parsed, word, office.settings.seller)
        else:
            events = ledger.answer(parsed, word)
    _show_events(events, json_)


def _show_events(events: list[ConsentEvent], json_: bool) -> None:
    if json_:
        print_json([event.as_json() for event in events])
        return
    columns = ("consent", "purpose", "channel", "state", "happened")
    rows = [(e.consent_id, e.purpose, e.channel, e.state, e.happened_at) for e in events]
    print_table(f"{len(events)} events", columns, rows)

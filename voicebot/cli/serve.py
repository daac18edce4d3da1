"""`voicebot serve`: everything that runs by itself on this machine, until it is stopped."""

import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.cli.output import console
from voicebot.dashboard.first_user import first_link
from voicebot.dashboard.server import served
from voicebot.dialling.ports import Lines
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings
from voicebot.worker import Worker


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", epilog="Example: voicebot serve --port 8080")(serve)


def serve(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Of the web; 0: any free one.")
    ] = None,
) -> None:
    """Run campaigns, retries and callbacks at their times, answer the incoming line and the web.

    Ends at Ctrl-C or SIGTERM: no call is begun any more, and those under way end by themselves.
    """
    ending = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    settings = Settings.load()
    switchboard = bootstrap.Switchboard()
    port = settings.web_port if port is None else port
    with (
        bootstrap.office(settings) as office,
        served(office, settings.web_bind, port, switchboard) as address,
    ):
        console.print(f"The web is at {address}. The lines start: a minute or two the first time.")
        _show_first_link(first_link(office, address))
        with bootstrap.lines(office, on_incoming=_show) as lines, switchboard.joined(lines):
            console.print(f"Serving with {lines.capacity} lines; Ctrl-C ends it.")
            _work(office, lines, ending)


def _work(office: bootstrap.Office, lines: Lines, ending: threading.Event) -> None:
    """What is due, when it is due, until the end is asked for."""
    office.storage.settings_book.note(office.settings, office.clock.now())
    with bootstrap.CodeCalls(office, lines) as codes:
        worker = Worker(
            bootstrap.ScheduledCampaigns(office, lines, ending),
            office.clock.now,
            bootstrap.daily_chores(office),
            bootstrap.nightly_chores(office),
            {**bootstrap.frequent_chores(office), "codes asked for": codes.place_due},
        )
        worker.start()
        ending.wait()
        console.print("Ending: calls under way are finished first.")
        worker.stop()


def _show_first_link(link: str | None) -> None:
    if link is not None:
        console.print("Nobody can log in yet. To begin, open once, within a day:")
        console.print(link, highlight=False, soft_wrap=True)


def _show(record: CallRecord) -> None:
    console.print(f"A call came in and ended as {record.outcome.disposition}.")

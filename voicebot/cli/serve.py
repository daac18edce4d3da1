"""`voicebot serve`: everything that runs by itself on this machine, until it is stopped."""

import signal
import threading
from types import FrameType

import typer

from voicebot import bootstrap
from voicebot.cli.output import console
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings
from voicebot.worker import Worker


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", epilog="Example: voicebot serve")(serve)


def serve() -> None:
    """Run campaigns, retries and callbacks at their times, and answer the incoming line.

    Ends at Ctrl-C or SIGTERM: no call is begun any more, and those under way end by themselves.
    """
    ending = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with (
        bootstrap.office(Settings.load()) as office,
        bootstrap.lines(office, on_incoming=_show) as lines,
    ):
        office.storage.settings_book.note(office.settings, office.clock.now())
        campaigns = bootstrap.ScheduledCampaigns(office, lines, ending)
        worker = Worker(campaigns, office.clock.now, bootstrap.daily_chores(office))
        worker.start()
        console.print(f"Serving with {lines.capacity} lines; Ctrl-C ends it.")
        ending.wait()
        console.print("Ending: calls under way are finished first.")
        worker.stop()


def _show(record: CallRecord) -> None:
    console.print(f"A call came in and ended as {record.outcome.disposition}.")

"""`voicebot feedback add|import|list|resolve`."""

from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

import typer

from voicebot import bootstrap
from voicebot.cli.consent_options import At, Number, when
from voicebot.cli.contacts import Country, show_rejected
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts.complaint import Taken
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.feedback_file import read_feedback
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput
from voicebot.settings import Settings

app = typer.Typer(help="What people write to us: feedback and complaints.", no_args_is_help=True)


@app.command(epilog="Example: voicebot feedback add +12025550123 --text 'Please stop calling me.'")
def add(
    number: Number,
    text: Annotated[str, typer.Option(help="The message, word for word.")],
    channel: Annotated[Channel, typer.Option(help="By which way it came.")] = Channel.EMAIL,
    complaint: Annotated[bool, typer.Option("--complaint", help="It is a complaint.")] = False,
    lang: Annotated[str, typer.Option(help="en or ru; told from the text if left out.")] = "",
    at: At = "",
    id_: Annotated[str, typer.Option("--id", help="Its id; the same id is entered once.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Take in a written message; a demand to stop in it is an opt-out at once."""
    parsed = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        message = Feedback(parsed, text, when(at, office), channel, lang, complaint, id_)
        taken = office.storage.complaints.take(message, office.understanding())
    if json_:
        print_json(taken.as_json())
    else:
        console.print(_told(taken))


@app.command("import", epilog="Example: voicebot feedback import mails.csv --zone Europe/Moscow")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with 'number', 'text' and 'at'.")],
    country: Country = "",
    zone: Annotated[str, typer.Option(help="IANA zone of times that name none.")] = "UTC",
    json_: JsonFlag = False,
) -> None:
    """Take in a file of messages; the same file again enters nothing twice.

    Columns: number, text, at (required), id, channel, language, complaint, or their Russian names.
    Row 1 is the header. Exit 1 if no row could be taken.
    """
    if zone not in available_timezones():
        raise BadInput(f"there is no zone {zone[:40]!r}", "write one such as Europe/Moscow")
    rows = read_feedback(file, country.upper() or None, zone)
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.complaints.take_all(rows, office.understanding())
    counts = {name: getattr(done, name) for name in ("accepted", "new", "opt_outs", "complaints")}
    if json_:
        rejected = [{"row": row.row, "reason": row.reason} for row in done.rejected]
        print_json(counts | {"rejected": rejected})
    else:
        told = ", ".join(f"{name.replace('_', '-')}: {count}" for name, count in counts.items())
        console.print(told)
        show_rejected(done.rejected)
    raise typer.Exit(0 if done.accepted else 1)


@app.command("list", epilog="Example: voicebot feedback list --number +12025550123 --all")
def list_(
    number: Annotated[str, typer.Option(help="Of this number only.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Answered ones and feedback too.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many; 0: all.")] = 100,
    json_: JsonFlag = False,
) -> None:
    """Show what waits for an answer, the most urgent first."""
    wanted = PhoneNumber.parse(number) if number else None
    with bootstrap.office(Settings.load()) as office:
        now = office.clock.now()
        found = list(office.storage.complaints.every(wanted, all_, limit or None))
    if json_:
        print_json([one.as_json() | {"overdue": one.overdue(now)} for one in found])
        return
    columns = ("id", "number", "kind", "state", "at", "answer due", "text")
    rows = [
        (c.complaint_id, c.number, c.kind, "OVERDUE" if c.overdue(now) else c.state,
         f"{c.at:%Y-%m-%d}", f"{c.answer_due_at:%Y-%m-%d}" if c.answer_due_at else "", c.text[:80])
        for c in found
    ]  # fmt: skip
    print_table(f"{len(found)} messages", columns, rows)


@app.command(epilog="Example: voicebot feedback resolve 7c1e… --resolution 'apologised by letter'")
def resolve(
    id_: Annotated[str, typer.Argument(metavar="ID", help="From `feedback list`.")],
    resolution: Annotated[str, typer.Option(help="What was answered; it is kept.")],
    json_: JsonFlag = False,
) -> None:
    """Close a complaint: its hold on evidence and advertising ends. Opt-outs stand."""
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.complaints.resolve(id_, resolution)
    if json_:
        print_json(done.as_json())
    else:
        console.print(f"{done.complaint_id} is resolved.")


def _told(taken: Taken) -> str:
    complaint = taken.complaint
    told = [f"{complaint.kind} {complaint.complaint_id} is on record."]
    if taken.where is not None:
        told.append(f"{complaint.number} will not be called again (saved in the {taken.where}).")
    if complaint.answer_due_at is not None:
        told.append(f"It is to be answered by {complaint.answer_due_at:%Y-%m-%d}.")
    return " ".join(told)

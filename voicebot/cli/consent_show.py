"""`voicebot consent show`: a number's consents as they stand, or stood on a day."""

from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.consent_history import ConsentView, PartView
from voicebot.cli.consent_options import Number, when
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.contacts.number import PhoneNumber
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: voicebot consent show +12025550123 --at 2026-05-31T12:00+03:00")(
        show
    )


def show(
    number: Number,
    at: Annotated[str, typer.Option(help="As of this time, ISO 8601; now if left out.")] = "",
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Show a number's consents: wording, capture, states, history and uses, as of a day.

    What arrived late is shown as late: the state as it was known then, and the state that day by
    what is known now. The look is journalled. Exit 1 if there was no consent on record.
    """
    parsed = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        day = when(at, office)
        storage, who = office.storage, looker(by)
        views = storage.consent_history.of_number(parsed, day)
        storage.journal.note_look(office.clock.now(), "consents", [parsed.e164], who)
    if json_:
        print_json({"number": parsed.e164, "at": day.isoformat(),
                    "consents": [view.as_json() for view in views]})  # fmt: skip
    else:
        for view in views:
            _print(view)
        if not views:
            console.print(f"No consent of {parsed} was on record then.")
    raise typer.Exit(0 if views else 1)


def _print(view: ConsentView) -> None:
    consent, capture = view.consent, view.consent.capture
    console.print(f"[bold]{consent.consent_id}[/bold] {consent.basis}, for {consent.controller}")
    how = ", ".join(text for text in (capture.method, capture.place, capture.evidence) if text)
    console.print(f"captured {capture.at:%Y-%m-%d %H:%M}Z {how}", highlight=False, markup=False)
    if consent.expires_at is not None:
        console.print(f"expires {consent.expires_at:%Y-%m-%d %H:%M}Z", highlight=False)
    console.print(f"“{consent.wording.text}”", highlight=False, markup=False)
    rows = [row for part in view.parts for row in _rows(part)]
    print_table("", ("purpose", "channel", "state", "happened", "recorded", "why"), rows)


def _rows(part: PartView) -> list[tuple[object, ...]]:
    """The state first, then its history; what came later than the day is marked."""
    happened = [(event, "") for event in part.events] + [(event, "late: ") for event in part.late]
    rows: list[tuple[object, ...]] = [(part.purpose, part.channel, part.then.state, "", "", "now")]
    for event, mark in happened:
        why = f"{mark}{event.source} {event.reason}".strip()
        at = (f"{event.happened_at:%Y-%m-%d %H:%M}", f"{event.recorded_at:%Y-%m-%d %H:%M}")
        rows.append(("", "", event.state, *at, why))
    return rows

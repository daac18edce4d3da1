"""`voicebot consent show`: a number's consents as they stand, or stood on a day."""

from typing import Annotated, Any

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.consent_history import ConsentView, PartView
from voicebot.cli.consent_options import Number, when
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.contacts.consent_ledger import ConsentEvent
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
                    "consents": [_as_json(view) for view in views]})  # fmt: skip
    else:
        for view in views:
            _print(view)
        if not views:
            console.print(f"No consent of {parsed} was on record then.")
    raise typer.Exit(0 if views else 1)


def event_as_json(event: ConsentEvent) -> dict[str, Any]:
    """An event for programs."""
    return {
        "consent_id": event.consent_id,
        "purpose": event.purpose,
        "channel": event.channel,
        "state": event.state,
        "happened_at": event.happened_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "source": event.source,
        "reason": event.reason,
        "attempt_id": event.attempt_id,
    }


def _as_json(view: ConsentView) -> dict[str, Any]:
    consent, capture = view.consent, view.consent.capture
    return {
        "consent_id": consent.consent_id,
        "controller": consent.controller,
        "purposes": list(consent.purposes),
        "channels": list(consent.channels),
        "basis": consent.basis,
        "jurisdiction": consent.jurisdiction,
        "wording": consent.wording.text,
        "wording_sha256": consent.wording.hash,
        "language": consent.wording.language,
        "captured_at": capture.at.isoformat(),
        "recorded_at": view.recorded_at.isoformat(),
        "expires_at": consent.expires_at.isoformat() if consent.expires_at else None,
        "method": capture.method,
        "place": capture.place,
        "proof_of_control": capture.proof_of_control,
        "evidence": capture.evidence,
        "also": dict(capture.also),
        "flaws": list(consent.flaws),
        "states": [_part_as_json(part) for part in view.parts],
        "uses": [{"attempt_id": attempt, "at": at.isoformat()} for attempt, at in view.uses],
        "journal_seq": view.journal_seq,
    }


def _part_as_json(part: PartView) -> dict[str, Any]:
    since = part.then.since
    return {
        "purpose": part.purpose,
        "channel": part.channel,
        "state": part.then.state,
        "since": since.isoformat() if since else None,
        "state_by_later_knowledge": part.in_truth.state,
        "events": [event_as_json(event) for event in part.events],
        "late": [event_as_json(event) for event in part.late],
    }


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

"""`voicebot check`: may we call, and every reason."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.rules import decide
from voicebot.errors import BadInput
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", epilog="Example: voicebot check +12025550123 --at 2026-12-01T10:00+03:00")(
        check
    )


def check(
    number: Annotated[str, typer.Argument(help="The number, with its country code.")],
    campaign: Annotated[str, typer.Option(help="As part of this campaign (name or id).")] = "",
    purpose: Annotated[Purpose, typer.Option(help="What the call would be for.")] = (
        Purpose.TRANSACTIONAL
    ),
    at: Annotated[str, typer.Option(help="At this time, ISO 8601; now if left out.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Say whether this number may be called, by every rule. Exit 1 if it may not."""
    with bootstrap.office(Settings.load()) as office:
        when = _moment(at) if at else office.clock.now()
        chosen = office.storage.campaigns.get(campaign) if campaign else None
        facts = office.storage.books.facts(
            PhoneNumber.parse(number),
            chosen.purpose if chosen else purpose,
            chosen.campaign_id if chosen else None,
            when,
        )
        decision = decide(facts)
    if json_:
        print_json(decision.as_json())
    else:
        _show(number, decision)
    raise typer.Exit(0 if decision.allowed else 1)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"--at {text!r} is not a time", "write it as 2026-12-01T10:00+03:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _show(number: str, decision: Decision) -> None:
    rows = [
        (
            rule.rule,
            rule.verdict,
            rule.reason or "",
            rule.until.isoformat(timespec="minutes") if rule.until else "",
            ", ".join(f"{name}={value}" for name, value in rule.inputs.items()),
        )
        for rule in decision.rules
    ]
    print_table(f"May {number} be called?", ("rule", "says", "reason", "until", "from"), rows)
    if decision.allowed:
        console.print("Yes.")
    elif decision.defer_until:
        console.print(f"Not now; ask again at {decision.defer_until.isoformat(timespec='minutes')}.")
    else:
        console.print(f"No: {', '.join(decision.reasons)}.")

"""`voicebot call`: one call now, through every check."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.network import NetworkResult
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.wish import Wish
from voicebot.errors import BadInput
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("call", epilog="Example: voicebot call +12025550123 --flow appointment_reminder")(
        call
    )


def call(
    target: Annotated[str, typer.Argument(help="An E.164 number, or a sip: URI (direct).")],
    flow: Annotated[str, typer.Option(help="The dialogue's name.")],
    var: Annotated[list[str] | None, typer.Option(help="A variable of the flow, k=v.")] = None,
    lang: Annotated[str, typer.Option(help="en or ru.")] = "",
    pbx: Annotated[str, typer.Option(help="auto, embedded, installed, docker or direct.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Call one person now. Exit 1 if the call may not be placed or did not come about."""
    is_uri = target.startswith(("sip:", "sips:"))
    changes: dict[str, Any] = {"pbx": "direct" if is_uri else pbx} if is_uri or pbx else {}
    settings = Settings.load(**changes)
    with bootstrap.office(settings) as office:
        wish = _wish(office, target, flow, lang, _variables(var or []))
        refused = office.refusal(wish)
        if refused is not None:  # nothing is started for a call that may not be placed
            _show(refused, json_)
            raise typer.Exit(1)
        with bootstrap.lines(office) as lines:
            attempted = office.attempt(lines).run(wish)
    _show(attempted, json_)
    raise typer.Exit(0 if _came_about(attempted) else 1)


def _came_about(attempted: Attempted) -> bool:
    """True if the call was placed and the network, or the person, had a word on it."""
    if attempted.record is None:
        return False
    outcome = attempted.record.outcome
    return (
        outcome.disposition is not Disposition.TECHNICAL_FAILURE
        and outcome.cause.result is not NetworkResult.FAILED
    )


def _wish(
    office: bootstrap.Office, target: str, flow: str, lang: str, variables: dict[str, str]
) -> Wish:
    chosen = office.flow(flow)
    number = PhoneNumber.parse(target)
    known = office.storage.books.contact(number) or Contact(number)
    contact = replace(known, attributes=known.attributes | variables)
    return Wish(
        contact=contact,
        flow=flow,
        purpose=chosen.purpose,
        language=lang or contact.language or chosen.languages[0],
        variables=office.variables(contact, chosen),
        target=target if target.startswith(("sip:", "sips:")) else "",
    )


def _variables(pairs: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.isidentifier():
            raise BadInput(f"--var {pair!r} is not of the form name=value", "write --var name=Anna")
        values[name] = text
    return values


def _show(attempted: Attempted, json_: bool) -> None:
    if json_:
        print_json(attempted_json(attempted))
        return
    record = attempted.record
    if record is None:
        reasons = (
            ", ".join(attempted.decision.reasons)
            or "another call is under way, or something has just changed"
        )
        console.print(f"Not called: {reasons}.")
        return
    outcome = record.outcome
    kind = f" ({outcome.refusal_kind})" if outcome.refusal_kind else ""
    console.print(f"{outcome.disposition}{kind} — {outcome.cause.result}, {outcome.answered_by}")
    for line in outcome.transcript:
        console.print(f"  {line.at_s:6.1f} s  {line.who:<7}{line.text}", highlight=False)
    if record.recording:
        console.print(f"Recording: {record.recording}", highlight=False)


def attempted_json(attempted: Attempted) -> dict[str, object]:
    """The call record, or the refusal with its decision."""
    if attempted.record is not None:
        return attempted.record.as_json()
    decision = attempted.decision.as_json()
    if attempted.claimed_elsewhere:
        decision |= {"allowed": False, "reasons": ["CALL_UNDER_WAY"]}
    return {"attempt_id": attempted.attempt_id, "disposition": None, "decision": decision}

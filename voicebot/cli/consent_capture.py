"""`voicebot consent add|request`: consents given and asked for."""

from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.bootstrap.office import Office
from voicebot.cli.consent_options import (
    At,
    Basis,
    By,
    Channels,
    Lang,
    Number,
    Purposes,
    Reason,
    Text,
    TextFile,
    text_of,
    when,
)
from voicebot.cli.moments import moment
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, Flaw, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        epilog="Example: voicebot consent add +12025550123 --purpose MARKETING --basis PEWC "
        "--wording-file form.txt --method 'signed form'"
    )(add)
    app.command(
        epilog="Example: voicebot consent request +12025550123 --purpose SURVEY "
        "--wording 'May we call you?'"
    )(request)


def add(
    number: Number,
    purpose: Purposes,
    channel: Channels = None,
    basis: Basis = LegalBasis.PEC,
    wording: Text = "",
    wording_file: TextFile = None,
    lang: Lang = "",
    method: Annotated[str, typer.Option(help="How it was captured.")] = "",
    place: Annotated[str, typer.Option(help="Where it was captured.")] = "",
    proof: Annotated[str, typer.Option(help="How the number is known to be theirs.")] = "",
    evidence: Annotated[str, typer.Option(help="Where the paper or recording is.")] = "",
    jurisdiction: Annotated[str, typer.Option(help="Country or state; else the number's.")] = "",
    at: At = "",
    expires: Annotated[str, typer.Option(help="When it ends, ISO 8601.")] = "",
    pre_ticked: Annotated[bool, typer.Option("--pre-ticked", help="It was pre-ticked.")] = False,
    bundled: Annotated[bool, typer.Option("--bundled", help="With other terms.")] = False,
    condition: Annotated[bool, typer.Option("--condition", help="No service without.")] = False,
    by: By = ConsentSource.SUPERVISOR,
    reason: Reason = "",
    json_: JsonFlag = False,
) -> None:
    """Record a consent that was given. Exit 1 if it is void or had ended already.

    A consent that was pre-ticked, bundled with other terms or made a condition of service is kept
    and never permits anything.
    """
    ticked = {
        Flaw.PRE_TICKED: pre_ticked,
        Flaw.BUNDLED: bundled,
        Flaw.CONDITION_OF_SERVICE: condition,
    }
    with bootstrap.office(Settings.load()) as office:
        consent = Consent(
            number=(parsed := PhoneNumber.parse(number)),
            controller=office.settings.seller,
            purposes=tuple(dict.fromkeys(purpose)),
            channels=tuple(dict.fromkeys(channel or [Channel.VOICE])),
            basis=basis,
            wording=Wording(text_of(wording, wording_file), lang),
            capture=Capture(when(at, office), method, place, proof, evidence),
            jurisdiction=jurisdiction or plan_of(parsed).country,
            expires_at=moment(expires) if expires else None,
            flaws=tuple(flaw for flaw, holds in ticked.items() if holds),
        )
        _record(office, Opening(consent, by, reason=reason), json_)


def request(
    number: Number,
    purpose: Purposes,
    channel: Channels = None,
    wording: Text = "",
    wording_file: TextFile = None,
    lang: Lang = "",
    basis: Basis = LegalBasis.PEC,
    method: Annotated[str, typer.Option(help="How it was asked.")] = "",
    at: At = "",
    by: By = ConsentSource.SUPERVISOR,
    json_: JsonFlag = False,
) -> None:
    """Record that the person was asked; `answer` or `refuse` says what they answered."""
    with bootstrap.office(Settings.load()) as office:
        consent = Consent(
            number=(parsed := PhoneNumber.parse(number)),
            controller=office.settings.seller,
            purposes=tuple(dict.fromkeys(purpose)),
            channels=tuple(dict.fromkeys(channel or [Channel.VOICE])),
            basis=basis,
            wording=Wording(text_of(wording, wording_file), lang),
            capture=Capture(when(at, office), method),
            jurisdiction=plan_of(parsed).country,
        )
        _record(office, Opening(consent, by, ConsentState.REQUESTED), json_)


def _record(office: Office, opening: Opening, json_: bool) -> None:
    entered = office.storage.consents.record(opening)
    consent_id = opening.consent.consent_id
    states = sorted({str(life[-1].state) for life in entered[1]}) if entered else []
    stands = bool({str(opening.state)} & set(states)) or entered is None
    if json_:
        print_json({"consent_id": consent_id, "new": entered is not None, "states": states})
    elif entered is None:
        console.print(f"Consent {consent_id} was on record already.")
    else:
        console.print(f"Consent {consent_id} is on record: {', '.join(states)}.")
    raise typer.Exit(0 if stands else 1)

"""`voicebot consent off|on|relation`: optional kinds of notice, and how a person stands to us."""

from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.cli.consent_options import At, Channels, Lang, Number, Text, TextFile, text_of, when
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis, Relation
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.settings import Settings

Kind = Annotated[Purpose, typer.Option("--purpose", help="The optional kind.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: voicebot consent off +12025550123 --purpose MARKETING")(off)
    app.command(
        epilog="Example: voicebot consent on +12025550123 --purpose MARKETING --by PAGE "
        "--wording 'Yes, call me about offers' --method 'settings page'"
    )(on)
    app.command(
        epilog="Example: voicebot consent relation +12025550123 ENDED --reason 'closed the account'"
    )(relation)


def off(
    number: Number,
    purpose: Kind,
    by: Annotated[ConsentSource, typer.Option(help="By which way the person asked for it.")] = (
        ConsentSource.SUPERVISOR
    ),
    reason: Annotated[str, typer.Option(help="The occasion.")] = "asked for it",
    words: Annotated[str, typer.Option(help="What the person said.")] = "",
    at: At = "",
    json_: JsonFlag = False,
) -> None:
    """No notice of this optional kind any more."""
    parsed = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.notices.turn_off(
            parsed, purpose, by, reason, words=words or None, at=when(at, office)
        )
    if json_:
        print_json({"number": parsed.e164, "purpose": purpose, "where": done.where,
                    "optout_id": done.optout.optout_id, "withdrawn": done.withdrawn})  # fmt: skip
    else:
        console.print(f"{purpose} is off for {parsed}; {done.withdrawn} consents withdrawn.")


def on(
    number: Number,
    purpose: Kind,
    by: Annotated[ConsentSource, typer.Option(help="How the person did it themselves.")],
    wording: Text = "",
    wording_file: TextFile = None,
    lang: Lang = "",
    channel: Channels = None,
    basis: Annotated[LegalBasis, typer.Option(help="The legal basis.")] = LegalBasis.PEC,
    method: Annotated[str, typer.Option(help="How it was captured.")] = "",
    evidence: Annotated[str, typer.Option(help="Where the recording or paper is.")] = "",
    at: At = "",
    json_: JsonFlag = False,
) -> None:
    """Notices of this optional kind again, by the person's own new consent.

    Exit 1 if a wider opt-out forbids them all the same.
    """
    parsed = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        consent = Consent(
            number=parsed,
            controller=office.settings.seller,
            purposes=(purpose,),
            channels=tuple(dict.fromkeys(channel or [Channel.VOICE])),
            basis=basis,
            wording=Wording(text_of(wording, wording_file), lang),
            capture=Capture(when(at, office), method, evidence=evidence),
            jurisdiction=plan_of(parsed).country,
        )
        done = office.storage.notices.turn_on(Opening(consent, by), "turned on again")
    still = [str(optout.scope) for optout in done.still]
    if json_:
        print_json({"number": parsed.e164, "purpose": purpose, "consent_id": done.consent_id,
                    "lifted": done.lifted, "still_opted_out": still})  # fmt: skip
    else:
        console.print(f"{purpose} is on for {parsed}; {done.lifted} opt-outs lifted.")
        if still:
            console.print(f"Opt-outs that forbid it all the same: {', '.join(still)}.")
    raise typer.Exit(1 if still else 0)


def relation(
    number: Number,
    to: Annotated[Relation, typer.Argument(help="CUSTOMER, ENDED or UNCONFIRMED.")],
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
    at: At = "",
    json_: JsonFlag = False,
) -> None:
    """Change how a person on a list stands to us; the end of a relationship ends advertising."""
    parsed = PhoneNumber.parse(number)
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.relations.set(parsed, to, reason, when(at, office))
    if json_:
        print_json({"number": parsed.e164, "from": done.before, "to": done.after,
                    "expired": done.expired})  # fmt: skip
    else:
        console.print(f"{parsed} is {done.after}; {done.expired} consents ended with it.")

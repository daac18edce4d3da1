"""`voicebot consent import`: consents from a file."""

from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

import typer

from voicebot import bootstrap
from voicebot.cli.consent_options import Basis, Channels, Lang, Text, TextFile, text_of
from voicebot.cli.contacts import Country, show_rejected
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.consent_file import Usual, read_consents
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", epilog="Example: voicebot consent import consents.csv --basis PEWC")(
        import_
    )


def import_(
    file: Annotated[Path, typer.Argument(help="CSV with 'number' and 'captured_at'.")],
    purpose: Annotated[
        list[Purpose] | None, typer.Option("--purpose", help="For rows that name none.")
    ] = None,
    channel: Channels = None,
    basis: Basis = LegalBasis.PEC,
    wording: Text = "",
    wording_file: TextFile = None,
    lang: Lang = "",
    country: Country = "",
    zone: Annotated[str, typer.Option(help="IANA zone of times that name none.")] = "UTC",
    json_: JsonFlag = False,
) -> None:
    """Take in a file of consents. Running it again takes in what a broken-off run left out.

    Columns: number, captured_at (required), purposes, channels, basis, state, wording or
    wording_file, language, method, place, expires_at, withdrawn_at, pre_ticked, bundled,
    condition, proof, evidence, controller, jurisdiction, or their Russian names; other columns are
    kept with the consent. The options say what holds for rows that leave a column empty. Row 1 is
    the header. Exit 1 if no row could be taken.
    """
    if zone not in available_timezones():
        raise BadInput(f"there is no zone {zone[:40]!r}", "write one such as Europe/Moscow")
    with bootstrap.office(Settings.load()) as office:
        usual = Usual(
            controller=office.settings.seller,
            purposes=tuple(purpose or ()),
            channels=tuple(channel or (Channel.VOICE,)),
            basis=basis,
            wording=text_of(wording, wording_file),
            language=lang,
            country=country.upper() or None,
            zone=zone,
        )
        done = office.storage.consents.import_rows(read_consents(file, usual), file.name)
    if json_:
        rejected = [{"row": row.row, "reason": row.reason} for row in done.rejected]
        print_json({"accepted": done.accepted, "new": done.new, "states": dict(done.states),
                    "rejected": rejected})  # fmt: skip
    else:
        states = ", ".join(f"{count} {state}" for state, count in sorted(done.states.items()))
        console.print(f"{done.accepted} consents read, {done.new} new ({states or 'no states'}).")
        show_rejected(done.rejected)
    raise typer.Exit(0 if done.accepted else 1)

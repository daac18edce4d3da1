"""`voicebot suppression list|lift`: whom a model leaves alone, and the way back."""

from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.left_alone import KeptAlone
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.learned import WITHOUT_HISTORY
from voicebot.errors import BadInput
from voicebot.settings import Settings

app = typer.Typer(help="Whom a model leaves alone, and why.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The number, with its country code.")]


@app.command("list", epilog="Example: voicebot suppression list --number +12025550123 --ended")
def list_(
    number: Annotated[str, typer.Option(help="Of this number's person only.")] = "",
    ended: Annotated[bool, typer.Option("--ended", help="Those that ended too.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="At most so many; 0: all.")] = 100,
    lang: Annotated[str, typer.Option(help="The language of the reasons: en or ru.")] = "en",
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Show whom a model leaves alone, newest first, each with its reasons and its end."""
    if lang not in WITHOUT_HISTORY:
        raise BadInput(f"there are no reasons in {lang!r}", "use en or ru")
    wanted = PhoneNumber.parse(number) if number else None
    with bootstrap.office(Settings.load()) as office:
        looked_at = [wanted.e164] if wanted else []
        now = office.clock.now()
        office.storage.journal.note_look(now, "learned suppressions", looked_at, looker(by))
        kept = office.storage.left_alone.kept(wanted, ended, limit or None)
    if json_:
        print_json([one.as_json() for one in kept])
        return
    columns = ("number", "purpose", "reason", "because", "until (UTC)", "lifted")
    rows = (_row(one, lang) for one in kept)
    print_table(f"{len(kept)} left alone by what was learned", columns, rows)


@app.command(epilog="Example: voicebot suppression lift +12025550123 --reason 'wrote to us'")
def lift(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; it is kept for good.")],
    purpose: Annotated[Purpose | None, typer.Option(help="For calls of this kind alone.")] = None,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Let a number be called again, whatever the score, until its term would have ended.

    Rules are not touched: an opt-out stands. Exit 1 if no model leaves the number alone.
    """
    wanted = PhoneNumber.parse(number)
    if not reason.strip():
        raise BadInput("a suppression is lifted for a reason", "say why with --reason")
    with bootstrap.office(Settings.load()) as office:
        lifted = office.storage.left_alone.lift(wanted, looker(by), reason, purpose)
    if json_:
        print_json({"number": wanted.e164, "lifted": lifted})
    else:
        console.print(f"{lifted} lifted: the rules alone decide on {wanted} now.")


def _row(kept: KeptAlone, language: str) -> tuple[object, ...]:
    said = kept.because_ru if language == "ru" else kept.because
    because = "; ".join(said) or WITHOUT_HISTORY[language]
    lifted = f"{kept.lifted_at:%Y-%m-%d %H:%M} by {kept.lifted_by}" if kept.lifted_at else ""
    until = f"{kept.until:%Y-%m-%d %H:%M}"
    return kept.number, kept.purpose, kept.reason, because, until, lifted

"""`voicebot token create|list|revoke`: access for programs."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.dashboard.scopes import Scope
from voicebot.settings import Settings

app = typer.Typer(help="Tokens by which programs use the interface.", no_args_is_help=True)


@app.command(epilog="Example: voicebot token create crm --scope consents:write --days 365")
def create(
    name: Annotated[str, typer.Argument(help="Which program it is for.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may do; may be repeated.")],
    days: Annotated[int, typer.Option(help="How long it opens; 0: until it is revoked.")] = 365,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Make a token. It is shown once, and kept nowhere."""
    lasts = timedelta(days=days) if days > 0 else None
    with bootstrap.office(Settings.load()) as office:
        names = frozenset(str(one) for one in scope)
        token, secret = office.storage.tokens.make(name, names, lasts, looker(by))
    if json_:
        print_json(_as_json(token) | {"token": secret})
    else:
        console.print(secret, highlight=False, soft_wrap=True)
        console.print("It is not kept: write it down now.")


@app.command("list", epilog="Example: voicebot token list")
def list_(json_: JsonFlag = False) -> None:
    """Show tokens, newest first, without their secrets."""
    with bootstrap.office(Settings.load()) as office:
        found, now = office.storage.tokens.every(), office.clock.now()
    if json_:
        print_json([_as_json(token) | {"valid": token.valid(now)} for token in found])
        return
    rows = [
        (token.token_id, token.name, ", ".join(sorted(token.scopes)), _day(token.created_at),
         _day(token.expires_at), "yes" if token.valid(now) else "no")
        for token in found
    ]  # fmt: skip
    columns = ("id", "name", "scopes", "made", "expires", "valid")
    print_table(f"{len(found)} tokens", columns, rows)


@app.command(epilog="Example: voicebot token revoke 5a2c…")
def revoke(
    id_: Annotated[str, typer.Argument(metavar="ID", help="From `token list`.")],
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Take a token back; it opens nothing from now on."""
    with bootstrap.office(Settings.load()) as office:
        token = office.storage.tokens.revoke(id_, looker(by))
    if json_:
        print_json(_as_json(token))
    else:
        console.print(f"The token {token.name!r} opens nothing any more.", highlight=False)


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "never"


def _as_json(token: ApiToken) -> dict[str, object]:
    def told(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "id": token.token_id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": told(token.created_at),
        "expires_at": told(token.expires_at),
        "revoked_at": told(token.revoked_at),
    }

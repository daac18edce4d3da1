"""`voicebot pbx`: the Asterisk that serves this installation."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from voicebot.adapters.telephony.asterisk import Pbx, PbxStatus
from voicebot.cli.output import JsonFlag, console, print_json
from voicebot.settings import Settings

app = typer.Typer(help="Start, stop and show the Asterisk that serves.", no_args_is_help=True)

ProviderOption = Annotated[
    str, typer.Option("--pbx", help="auto, installed, embedded or docker; default: the setting.")
]


@app.command(epilog="Example: voicebot pbx up --pbx embedded")
def up(pbx: ProviderOption = "", json_: JsonFlag = False) -> None:
    """Start Asterisk and wait until it is ready; if it runs, take changed settings over."""
    served = Pbx(_settings(pbx))
    started = served.up()
    _show(served.status(), json_, "Started." if started else "It was running already.")


@app.command(epilog="Example: voicebot pbx down")
def down(json_: JsonFlag = False) -> None:
    """Stop Asterisk, and every call with it."""
    served = Pbx(_settings(""))
    stopped = served.down()
    _show(served.status(), json_, "Stopped." if stopped else "It was not running.")


@app.command(epilog="Example: voicebot pbx status --json")
def status(json_: JsonFlag = False) -> None:
    """What serves now, and who is registered. Exit 1 if nothing does."""
    found = Pbx(_settings("")).status()
    _show(found, json_, "")
    if found.provider is None:
        raise typer.Exit(1)


@app.command(epilog="Example: voicebot pbx render")
def render() -> None:
    """Write the configuration for Asterisk in a container; docker-compose.yml runs this."""
    Pbx(_settings("")).render()
    console.print("Written.")


def _settings(pbx: str) -> Settings:
    changes: dict[str, Any] = {"pbx": pbx} if pbx else {}
    return Settings.load(**changes)


def _show(status: PbxStatus, as_json: bool, done: str) -> None:
    if as_json:
        print_json(asdict(status))
        return
    if done:
        console.print(done)
    if status.provider is None:
        console.print("Asterisk does not run; `voicebot pbx up` starts it.")
        return
    names = ", ".join(status.registered) or "nobody"
    console.print(
        f"Asterisk {status.version} ({status.provider}) at {status.sip}; registered: {names}.",
        highlight=False,
    )

"""Every command, put together; each is imported when it is asked for, since some are heavy."""

from importlib import import_module

import typer

COMMANDS = ("call", "check", "explain", "erase", "demo", "serve", "transcribe", "understand")
"""Modules here that `register` one command of their own name."""

GROUPS = (
    "pbx",
    "models",
    "contacts",
    "campaign",
    "calls",
    "consent",
    "optout",
    "suppression",
    "feedback",
    "person",
    "registry",
    "history",
    "retention",
    "token",
    "user",
    "journal",
    "dialplan",
    "learn",
    "bench",
)
"""Modules here whose `app` is a group of commands."""


def application(wanted: str = "") -> typer.Typer:
    """The command line; with the name of a command or group, that one alone is imported."""
    app = typer.Typer(
        name="voicebot",
        help="A voice robot for telephone lines that knows when to stop calling.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_whole)
    known = (*COMMANDS, *GROUPS)
    for name in (wanted,) if wanted in known else known:
        module = import_module(f"voicebot.cli.{name}")
        if name in COMMANDS:
            module.register(app)
        else:
            app.add_typer(module.app, name=name)
    return app


def _whole() -> None:
    """A voice robot for telephone lines that knows when to stop calling."""

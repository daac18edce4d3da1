"""Who gives a command, as the journal names them."""

import getpass
from typing import Annotated

import typer

By = Annotated[str, typer.Option(help="Who does this; by default the login name.")]


def looker(by: str) -> str:
    """The name given, else the login name of this machine; "unknown" where there is none."""
    try:
        return by.strip() or getpass.getuser()
    except (OSError, KeyError):  # no such user: a container that runs under a bare uid
        return "unknown"

"""`voicebot bench …`: figures, measured."""

import typer

app = typer.Typer(help="Benchmarks: figures, measured on this machine.", no_args_is_help=True)

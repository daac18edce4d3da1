"""The command line: one Typer application, one file per topic."""

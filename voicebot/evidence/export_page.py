"""The page of an export: what is kept of a person, in plain words, to read and to print."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

TITLES = {
    "contacts": "What lists say about you",
    "campaign_entries": "Campaigns that you were part of",
    "consents": "What you agreed to",
    "consent_events": "What became of your agreements",
    "consent_states": "Where your agreements stand",
    "consent_uses": "Calls that rested on your agreements",
    "attempts": "Calls",
    "optouts": "When you asked us to stop",
    "suppressions": "Reasons why we left you alone",
    "complaints": "What you wrote to us",
    "person_numbers": "Numbers that are one person's",
    "likenesses": "Numbers that may be one person's",
    "journal": "What our journal says about you",
}
STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
table{border-collapse:collapse;width:100%;margin:.5em 0 1.5em}
th,td{border:1px solid #bbb;padding:.3em .5em;text-align:left;vertical-align:top}
th{width:14em;font-weight:600;background:#f4f4f4}audio{width:100%}
@media print{audio{display:none}table{break-inside:avoid}}"""

Rows = Sequence[Mapping[str, Any]]


def export_page(
    seller: str,
    numbers: Sequence[str],
    at: datetime,
    kept: Mapping[str, Rows],
    files: Sequence[str],
) -> str:
    """The HTML. `kept` is rows by section, `files` the paths inside the export."""
    body = [
        f"<h1>What {escape(seller)} keeps about you</h1>",
        f"<p>Numbers: {escape(', '.join(numbers))}. As of {at:%Y-%m-%d %H:%M} UTC. "
        "The same is in <a href='person.json'>person.json</a>, for programs.</p>",
    ]
    for name, rows in kept.items():
        if rows:
            body.append(f"<h2>{escape(TITLES.get(name, name))} ({len(rows)})</h2>")
            body += [_table(row) for row in rows]
    if files:
        body.append(f"<h2>Recordings and files of calls ({len(files)})</h2>")
        body += [_file(path) for path in files]
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>What is kept about you</title><style>{STYLE}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _table(row: Mapping[str, Any]) -> str:
    said = {name: value for name, value in row.items() if value not in (None, "", [], {})}
    cells = (
        f"<tr><th>{escape(name.replace('_', ' '))}</th><td>{_value(value)}</td></tr>"
        for name, value in said.items()
    )
    return f"<table>{''.join(cells)}</table>"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, list):
        return "<br>".join(_value(item) for item in value)
    return escape(str(value))


def _file(path: str) -> str:
    link = f"<a href='{escape(path)}'>{escape(path)}</a>"
    sound = f"<audio controls src='{escape(path)}'></audio>" if path.endswith(".wav") else ""
    return f"<p>{link}{sound}</p>"

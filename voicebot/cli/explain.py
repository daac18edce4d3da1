"""`voicebot explain`: on what grounds was, or was not, this number called?"""

import os
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput
from voicebot.evidence.dossier import Dossier, Words, telling
from voicebot.evidence.dossier.calls import Entry
from voicebot.evidence.dossier.findings import Finding, answer, besides, grounds_sentence, learned
from voicebot.evidence.dossier.page import page
from voicebot.settings import Settings

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TO_THE_MINUTE = re.compile(r".*T\d{2}:\d{2}([+-]\d{2}:?\d{2}|Z)?")

Number = Annotated[str, typer.Argument(help="The number, with its country code.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "explain",
        epilog="Example: voicebot explain +12025550123 --at 2026-11-18 --html dossier.html",
    )(explain)


def explain(
    number: Number,
    at: Annotated[
        str,
        typer.Option(help="A day of the called party (2026-11-18), or a moment; now if left out."),
    ] = "",
    html: Annotated[Path | None, typer.Option(help="Write the whole dossier as a page.")] = None,
    lang: Annotated[str, typer.Option(help="The dossier's language: en or ru.")] = "en",
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Say on what grounds a number was called, or why it was not, as it was known then.

    The day is a local day of the called party; a moment without an offset is their local time.
    The look itself is journalled.
    """
    settings = Settings.load()
    Words.load(lang, "UTC")
    with bootstrap.office(settings) as office:
        now = office.clock.now()
        wanted = PhoneNumber.parse(number)
        dossier = office.storage.dossiers.of(wanted, _asked(at), now, looker(by))
    words = Words.load(lang, dossier.span.zone)
    if html is not None:
        _write(html, page(dossier, words, made_at=now, audio=_beside(html, settings.home)))
    if json_:
        print_json(_as_json(dossier, words))
    else:
        _show(dossier, words)


def _asked(text: str) -> date | datetime | None:
    """A day, or a moment; one to the minute takes in the whole minute."""
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"--at {text!r} is neither a day nor a time",
            "write it as 2026-11-18 or 2026-11-18T14:05+03:00",
        ) from error
    return moment + timedelta(minutes=1) if _TO_THE_MINUTE.fullmatch(text) else moment


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror})", "give another") from error


def _beside(html: Path, home: Path) -> Callable[[str], str]:
    """The address of a file of the data directory, as seen from the page."""
    folder = html.resolve().parent
    return lambda file: quote(os.path.relpath(home.resolve() / file, folder))


def _as_json(dossier: Dossier, words: Words) -> dict[str, object]:
    """The dossier, with its answer in words; what was learned later is kept apart."""
    body = dossier.as_json()
    for entry, told in zip(dossier.entries, body["entries"], strict=True):
        told["in_words"] = words.sentence(grounds_sentence(entry, dossier))
    said = {
        "answer": words.paragraph(answer(dossier)),
        "besides": words.paragraph(besides(dossier)),
        "answer_learned_later": words.paragraph(learned(dossier)),
        "findings": [_finding(one, words) for one in answer(dossier)],
    }
    return said | body


def _finding(finding: Finding, words: Words) -> dict[str, str]:
    return {"code": finding.code, "text": words.sentence(finding)}


def _show(dossier: Dossier, words: Words) -> None:
    """The answer, the calls and consents in short; the page and JSON have everything."""
    _say(words.paragraph(answer(dossier)))
    for one in (*besides(dossier), *learned(dossier)):
        _say(words.sentence(one))
    if dossier.entries:
        titles = ("happened", "purpose", "grounds", "outcome", "records")
        rows = [_row(entry, dossier, words) for entry in dossier.entries]
        print_table(words.label("entries"), [words.label(title) for title in titles], rows)
    for consent in dossier.consents:
        _say(f"{words.label('wording')} ({words.day(consent.captured_at)}): {consent.wording}")
    for line in telling.before(dossier, words):
        _say(line)
    for later in dossier.later:
        _say(f"{words.label('learned_since')}: {telling.later(later, words)}")


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _row(entry: Entry, dossier: Dossier, words: Words) -> tuple[str, ...]:
    outcome = words.term("disposition", entry.ended.disposition) if entry.ended else "—"
    records = ", ".join(map(str, entry.records))
    if entry.grounds is None:
        grounds = words.sentence(grounds_sentence(entry, dossier))
    else:
        grounds = words.term("grounds", entry.grounds.kind)
    purpose = words.term("purpose", entry.purpose)
    return words.moment(entry.at), purpose, grounds, outcome, records

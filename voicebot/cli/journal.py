"""`voicebot journal verify|show|head`."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.cli import journal_replay
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput
from voicebot.evidence.heads import SignedHead
from voicebot.evidence.journal import JournalRecord
from voicebot.evidence.verification import Verification
from voicebot.settings import Settings

app = typer.Typer(help="The journal of everything that was decided and done.", no_args_is_help=True)
journal_replay.register(app)


@app.command(epilog="Example: voicebot journal verify --head heads/2026-11-21.json --json")
def verify(
    head: Annotated[
        Path | None, typer.Option(help="A head exported earlier that the chain must lead over.")
    ] = None,
    json_: JsonFlag = False,
) -> None:
    """Check the hash chain from its first record to its last. Exit 1 if it is broken."""
    ours, signed = True, None
    with bootstrap.office(Settings.load()) as office:
        if head is None:
            found = office.storage.journal.verify()
        else:
            found, signed = office.storage.heads.verify(head)
            ours = office.storage.heads.is_ours(signed)
    if json_:
        print_json(_as_json(found) | ({"head": _head_as_json(signed, ours)} if signed else {}))
    else:
        _tell(found, signed, ours)
    raise typer.Exit(0 if found.ok else 1)


@app.command(epilog="Example: voicebot journal head --export head.json")
def head(
    export: Annotated[
        Path | None, typer.Option(help="Write it, signed, to this file; the key to FILE.pub.")
    ] = None,
    json_: JsonFlag = False,
) -> None:
    """Show the chain's last record, or hand it out signed: who holds it can show later changes."""
    with bootstrap.office(Settings.load()) as office:
        if export is None:
            last = office.storage.journal.head()
            body: dict[str, object] = {"seq": last.seq, "hash": last.hash}
        else:
            body = office.storage.heads.export(export, office.clock.now()).as_json()
    if json_:
        print_json(body)
    elif export is None:
        console.print(f"Record {body['seq']} has the hash {body['hash']}.")
    else:
        console.print(f"Record {body['seq']}, signed, is in {export}: give it out of the house.")


@app.command(epilog="Example: voicebot journal show --number +12025550123 --since 2026-11-01")
def show(
    number: Annotated[str, typer.Option(help="About this number only.")] = "",
    kind: Annotated[str, typer.Option(help="Of this kind only.")] = "",
    since: Annotated[str, typer.Option(help="From this time on, ISO 8601.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many; 0: all.")] = 1000,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Show records, oldest first. Looking at them is itself journalled."""
    wanted = PhoneNumber.parse(number).e164 if number else None
    with bootstrap.office(Settings.load()) as office:
        journal = office.storage.journal
        looked_at = [wanted] if wanted else []
        journal.note_look(office.clock.now(), "journal", looked_at, looker(by))
        records = journal.records(kind or None, wanted, _time(since))
        with closing(records):
            found = list(islice(records, limit or None))
    if json_:
        print_json([_record_as_json(record) for record in found])
        return
    print_table(f"{len(found)} records", ("number", "at", "kind", "says"), _rows(found))


def _tell(found: Verification, signed: SignedHead | None, ours: bool) -> None:
    if not found.ok:
        console.print(f"The chain is broken at record {found.first_bad}: {found.why}.")
        return
    erased = f" Of {found.erased} of them personal data were erased." if found.erased else ""
    console.print(f"The chain of {found.records} records holds.{erased}")
    if signed is not None:
        whose = "this installation's key" if ours else "a key that is not this installation's"
        console.print(
            f"It leads over record {signed.head.seq} as exported on "
            f"{signed.at.isoformat(' ', 'minutes')}, signed with {whose}."
        )


def _as_json(found: Verification) -> dict[str, object]:
    return {
        "records": found.records,
        "ok": found.ok,
        "first_bad": found.first_bad,
        "why": found.why or None,
        "erased": found.erased,
    }


def _head_as_json(signed: SignedHead, ours: bool) -> dict[str, object]:
    return {"seq": signed.head.seq, "at": signed.at.isoformat(), "key_is_ours": ours}


def _record_as_json(record: JournalRecord) -> dict[str, object]:
    return {
        "seq": record.seq,
        "at": record.at.isoformat(),
        "kind": record.kind,
        "content": record.content,
        "erased": record.erased,
        "hash": record.hash,
    }


def _rows(records: list[JournalRecord]) -> Iterator[tuple[object, ...]]:
    for record in records:
        said = json.dumps(record.content, ensure_ascii=False, sort_keys=True)
        shown = said + (" (personal data erased)" if record.erased else "")
        yield record.seq, record.at.isoformat(" ", "seconds"), record.kind, shown


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--since {text!r} is no time", "write it as 2026-11-21T09:00") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)

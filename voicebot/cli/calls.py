"""`voicebot calls list|correct|agreement`: past calls, and what reviewers say of them."""

from typing import Annotated, Any

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.call_records import StoredCall
from voicebot.adapters.storage.storage import Storage
from voicebot.cli.moments import moment
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.outcomes.correction import Corrected
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.understanding.intents import RefusalKind

app = typer.Typer(help="Past calls, and corrections of them.", no_args_is_help=True)

Attempt = Annotated[str, typer.Argument(help="The call's attempt id.")]
COLUMNS = ("attempt", "at", "number", "disposition", "answered by", "review", "corrected to")


@app.command("list", epilog="Example: voicebot calls list --review --since 2026-11-01")
def list_(
    review: Annotated[
        bool, typer.Option("--review", help="Only those that somebody should look at.")
    ] = False,
    since: Annotated[str, typer.Option(help="Only from this time on.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Show calls, newest first. That somebody looked is journalled.

    For review are calls with a mark (an emergency), of an unsure outcome, and those about which
    reviewers differ.
    """
    start = moment(since) if since else None
    with bootstrap.office(Settings.load()) as office:
        storage = office.storage
        if review:
            ids = [*storage.corrections.disputed(), *storage.corrections.to_review(start, limit)]
            found = [storage.records.get(one) for one in ids[:limit]]
        else:
            found = list(storage.records.every(since=start, limit=limit))
        numbers = [call.number for call in found if call.number]
        storage.journal.note_look(office.clock.now(), "calls", numbers, looker(by))
        rows = [_told(storage, call) for call in found]
    if json_:
        print_json(rows)
    else:
        print_table(f"{len(rows)} calls", COLUMNS, (tuple(row.values()) for row in rows))


@app.command(epilog="Example: voicebot calls correct 4f0c… --disposition OPT_OUT --by anna")
def correct(
    attempt: Attempt,
    disposition: Annotated[Disposition, typer.Option(help="How the call ended in truth.")],
    refusal_kind: Annotated[
        RefusalKind | None, typer.Option(help="How the person refused, if they did.")
    ] = None,
    note: Annotated[str, typer.Option(help="What was heard; it is kept for good.")] = "",
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Put a reviewer's word beside a call's outcome, which stays on record as it was.

    OPT_OUT saves an opt-out too. Another word never lifts one: that needs a reason of its own.
    """
    with bootstrap.office(Settings.load()) as office:
        done = office.storage.corrections.correct(
            attempt, disposition, looker(by), refusal_kind, note
        )
    if json_:
        print_json(
            done.correction.as_json()
            | {"original": str(done.original), "optout_saved": done.optout_saved}
            | {"optouts_left": done.optouts_left}
        )
    else:
        console.print(_in_words(done), highlight=False)


@app.command(epilog="Example: voicebot calls corrections 4f0c… --json")
def corrections(attempt: Attempt, json_: JsonFlag = False) -> None:
    """Show what reviewers said of a call, oldest first. Exit 1 if nobody said anything."""
    with bootstrap.office(Settings.load()) as office:
        found = [one.as_json() for one in office.storage.corrections.of(attempt)]
    if json_:
        print_json(found)
    else:
        names = ("at", "by", "disposition", "refusal_kind", "note")
        print_table("corrections", names, ([one[name] for name in names] for one in found))
    raise typer.Exit(0 if found else 1)


@app.command(epilog="Example: voicebot calls agreement --json")
def agreement(json_: JsonFlag = False) -> None:
    """Say how often reviewers of the same call agree."""
    with bootstrap.office(Settings.load()) as office:
        found = office.storage.corrections.agreement()
    if json_:
        print_json({"reviewed": found.reviewed, "by_several": found.by_several,
                    "agreed": found.agreed, "share": found.share})  # fmt: skip
    elif found.share is None:
        console.print(f"{found.reviewed} calls reviewed, none of them by two reviewers.")
    else:
        console.print(
            f"Of {found.by_several} calls with several reviewers {found.agreed} have one word "
            f"from all ({found.share:.0%}); {found.reviewed} calls were reviewed.",
            highlight=False,
        )


def _told(storage: Storage, call: StoredCall) -> dict[str, Any]:
    words = [one.disposition for one in storage.corrections.of(call.attempt_id)]
    return {
        "attempt_id": call.attempt_id,
        "at": call.at.isoformat(" ", "minutes"),
        "number": call.number,
        "disposition": call.disposition,
        "answered_by": call.answered_by,
        "review": call.body.get("review"),
        "corrected": ", ".join(dict.fromkeys(map(str, words))) or None,
    }


def _in_words(done: Corrected) -> str:
    said = f"{done.correction.disposition} stands beside {done.original}."
    if done.optout_saved is not None:
        return f"{said} The number will not be called again."
    if done.optouts_left:
        return (
            f"{said} {done.optouts_left} opt-outs of the number stay in force: to lift one, give "
            "its own reason with `voicebot optout lift`."
        )
    return said

"""`voicebot journal replay`: decide every journalled decision again."""

from contextlib import closing

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.evidence.replaying import replay_all
from voicebot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the journal's."""
    app.command("replay", epilog="Example: voicebot journal replay --json")(replay)


def replay(json_: JsonFlag = False) -> None:
    """Decide every journalled decision again from its recorded inputs. Exit 1 if one differs."""
    with bootstrap.office(Settings.load()) as office:
        records = office.storage.journal.records("decision")
        with closing(records):
            found = replay_all(records)
    if json_:
        print_json(
            {
                "decisions": found.decisions,
                "other_rules": found.other_rules,
                "mismatches": [
                    {"seq": one.seq, "differs": list(one.differs)} for one in found.mismatches
                ],
            }
        )
    else:
        console.print(
            f"{found.decisions} decisions, {found.other_rules} of them by other rules; "
            f"{len(found.mismatches)} come out otherwise."
        )
        if found.mismatches:
            rows = [(one.seq, ", ".join(one.differs)) for one in found.mismatches]
            print_table("Decisions that differ", ("record", "what differs"), rows)
    raise typer.Exit(1 if found.mismatches else 0)

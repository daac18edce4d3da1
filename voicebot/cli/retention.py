"""`voicebot retention run|status`."""

from collections.abc import Mapping

import typer

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.evidence.retention import RULES
from voicebot.settings import Settings

app = typer.Typer(help="How long what is kept is kept.", no_args_is_help=True)


@app.command(epilog="Example: voicebot retention run --json")
def run(json_: JsonFlag = False) -> None:
    """Take away what is due, and journal it. What a complaint or a legal hold covers stays."""
    with bootstrap.office(Settings.load()) as office:
        counts = office.storage.retention.purge(office.clock.now())
        leftovers = office.storage.erasure.finish()
    if json_:
        print_json({"purged": counts, "erased_calls_deleted": leftovers})
    elif any(counts.values()):
        taken = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        console.print(f"Taken away: {taken}.")
    else:
        console.print("Nothing is due.")


@app.command(epilog="Example: voicebot retention status")
def status(json_: JsonFlag = False) -> None:
    """Show each rule with its source, and how much is due."""
    with bootstrap.office(Settings.load()) as office:
        due = office.storage.retention.status(office.clock.now())
    rules = [
        {
            "what": str(rule.what),
            "years": rule.years,
            "since": rule.since,
            "then": rule.then,
            "source": rule.source,
            "due": due[rule.what],
        }
        for rule in RULES
    ]
    if json_:
        print_json(rules)
        return
    columns = ("what", "kept for", "since", "then", "source", "due")
    print_table("Retention", columns, (_row(rule) for rule in rules))


def _row(rule: Mapping[str, object]) -> tuple[object, ...]:
    kept_for = f"{rule['years']} years" if rule["years"] else "the setting's days"
    return rule["what"], kept_for, rule["since"], rule["then"], rule["source"], rule["due"]

"""What is printed of a version once it is trained."""

from voicebot.cli.output import console, print_json
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings


def show_trained(settings: Settings, task: str, version: str, in_force: bool, json_: bool) -> None:
    """Its card; for people also whether it is in force, and how it gets there."""
    if json_:
        print_json(Shelf(settings.models).card(task, version))
        return
    console.print((settings.models / task / version / "card.md").read_text("utf-8"))
    how = "in force" if in_force else f"not in force: voicebot learn promote {task} {version}"
    console.print(f"Version {version}, {how}.", highlight=False)

"""`voicebot learn prior`: a model of calls learned from made-up people, as the one that ships."""

from typing import Annotated

import typer

from voicebot.cli.output import JsonFlag, complaints, console, print_json
from voicebot.learning.policy.scoring import TASK
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings
from voicebot.simulation.population import prior as made_up


def register(app: typer.Typer) -> None:
    """Add the command to `voicebot learn`."""
    app.command("prior", epilog="Example: voicebot learn prior --seed 7")(prior)


def prior(
    seed: Annotated[
        int, typer.Option(min=0, help="Of the made-up people; the one that ships has 7.")
    ] = made_up.SEED,
    json_: JsonFlag = False,
) -> None:
    """Make people up, teach a model with months of calls to them, and put it on the shelf.

    The same seed gives the same model. It is put in force nowhere, and its card says of whom it
    learned.
    """
    shelf = Shelf(Settings.load().models)
    version = _put(shelf, seed)
    if json_:
        print_json(shelf.card(TASK, version))
        return
    console.print(
        f"Version {version} is a prior, in force nowhere: voicebot learn promote {TASK} {version} "
        "--anyway",
        highlight=False,
        soft_wrap=True,
    )


def _put(shelf: Shelf, seed: int) -> str:
    from voicebot.learning.policy import call_shelf
    from voicebot.learning.policy.examples import Examples
    from voicebot.learning.policy.teaching import teach
    from voicebot.learning.policy.worth import own_worth

    examples = Examples.of(made_up.made_up_calls(seed))
    taught = teach(examples, own_worth(), done=lambda name: complaints.print(f"{name} is learned"))
    return call_shelf.put(shelf, taught, made_up=made_up.about(seed))

"""`voicebot campaign create|forecast|start|pause|status`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.known_all import Listing
from voicebot.cli.campaign_forecast import show_forecast
from voicebot.cli.contacts import show_rejected
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.dialling.ports import CampaignState
from voicebot.errors import BadInput
from voicebot.settings import Settings

app = typer.Typer(help="Campaigns: a list, a flow and a purpose.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The campaign's name or id.")]


@app.command(
    epilog="Example: voicebot campaign create December --flow appointment_reminder --csv people.csv"
)
def create(
    name: Annotated[str, typer.Argument(help="A name that no other campaign has.")],
    flow: Annotated[str, typer.Option(help="The dialogue's name.")],
    lang: Annotated[str, typer.Option(help="For contacts that name no language.")] = "en",
    csv: Annotated[
        Path | None, typer.Option(help="Contacts to import and call; all contacts if left out.")
    ] = None,
    at: Annotated[str, typer.Option(help="Start by itself at this time, ISO 8601.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Make a campaign; nobody is called before it is started."""
    with bootstrap.office(Settings.load()) as office:
        chosen = office.flow(flow)
        campaign, contacts, rejected = bootstrap.create_campaign(
            office, name, chosen, lang, csv, _moment(at)
        )
    if json_:
        refused = [{"row": row.row, "reason": row.reason} for row in rejected]
        body = {"campaign_id": campaign.campaign_id, "name": name, "contacts": contacts}
        print_json(body | {"rejected": refused})
        return
    show_rejected(rejected)
    console.print(f"{name}: {contacts} contacts; start it with: voicebot campaign start {name!r}")


@app.command(epilog="Example: voicebot campaign forecast December --at 2026-12-01T10:00+03:00")
def forecast(
    name: Name,
    at: Annotated[str, typer.Option(help="As of this time, ISO 8601; now if left out.")] = "",
    json_: JsonFlag = False,
) -> None:
    """How many of those who wait may be called, when, and how many not, by reason.

    Whoever has two reasons counts under both. Exit 1 if nobody may ever be called.
    """
    with bootstrap.office(Settings.load()) as office:
        campaign = office.storage.campaigns.get(name)
        listing = Listing(
            purpose=campaign.purpose,
            at=_moment(at) or office.clock.now(),
            campaign_id=campaign.campaign_id,
            lasts_s=office.settings.ring_timeout_s + office.settings.max_call_s,
        )
        found = office.storage.books.forecast(listing)
    if json_:
        print_json({"campaign_id": campaign.campaign_id, "name": campaign.name} | found.as_json())
    else:
        show_forecast(campaign.name, found)
    raise typer.Exit(0 if found.never < found.asked else 1)


@app.command(epilog="Example: voicebot campaign start December --wait")
def start(
    name: Name,
    wait: Annotated[
        bool, typer.Option(help="Call here and now until nobody is due, instead of `serve`.")
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Let it call. `voicebot serve` does the calling, or this command with --wait."""
    settings = Settings.load()
    with bootstrap.office(settings) as office:
        campaign = office.storage.campaigns.get(name)
        office.storage.campaigns.set_state(campaign.campaign_id, CampaignState.RUNNING)
        handled = 0
        if wait:
            with bootstrap.lines(office) as lines:
                work = bootstrap.ScheduledCampaigns(office, lines)
                handled = work.run_due(campaign.campaign_id)
        state = bootstrap.campaign_status(office, name)
    if json_:
        print_json(state | {"handled": handled})
    elif wait:
        console.print(f"{name}: {handled} contacts handled; see voicebot campaign status {name!r}")
    else:
        console.print(f"{name} is running; voicebot serve places its calls.")


@app.command(epilog="Example: voicebot campaign pause December")
def pause(name: Name, json_: JsonFlag = False) -> None:
    """Place no further calls; calls under way end by themselves."""
    with bootstrap.office(Settings.load()) as office:
        campaign = office.storage.campaigns.get(name)
        office.storage.campaigns.set_state(campaign.campaign_id, CampaignState.PAUSED)
        state = bootstrap.campaign_status(office, name)
    if json_:
        print_json(state)
    else:
        console.print(f"{name} is paused.")


@app.command(epilog="Example: voicebot campaign status")
def status(
    name: Annotated[str, typer.Argument(help="The campaign; all if left out.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Where campaigns stand: who waits, was called, was left alone and why."""
    with bootstrap.office(Settings.load()) as office:
        names = [name] if name else [c.name for c in office.storage.campaigns.every()]
        states = [bootstrap.campaign_status(office, each) for each in names]
    if json_:
        print_json(states[0] if name else states)
        return
    columns = ("name", "state", "waiting", "called", "left_alone", "next_at")
    print_table("Campaigns", columns, ([state[key] for key in columns] for state in states))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"--at {text!r} is not a time", "write it as 2026-12-01T10:00+03:00"
        ) from error
    if moment.tzinfo is None:
        raise BadInput(f"--at {text!r} names no time zone", "add an offset such as +03:00")
    return moment

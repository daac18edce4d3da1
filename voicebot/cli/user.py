"""`voicebot user add|list|role|disable|enable|link`: the supervisors who use the pages."""

from typing import Annotated

import typer

from voicebot import bootstrap
from voicebot.adapters.storage.supervisors.users import User
from voicebot.bootstrap.office import Office
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.cli.who import By, looker
from voicebot.dashboard.first_user import link_to
from voicebot.dashboard.roles import Role
from voicebot.errors import NotFound
from voicebot.settings import Settings

app = typer.Typer(help="Supervisors, who use the pages of the dashboard.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The login name.")]


@app.command(epilog="Example: voicebot user add anna --role supervisor")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.VIEWER,
    by: By = "",
    json_: JsonFlag = False,
) -> None:
    """Make an account, and the link by which its owner sets a password within a day."""
    with bootstrap.office(Settings.load()) as office:
        user = office.storage.supervisors.users.add(name, role, looker(by))
        link = link_to(office, user, looker(by))
    _tell_link(user, link, json_)


@app.command("list", epilog="Example: voicebot user list")
def list_(json_: JsonFlag = False) -> None:
    """Show accounts by name."""
    with bootstrap.office(Settings.load()) as office:
        users = office.storage.supervisors.users.every()
    if json_:
        print_json([_as_json(user) for user in users])
        return
    columns = ("name", "role", "password", "second step", "seen", "state")
    print_table(f"{len(users)} users", columns, (_row(user) for user in users))


@app.command(epilog="Example: voicebot user role anna compliance")
def role(name: Name, role: Role, by: By = "", json_: JsonFlag = False) -> None:
    """Give another role."""
    with bootstrap.office(Settings.load()) as office:
        users, user = office.storage.supervisors.users, _named(office, name)
        _tell(users.set_role(user.user_id, role, looker(by)), json_)


@app.command(epilog="Example: voicebot user disable anna")
def disable(name: Name, by: By = "", json_: JsonFlag = False) -> None:
    """The account opens nothing from now on."""
    with bootstrap.office(Settings.load()) as office:
        users, user = office.storage.supervisors.users, _named(office, name)
        _tell(users.disable(user.user_id, looker(by)), json_)


@app.command(epilog="Example: voicebot user enable anna")
def enable(name: Name, by: By = "", json_: JsonFlag = False) -> None:
    """The account opens again."""
    with bootstrap.office(Settings.load()) as office:
        users, user = office.storage.supervisors.users, _named(office, name)
        _tell(users.enable(user.user_id, looker(by)), json_)


@app.command(epilog="Example: voicebot user link anna")
def link(name: Name, by: By = "", json_: JsonFlag = False) -> None:
    """Make a link that opens once, within a day, to set a new password."""
    with bootstrap.office(Settings.load()) as office:
        user = _named(office, name)
        made = link_to(office, user, looker(by))
    _tell_link(user, made, json_)


def _named(office: Office, name: str) -> User:
    user = office.storage.supervisors.users.named(name)
    if user is None:
        raise NotFound("there is no user of this name", "see `voicebot user list`")
    return user


def _tell(user: User, json_: bool) -> None:
    if json_:
        print_json(_as_json(user))
    else:
        state = "disabled" if user.disabled_at else "open"
        console.print(f"{user.name} is {user.role}; the account is {state}.", highlight=False)


def _tell_link(user: User, link: str, json_: bool) -> None:
    if json_:
        print_json(_as_json(user) | {"link": link})
        return
    console.print(f"{user.name} is {user.role}. To set the password, open once, within a day:")
    console.print(link, highlight=False, soft_wrap=True)


def _row(user: User) -> tuple[object, ...]:
    seen = user.seen_at.isoformat(" ", "minutes") if user.seen_at else "never"
    state = "disabled" if user.disabled_at else "open"
    password = "set" if user.password else "not yet"
    return user.name, user.role, password, "on" if user.totp_secret else "off", seen, state


def _as_json(user: User) -> dict[str, object]:
    return {
        "id": user.user_id,
        "name": user.name,
        "role": user.role,
        "password_set": bool(user.password),
        "second_step": bool(user.totp_secret),
        "seen_at": user.seen_at.isoformat() if user.seen_at else None,
        "disabled_at": user.disabled_at.isoformat() if user.disabled_at else None,
    }

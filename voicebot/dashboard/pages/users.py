"""Users and their roles."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.error_words import told_to
from voicebot.dashboard.first_user import link_to
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import by
from voicebot.dashboard.roles import GRANTS, Permission, Role, may
from voicebot.dashboard.rule_words import ROLES_MEAN
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput

router = APIRouter(prefix="/settings/users")
Manager = Annotated[Viewer, Depends(Permitted(Permission.MANAGE_USERS))]
Id = Annotated[str, Path(max_length=64)]
Typed = Annotated[str, Form(max_length=500)]


@router.get("")
def show(request: Request, office: TheOffice, _: Manager) -> Response:
    """Everybody, and what each role may do."""
    return _users(request, office)


@router.post("")
def add(
    request: Request, office: TheOffice, viewer: Manager, name: Typed = "", role: Typed = ""
) -> Response:
    """A new account; its link is shown once."""
    if role not in set(Role):
        raise BadInput("there is no such role", "choose one of the list")
    try:
        user = office.storage.supervisors.users.add(name, role, by(viewer))
    except BadInput as error:
        return _users(request, office, status=422, name=name, error=told_to(request, error))
    link = link_to(office, user, by(viewer), _address(request))
    return _users(request, office, link=link, link_of=user.name)


@router.post("/{user_id}/link")
def renew(request: Request, office: TheOffice, viewer: Manager, user_id: Id) -> Response:
    """Another link, to set a new password; it is shown once."""
    user = office.storage.supervisors.users.get(user_id)
    link = link_to(office, user, by(viewer), _address(request))
    return _users(request, office, link=link, link_of=user.name)


@router.post("/{user_id}/role")
def set_role(office: TheOffice, viewer: Manager, user_id: Id, role: Typed = "") -> Response:
    """Another role, from the next request on."""
    if role not in set(Role):
        raise BadInput("there is no such role", "choose one of the list")
    office.storage.supervisors.users.set_role(user_id, role, by(viewer))
    return RedirectResponse("/settings/users", 303)


@router.post("/{user_id}/disable")
def disable(office: TheOffice, viewer: Manager, user_id: Id) -> Response:
    """The account opens nothing; its sessions end."""
    office.storage.supervisors.users.disable(user_id, by(viewer))
    return RedirectResponse("/settings/users", 303)


@router.post("/{user_id}/enable")
def enable(office: TheOffice, viewer: Manager, user_id: Id) -> Response:
    """The account opens again."""
    office.storage.supervisors.users.enable(user_id, by(viewer))
    return RedirectResponse("/settings/users", 303)


@router.post("/{user_id}/second-step/off")
def reset_second_step(office: TheOffice, viewer: Manager, user_id: Id) -> Response:
    """For somebody whose authenticator is lost."""
    office.storage.supervisors.users.set_totp(user_id, "", by(viewer))
    return RedirectResponse("/settings/users", 303)


def _users(
    request: Request,
    office: Office,
    status: int = 200,
    name: str = "",
    error: str = "",
    link: str = "",
    link_of: str = "",
) -> Response:
    return page(
        request,
        "settings_users.html",
        status=status,
        title=mark("Settings"),
        users=office.storage.supervisors.users.every(),
        roles=list(Role),
        means=ROLES_MEAN,
        grants=[(right, [role for role in Role if may(role, right)]) for right in GRANTS],
        name=name,
        error=error,
        link=link,
        link_of=link_of,
    )


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/")

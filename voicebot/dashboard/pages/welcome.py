"""The link that opens once: whoever has it sets the account's password."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import Response

from voicebot.dashboard import passwords
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Visitor
from voicebot.dashboard.pages.login import HOME, let_in
from voicebot.dashboard.templating import page

router = APIRouter()
Secret = Annotated[str, Path(max_length=200)]
Typed = Annotated[str, Form(max_length=500)]


@router.get("/welcome/{secret}")
def ask(request: Request, office: TheOffice, _: Visitor, secret: Secret) -> Response:
    """The form; looking at it uses nothing up."""
    user = office.storage.supervisors.users.of_link(secret)
    if user is None:
        return page(request, "welcome_over.html", status=404)
    return page(request, "welcome.html", name=user.name, secret=secret, error="")


@router.post("/welcome/{secret}")
def take(
    request: Request,
    office: TheOffice,
    _: Visitor,
    secret: Secret,
    password: Typed = "",
    again: Typed = "",
) -> Response:
    """The password is set, and its owner is in."""
    users = office.storage.supervisors.users
    user = users.of_link(secret)
    if user is None:
        return page(request, "welcome_over.html", status=404)
    error = passwords.objection(password, again, user.name)
    if error:
        return page(request, "welcome.html", status=422, name=user.name, secret=secret, error=error)
    opened = users.set_password(user.user_id, passwords.hashed(password), f"user {user.name}")
    return let_in(request, office, opened, HOME)

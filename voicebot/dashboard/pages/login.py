"""Getting in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.supervisors.users import User
from voicebot.bootstrap.office import Office
from voicebot.dashboard import cookies, halfway, passwords, second_step
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted, Visitor
from voicebot.dashboard.languages import mark
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer

router = APIRouter()
HOME = "/now"
WRONG = mark("The name or the password is wrong.")
WRONG_CODE = mark("This code is wrong or was used before.")
Typed = Annotated[str, Form(max_length=500)]


@router.get("/")
def first(_: Visitor) -> Response:
    """Where everybody begins."""
    return RedirectResponse(HOME, 303)


@router.get("/login")
def ask(request: Request, viewer: Visitor, next: str = "") -> Response:  # noqa: A002
    """The form."""
    if viewer.user is not None:
        return RedirectResponse(_safe(next), 303)
    return page(request, "login.html", next=next, name="", error="")


@router.post("/login")
def log_in(
    request: Request,
    office: TheOffice,
    _: Visitor,
    name: Typed = "",
    password: Typed = "",
    next: Typed = "",  # noqa: A002
) -> Response:
    """The password."""
    failures = office.storage.supervisors.failures
    waits = failures.waits_until(name, address_of(request))
    if waits is not None:
        return page(request, "login_waits.html", status=429, until=waits)
    user = office.storage.supervisors.users.named(name)
    right = passwords.fits(password, user.password if user else "")
    if user is None or user.disabled_at is not None or not right:
        failures.note(name, address_of(request))
        return page(request, "login.html", status=401, next=next, name=name, error=WRONG)
    if passwords.is_outdated(user.password):
        office.storage.supervisors.users.rehash(user.user_id, passwords.hashed(password))
        user = office.storage.supervisors.users.get(user.user_id)
    if user.totp_secret:
        written = halfway.note(user, office.clock.now())
        return page(request, "login_code.html", next=next, note=written, error="")
    return let_in(request, office, user, _safe(next))


@router.post("/login/code")
def second(
    request: Request,
    office: TheOffice,
    _: Visitor,
    note: Typed = "",
    code: Typed = "",
    next: Typed = "",  # noqa: A002
) -> Response:
    """The second step."""
    name, now = halfway.name_in(note), office.clock.now()
    failures, users = office.storage.supervisors.failures, office.storage.supervisors.users
    waits = failures.waits_until(name, address_of(request))
    if waits is not None:
        return page(request, "login_waits.html", status=429, until=waits)
    user = users.named(name)
    if user is None or user.disabled_at is not None or not halfway.holds(note, user, now):
        return RedirectResponse("/login", 303)
    step = second_step.step_of(user.totp_secret, code, now)
    if step is None or not users.use_totp(user.user_id, step):
        failures.note(name, address_of(request))
        return page(request, "login_code.html", status=401, next=next, note=note, error=WRONG_CODE)
    return let_in(request, office, user, _safe(next))


@router.post("/logout")
def log_out(
    request: Request,
    office: TheOffice,
    _: Annotated[Viewer, Depends(Permitted(Permission.OWN_PROFILE))],
) -> Response:
    """The session ends."""
    office.storage.supervisors.sessions.end(cookies.session_of(request))
    answer = RedirectResponse("/login", 303)
    cookies.drop(answer, cookies.SESSION)
    return answer


def let_in(request: Request, office: Office, user: User, place: str) -> Response:
    """A new session, whatever cookie there was before."""
    before = cookies.session_of(request)
    if before:
        office.storage.supervisors.sessions.end(before)
    office.storage.supervisors.failures.forget(user.name)
    answer = RedirectResponse(place, 303)
    cookies.keep(answer, cookies.SESSION, office.storage.supervisors.sessions.begin(user), request)
    cookies.drop(answer, cookies.VISIT)
    return answer


def address_of(request: Request) -> str:
    """The network address a request came from, as the proxy or the socket says."""
    return request.client.host if request.client else ""


def _safe(place: str) -> str:
    """A page of ours, never another site."""
    ours = place.startswith("/") and not place.startswith(("//", "/\\"))
    return place if ours and "\n" not in place and "\r" not in place else HOME

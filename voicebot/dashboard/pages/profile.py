"""One's own account: language, zone, colours, password, second step."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.bootstrap.office import Office
from voicebot.dashboard import cookies, moments, passwords, second_step
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import LANGUAGES, mark
from voicebot.dashboard.looks import by
from voicebot.dashboard.pages.login import address_of, let_in
from voicebot.dashboard.roles import GRANTS, Permission, Role, may
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import THEMES, Viewer

router = APIRouter(prefix="/profile")
Owner = Annotated[Viewer, Depends(Permitted(Permission.OWN_PROFILE))]
Typed = Annotated[str, Form(max_length=500)]
WRONG = mark("This is not your password.")
WRONG_CODE = mark("This code does not fit: try the next one.")

SAVED = {
    "look": mark("Saved."),
    "password": mark("The password is another now; every other session has ended."),
    "second-step": mark("From now on a code is asked at login."),
    "second-step-off": mark("No code is asked any more."),
}


@router.get("")
def show(request: Request, viewer: Owner, saved: str = "") -> Response:
    """Everything of it."""
    return _profile(request, viewer, saved=saved)


@router.post("")
def change(
    office: TheOffice, viewer: Owner, language: Typed = "", zone: Typed = "", theme: Typed = "auto"
) -> Response:
    """Language, zone and colours; what is none of ours is the browser's or the office's."""
    office.storage.supervisors.users.set_taste(
        viewer.known.user_id,
        language if language in LANGUAGES else "",
        zone if zone in moments.zones() else "",
        theme if theme in THEMES else "auto",
    )
    return RedirectResponse("/profile?saved=look", 303)


@router.post("/theme")
def switch(office: TheOffice, viewer: Owner, theme: Typed = "auto") -> Response:
    """Colours alone: the switch above every page."""
    user = viewer.known
    if theme in THEMES:
        office.storage.supervisors.users.set_taste(user.user_id, user.language, user.zone, theme)
    return Response(status_code=204)


@router.post("/password")
def set_password(
    request: Request,
    office: TheOffice,
    viewer: Owner,
    old: Typed = "",
    password: Typed = "",
    again: Typed = "",
) -> Response:
    """Another password; every other session of the account ends."""
    user = viewer.known
    error = _wrong_password(request, office, viewer, old)
    if error:
        return _profile(request, viewer, status=422, old_error=error)
    error = passwords.objection(password, again, user.name)
    if error:
        return _profile(request, viewer, status=422, password_error=error)
    users = office.storage.supervisors.users
    changed = users.set_password(user.user_id, passwords.hashed(password), by(viewer))
    return let_in(request, office, changed, "/profile?saved=password")


@router.get("/second-step")
def offer(request: Request, viewer: Owner) -> Response:
    """A new authenticator: its secret, as a picture and as text."""
    return _offer(request, viewer, second_step.new_secret())


@router.post("/second-step")
def turn_on(
    request: Request, office: TheOffice, viewer: Owner, secret: Typed = "", code: Typed = ""
) -> Response:
    """Asked at each login from now on, once a code shows that the authenticator works."""
    if not second_step.is_secret(secret):
        return RedirectResponse("/profile/second-step", 303)
    user, now = viewer.known, office.clock.now()
    step = second_step.step_of(secret, code, now)
    if step is None:
        return _offer(request, viewer, secret, status=422, error=WRONG_CODE)
    users = office.storage.supervisors.users
    users.set_totp(user.user_id, secret, by(viewer))
    users.use_totp(user.user_id, step)
    return RedirectResponse("/profile?saved=second-step", 303)


@router.post("/second-step/off")
def turn_off(request: Request, office: TheOffice, viewer: Owner, old: Typed = "") -> Response:
    """Not asked any more; the password is asked once for that."""
    error = _wrong_password(request, office, viewer, old)
    if error:
        return _profile(request, viewer, status=422, off_error=error)
    office.storage.supervisors.users.set_totp(viewer.known.user_id, "", by(viewer))
    return RedirectResponse("/profile?saved=second-step-off", 303)


@router.post("/sessions/end")
def end_sessions(office: TheOffice, viewer: Owner) -> Response:
    """Out everywhere, here too."""
    office.storage.supervisors.sessions.end_all(viewer.known.user_id)
    answer = RedirectResponse("/login", 303)
    cookies.drop(answer, cookies.SESSION)
    return answer


def _wrong_password(request: Request, office: Office, viewer: Viewer, typed: str) -> str:
    """What is wrong with it; a wrong one counts as a login that failed."""
    failures, user = office.storage.supervisors.failures, viewer.known
    if failures.waits_until(user.name, address_of(request)) is not None:
        return mark("Too many tries: wait a quarter of an hour.")
    if passwords.fits(typed, user.password):
        return ""
    failures.note(user.name, address_of(request))
    return WRONG


def _profile(
    request: Request,
    viewer: Viewer,
    status: int = 200,
    saved: str = "",
    old_error: str = "",
    password_error: str = "",
    off_error: str = "",
) -> Response:
    rights = [right for right in GRANTS if may(Role(viewer.known.role), right)]
    return page(
        request,
        "profile.html",
        status=status,
        title=mark("Your profile"),
        zones=moments.zones(),
        rights=rights,
        saved=SAVED.get(saved, ""),
        old_error=old_error,
        password_error=password_error,
        off_error=off_error,
    )


def _offer(
    request: Request, viewer: Viewer, secret: str, status: int = 200, error: str = ""
) -> Response:
    return page(
        request,
        "second_step.html",
        status=status,
        title=mark("Second step"),
        secret=secret,
        picture=second_step.picture(secret, viewer.name),
        error=error,
    )

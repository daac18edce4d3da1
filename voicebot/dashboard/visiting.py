"""Who visits the page for people who are called: their cookie, their language, their viewer."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.visitors.visits import VISIT_LASTS, Visit
from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.languages import LANGUAGES
from voicebot.dashboard.recognising import recognise
from voicebot.dashboard.viewer import Viewer

COOKIE, LANGUAGE = "voicebot_me", "voicebot_me_language"
PLACE = "/me"
LONGEST = 200
THE_PERSON = "the person, on the page"
"""As the journal names whoever proved that a number is theirs."""


def secret_of(request: Request) -> str:
    """The visit's secret; empty without one."""
    return request.cookies.get(COOKIE, "")[:LONGEST]


def visit_of(request: Request, office: Office) -> Visit | None:
    """The visit while it lasts, with its number proved or not."""
    secret = secret_of(request)
    return office.storage.visitors.visits.of(secret) if secret else None


def viewer_of(request: Request, number: PhoneNumber | None = None) -> Viewer:
    """Nobody of ours, in the language chosen here, and in the zone of their number."""
    viewer = recognise(request)
    chosen = request.cookies.get(LANGUAGE, "")
    zone = next(iter(number.time_zones), "") if number else ""
    return replace(
        viewer,
        user=None,
        language=chosen if chosen in LANGUAGES else viewer.language,
        zone=zone or viewer.zone,
        theme="auto",
    )


def back() -> RedirectResponse:
    """To the page, which shows how far the visit is."""
    return RedirectResponse(PLACE, 303)


def keep(answer: Response, request: Request, secret: str) -> None:
    """The visit's cookie: for this page alone, and no longer than a visit."""
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(VISIT_LASTS.total_seconds()),
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
        path=PLACE,
    )


def drop(answer: Response) -> None:
    """Take it back."""
    answer.delete_cookie(COOKIE, path=PLACE)


def keep_language(answer: Response, request: Request, language: str) -> None:
    """The language chosen here, until the browser is closed."""
    if language in LANGUAGES:
        secure = request.url.scheme == "https"
        answer.set_cookie(
            LANGUAGE, language, httponly=True, secure=secure, samesite="strict", path=PLACE
        )

"""Pages from templates, in the viewer's language, zone and role."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from voicebot.dashboard import assets, cookies, showing
from voicebot.dashboard.languages import LANGUAGES, translations
from voicebot.dashboard.navigation import NAVIGATION
from voicebot.dashboard.recognising import recognise
from voicebot.dashboard.rule_words import KEPT, PERMISSIONS, ROLES
from voicebot.dashboard.tones import tone_of
from voicebot.dashboard.viewer import Viewer


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    viewer: Viewer | None = None,
    **values: object,
) -> HTMLResponse:
    """A template filled for the viewer of this request.

    Every template has `viewer`, `request`, `nonce`, `now` and `here`, beside its own `values`.
    """
    looker = viewer or recognise(request)
    shared = {
        "viewer": looker,
        "request": request,
        "nonce": request.state.nonce,
        "now": request.app.state.office.clock.now(),
        "here": _here(request),
        "menu": [item for item in NAVIGATION if looker.may(item.permission)],
    }
    text = environment(looker.language).get_template(template).render(shared | values)
    answer = HTMLResponse(text, status)
    if looker.user is None and cookies.VISIT not in request.cookies:
        cookies.keep(answer, cookies.VISIT, cookies.visit_of(request), request)
    return answer


@cache
def environment(language: str) -> Environment:
    """The templates in one language. A name that a page was not given is an error."""
    made = Environment(
        loader=PackageLoader("voicebot.dashboard"),
        auto_reload=False,  # live calls render small parts all the time, and need no look at files
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {
        "static": assets.url,
        "languages": LANGUAGES,
        "tone_of": tone_of,
        "role_words": ROLES,
        "kept_words": KEPT,
        "permission_words": PERMISSIONS,
    }
    made.filters |= showing.FILTERS
    return made


def _here(request: Request) -> Callable[..., str]:
    """This page's address with other conditions; an empty one is left out."""

    def here(**changes: Any) -> str:
        asked = dict(request.query_params.items()) | changes
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)})
        return f"{request.url.path}?{query}" if query else request.url.path

    return here

"""How far a piece of long work is, as the part of a page that renews itself."""

from fastapi import Request
from fastapi.responses import Response

from voicebot.dashboard.long_work import long_work
from voicebot.dashboard.templating import page


def page_of_progress(request: Request, place: str, name: str) -> Response:
    """How far it is; once it is done, or is not known here, the browser is sent to `place`."""
    work = long_work(request).of(name)
    if work is None or not work.under_way:
        return Response(headers={"HX-Redirect": place})
    return page(request, "parts/long_work.html", work=work, live=f"{place}/live")

"""The page "Campaigns"."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer

router = APIRouter(prefix="/campaigns")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]


@router.get("")
def show(request: Request, _: Looker) -> Response:
    """The page."""
    return page(request, "empty.html", title=mark("Campaigns"))

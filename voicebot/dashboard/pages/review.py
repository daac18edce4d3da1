"""The calls where a look teaches most, and how far reviewers agree."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from voicebot.adapters.storage.review_queue import MOST_COUNTED, Queue
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.look_words import QUEUES, REASONS
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer

router = APIRouter(prefix="/review")
SIZE = 30
AGREED_WITHIN = timedelta(days=90)
Looker = Annotated[Viewer, Depends(Permitted(Permission.CORRECT))]


@router.get("")
def show(
    request: Request, office: TheOffice, viewer: Looker, queue: str = "", over: str = ""
) -> Response:
    """The head of a queue, what teaches most first. Whom it shows is journalled."""
    which = Queue(queue) if queue in set(Queue) else Queue.FIRST
    review = office.storage.pages.review
    found = review.page(which, by(viewer), SIZE)
    looked(office, viewer, "review", sorted({one.call.number for one in found if one.call.number}))
    return page(
        request,
        "review.html",
        title=mark("Review"),
        queue=which,
        queues=QUEUES,
        over=bool(over),
        found=found,
        waiting={each: review.waiting(each, by(viewer)) for each in Queue},
        most_counted=MOST_COUNTED,
        reasons=REASONS,
        agreement=review.agreement(office.clock.now() - AGREED_WITHIN),
        days=AGREED_WITHIN.days,
    )

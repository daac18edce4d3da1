"""Past calls: found by anything, newest first; views under a name; taken away as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from voicebot.adapters.storage.listed_call import ListedCall
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.asked_calls import DIRECTIONS, LOOKED, SURE, AskedCalls, cursor_of
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import looked
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.tables_out import csv_answer
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

router = APIRouter(prefix="/calls")
PAGE = "calls"
SIZE = 50
Asking = Annotated[AskedCalls, Depends()]
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
Exporter = Annotated[Viewer, Depends(Permitted(Permission.EXPORT))]
Typed = Annotated[str, Form(max_length=2000)]
COLUMNS = (
    *("attempt_id", "at", "number", "name", "direction", "campaign", "purpose", "disposition"),
    *("refusal_kind", "answered_by", "certainty", "talk_s", "said", "corrected"),
)
USUAL_VIEWS = (
    (mark("All"), ""),
    (mark("Opt-outs"), "outcome=OPT_OUT"),
    (mark("Complaints"), "outcome=COMPLAINT"),
    (mark("Polite refusals"), "outcome=SOFT_REFUSAL"),
    (mark("Hardly understood"), "sure=under-60"),
    (mark("They called us"), "direction=inbound"),
)


@dataclass(frozen=True, slots=True)
class KeptView:
    """Conditions under a name, as a viewer may see them."""

    view_id: str
    name: str
    query: str
    own: bool
    shared: bool


@router.get("")
def show(request: Request, office: TheOffice, viewer: Looker, asked: Asking) -> Response:
    """A page of calls. Whom it shows is journalled."""
    found = office.storage.pages.call_list.page(asked.wanted(viewer), SIZE, asked.place)
    if viewer.may(Permission.SEE_PERSONS):
        shown = (call.number for call in found.calls if call.number)
        looked(office, viewer, PAGE, sorted({*shown, *asked.numbers()}))
    return page(
        request,
        "calls.html",
        title=mark("Calls"),
        asked=asked,
        found=found,
        next=cursor_of(found.next),
        campaigns=office.storage.campaigns.every(),
        views=_views(office, viewer),
        usual_views=USUAL_VIEWS,
        dispositions=list(Disposition),
        refusals=list(RefusalKind),
        answerers=list(AnsweredBy),
        directions=DIRECTIONS,
        sure=SURE,
        looked_at=LOOKED,
    )


@router.get("/export")
def export(office: TheOffice, viewer: Exporter, asked: Asking) -> StreamingResponse:
    """The calls that the page shows, all of them, as CSV."""
    looked(office, viewer, "calls export", asked.numbers())
    return csv_answer(PAGE, COLUMNS, _rows(office, viewer, asked))


@router.post("/views")
def keep_view(
    office: TheOffice, viewer: Looker, name: Typed = "", query: Typed = "", shared: Typed = ""
) -> Response:
    """Keep the page's conditions under a name; one without a name is not kept."""
    kept = AskedCalls.of_query(query).query()
    if name.strip():
        views = office.storage.supervisors.views
        views.add(viewer.known.user_id, PAGE, name, kept, bool(shared))
    return RedirectResponse(f"/calls?{kept}", 303)


@router.post("/views/{view_id}/drop")
def drop_view(office: TheOffice, viewer: Looker, view_id: str) -> Response:
    """Forget a view of one's own. Raises NotFound."""
    office.storage.supervisors.views.drop(view_id, viewer.known.user_id)
    return RedirectResponse("/calls", 303)


def _views(office: Office, viewer: Viewer) -> list[KeptView]:
    """Their own and shared ones; to who may not see persons a view names none."""
    sees = viewer.may(Permission.SEE_PERSONS)
    found = []
    for view in office.storage.supervisors.views.of(viewer.known.user_id, PAGE):
        asked = AskedCalls.of_query(view.query)
        if not sees:
            asked.number = asked.words = ""
        own = view.user_id == viewer.known.user_id
        found.append(KeptView(view.view_id, view.name, asked.query(), own, view.shared))
    return found


def _rows(office: Office, viewer: Viewer, asked: AskedCalls) -> Iterator[tuple[object, ...]]:
    calls = office.storage.pages.call_list.every(asked.wanted(viewer))
    return (_cells(call, viewer) for call in calls)


def _cells(call: ListedCall, viewer: Viewer) -> tuple[object, ...]:
    masking = viewer.masking
    said = {
        "at": call.at.isoformat(),
        "number": masking.number(call.number),
        "name": masking.name(call.name),
        "said": masking.words(call.said),
        "corrected": ", ".join(call.corrected),
    }
    return tuple(said.get(name, getattr(call, name)) for name in COLUMNS)

"""One person's whole story, beginning with the answer to "why was I called?"."""

import uuid
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.pages.numbers import wanted
from voicebot.dashboard.person_seen import seen, time_in
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.suppression_words import SOURCES
from voicebot.dashboard.templating import page
from voicebot.dashboard.told import day_asked, days_of, told
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput

router = APIRouter(prefix="/numbers")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_PERSONS))]
Writer = Annotated[Viewer, Depends(Permitted(Permission.CORRECT))]
Stopper = Annotated[Viewer, Depends(Permitted(Permission.ADD_OPT_OUTS))]
Text = Annotated[str, Form(max_length=4000)]
DONE = {
    "note": mark("The note is kept."),
    "opt-out": mark("This person will not be called any more."),
    "erasure": mark("Asked. A second person can now agree to it."),
    "erasure-declined": mark("The erasure was declined: nothing was erased."),
    "lifted": mark("The score leaves this person alone no more."),
}


@router.get("/{number}")
def show(
    request: Request,
    office: TheOffice,
    viewer: Looker,
    number: str,
    day: str = "",
    before: str = "",
    done: str = "",
) -> Response:
    """Everything; `day` is the one asked about, `before` where an older page of calls begins."""
    person = seen(office, wanted(number), time_in(before))
    looked(office, viewer, "number", person.numbers)
    days = days_of(person.story.lines, person.now, person.zone)
    asked = day_asked(day, days, person.now, person.zone)
    dossier = office.storage.dossiers.of(person.number, asked, person.now, by(viewer))
    return page(
        request,
        "person.html",
        title=person.number.e164,
        person=person,
        told=told(dossier, viewer.language),
        dossier=dossier,
        days=days,
        asked=asked,
        day="all" if asked is None else asked.isoformat(),
        before=before,
        done=DONE.get(done, ""),
        clock_zone=ZoneInfo(person.zone),
        sources=SOURCES,
        seller=office.settings.seller_in(viewer.language),
        callback=office.settings.callback_number,
    )


@router.post("/{number}/notes")
def note(office: TheOffice, viewer: Writer, number: str, text: Text = "") -> Response:
    """Write a note beside this person."""
    person = wanted(number)
    notes = office.storage.supervisors.notes
    notes.add("number", person.e164, person.e164, viewer.known.user_id, text)
    return back(person, "note", "notes")


@router.post("/{number}/opt-out")
def stop(office: TheOffice, viewer: Stopper, number: str, reason: Text = "") -> Response:
    """Never call this person again."""
    person, said = wanted(number), reason.strip()
    if not said:
        raise BadInput("an opt-out is entered for a reason", "say how the person asked for it")
    office.storage.optouts.save(
        OptOut(
            optout_id=str(uuid.uuid4()),
            number=person,
            scope=OptOutScope.SELLER,
            source=OptOutSource.SUPERVISOR,
            at=office.clock.now(),
            reason=f"{said} ({by(viewer)})",
        )
    )
    return back(person, "opt-out")


@router.post("/{number}/left-alone/lift")
def lift(office: TheOffice, viewer: Writer, number: str, reason: Text = "") -> Response:
    """Let the rules alone decide on this person again."""
    person = wanted(number)
    if not reason.strip():
        raise BadInput("a suppression is lifted for a reason", "say why")
    office.storage.left_alone.lift(person, by(viewer), reason.strip())
    return back(person, "lifted")


def back(person: PhoneNumber, done: str, part: str = "") -> RedirectResponse:
    """To the person's page, which says what was done."""
    place = f"/numbers/{quote(person.e164)}?done={done}"
    return RedirectResponse(place + (f"#{part}" if part else ""), 303)

"""Erasing a person: one asks, another agrees, and the last copy is taken away."""

from collections.abc import Container
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from voicebot.adapters.storage.supervisors.asked_of_two import AskedOfTwo
from voicebot.bootstrap.office import Office
from voicebot.contacts.complaint import Complaint
from voicebot.contacts.feedback import FeedbackKind
from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import looked
from voicebot.dashboard.pages.numbers import wanted
from voicebot.dashboard.pages.person import back
from voicebot.dashboard.person_seen import ERASURE
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput, NotFound
from voicebot.evidence.erasure import agree as agreed_by_two

router = APIRouter(prefix="/numbers")
Eraser = Annotated[Viewer, Depends(Permitted(Permission.ERASE))]
Text = Annotated[str, Form(max_length=1000)]
SHOWN = 50
MOST_UNANSWERED = 500
"""Messages looked through for wishes to be erased."""
FOLDER = "exports"
"""Of the data directory: what was exported before it was erased, until somebody took it away."""


@router.get("/erasures")
def show(request: Request, office: TheOffice, viewer: Eraser) -> Response:
    """What waits for a second person, and the exports that nobody has taken away yet."""
    waiting = office.storage.supervisors.of_two.waiting(ERASURE)
    wishes = _wishes(office, {one.about for one in waiting})
    about = [*(one.about for one in waiting), *(one.number.e164 for one in wishes)]
    looked(office, viewer, "erasures", list(dict.fromkeys(about)))
    done = _exported(office)
    return page(
        request, "erasures.html", title=mark("Erasures"), waiting=waiting, done=done, wishes=wishes
    )


@router.post("/{number}/erasure")
def ask(office: TheOffice, viewer: Eraser, number: str, reason: Text = "") -> Response:
    """Ask for it: nothing is erased yet. Raises NotAllowed while something forbids it."""
    person = wanted(number)
    office.storage.erasure.require_free(person)
    of_two = office.storage.supervisors.of_two
    of_two.ask(ERASURE, person.e164, reason, viewer.known.user_id)
    return back(person, "erasure")


@router.post("/erasures/{request_id}/agree")
def agree(office: TheOffice, viewer: Eraser, request_id: UUID) -> Response:
    """The second person: everything is exported, then erased."""
    of_two, erasure = office.storage.supervisors.of_two, office.storage.erasure
    asked = _waiting(office, request_id)
    two = agreed_by_two(asked.asked_by, viewer.name, asked.reason)
    person = wanted(asked.about)
    erasure.require_free(person)
    of_two.answer(asked.request_id, viewer.known.user_id, agreed=True)
    for wish in _wishes(office, of=person):
        office.storage.complaints.resolve(wish.complaint_id, "erased")
    file = _file(office, asked.request_id)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    erasure.erase(person, file, two)
    return RedirectResponse("/numbers/erasures", 303)


@router.post("/erasures/{request_id}/decline")
def decline(office: TheOffice, viewer: Eraser, request_id: UUID) -> Response:
    """Nothing is erased; who asked may also take it back."""
    asked = _waiting(office, request_id)
    office.storage.supervisors.of_two.answer(asked.request_id, viewer.known.user_id, agreed=False)
    return back(wanted(asked.about), "erasure-declined")


@router.get("/erasures/{request_id}/export")
def take(office: TheOffice, viewer: Eraser, request_id: UUID) -> Response:
    """What was kept, as a ZIP: the last copy. Raises NotFound."""
    file = _existing(office, request_id)
    looked(office, viewer, f"export of erasure {request_id}")
    return FileResponse(file, media_type="application/zip", filename=f"erased-{request_id}.zip")


@router.post("/erasures/{request_id}/export/delete")
def delete(office: TheOffice, viewer: Eraser, request_id: UUID) -> Response:
    """The export was taken away: nothing of the person is left here."""
    file = _existing(office, request_id)
    looked(office, viewer, f"export of erasure {request_id} deleted")
    file.unlink(missing_ok=True)
    return RedirectResponse("/numbers/erasures", 303)


def _wishes(
    office: Office, but_for: Container[str] = (), of: PhoneNumber | None = None
) -> list[Complaint]:
    """Whoever wrote, or asked on their own page, to be erased, and waits; the most urgent first."""
    unanswered = office.storage.complaints.every(of, limit=None if of else MOST_UNANSWERED)
    wishes = (one for one in unanswered if one.kind is FeedbackKind.ERASURE)
    return [one for one in wishes if one.number.e164 not in but_for][:SHOWN]


def _waiting(office: Office, request_id: UUID) -> AskedOfTwo:
    """Only an erasure, and only one that nobody answered."""
    asked = office.storage.supervisors.of_two.get(str(request_id))
    if asked.kind != ERASURE:
        raise NotFound("there is no such request", "look at those that wait")
    if asked.agreed is not None:
        raise BadInput("this request was answered already", "ask anew")
    return asked


def _file(office: Office, request_id: str) -> Path:
    return office.settings.home / FOLDER / f"{request_id}.zip"


def _existing(office: Office, request_id: UUID) -> Path:
    file = _file(office, str(request_id))
    if not file.is_file():
        raise NotFound("there is no such export", "it was taken away, or never was")
    return file


def _exported(office: Office) -> list[AskedOfTwo]:
    """Those whose export is still here, the newest first."""
    folder = office.settings.home / FOLDER
    files = sorted(folder.glob("*.zip"), key=lambda file: -file.stat().st_mtime)
    get = office.storage.supervisors.of_two.get
    return [get(file.stem) for file in files[:SHOWN]]

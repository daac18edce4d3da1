"""Numbers: finding a person, and what there is to do about persons."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import looked
from voicebot.dashboard.number_typed import home_of, number_typed
from voicebot.dashboard.person_seen import ERASURE
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer

router = APIRouter(prefix="/numbers")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_PERSONS))]
LATEST, FOUND, LONGEST = 12, 50, 200
QUESTIONS = 200


@router.get("")
def show(request: Request, office: TheOffice, viewer: Looker, q: str = "") -> Response:
    """Who was found; a whole number leads to its page at once."""
    asked = q.strip()[:LONGEST]
    number = number_typed(asked, home_of(office))
    if number is not None:
        return RedirectResponse(f"/numbers/{quote(number.e164)}", 303)
    return _found(request, office, viewer, asked) if asked else _nobody(request, office, viewer)


def _found(request: Request, office: Office, viewer: Viewer, asked: str) -> Response:
    found = office.storage.pages.people_search.find(asked, FOUND)
    looked(office, viewer, "people found", [person.number for person in found.people])
    return page(request, "numbers.html", title=mark("Numbers"), q=asked, found=found)


def _nobody(request: Request, office: Office, viewer: Viewer) -> Response:
    """Nobody is looked for: the newest calls, and what waits."""
    storage = office.storage
    latest = storage.pages.story.latest(LATEST)
    looked(office, viewer, "numbers", _numbers([line.number for line in latest]))
    waiting = storage.supervisors.of_two.waiting(ERASURE)
    questions = storage.persons.questions(limit=QUESTIONS)
    return page(
        request,
        "numbers.html",
        title=mark("Numbers"),
        q="",
        found=None,
        latest=latest,
        erasures=len(waiting),
        questions=len(questions),
        at_least=len(questions) == QUESTIONS,
    )


def _numbers(numbers: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(number for number in numbers if number))


def wanted(number: str) -> PhoneNumber:
    """The number in an address. Raises BadNumber."""
    return PhoneNumber.parse(number)

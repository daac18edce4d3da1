"""Numbers that may be one person's, side by side, and what somebody says of them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.person_standing import Question
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.pages.numbers import wanted
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput

router = APIRouter(prefix="/numbers/same")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_PERSONS))]
Reviewer = Annotated[Viewer, Depends(Permitted(Permission.CORRECT))]
Answer = Annotated[str, Form(max_length=16)]
AT_ONCE = 20
ANSWERS = {"same": True, "different": False}


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A question, and the newest contact of either number with its list."""

    question: Question
    a: tuple[Contact, str] | None
    b: tuple[Contact, str] | None


@router.get("")
def show(request: Request, office: TheOffice, viewer: Looker, done: str = "") -> Response:
    """The likeliest first."""
    found = office.storage.persons.questions(limit=AT_ONCE)
    numbers = [number for one in found for number in (one.number_a, one.number_b)]
    looked(office, viewer, "numbers alike", list(dict.fromkeys(numbers)))
    pairs = [_side_by_side(office, one) for one in found]
    return page(
        request,
        "same_person.html",
        title=mark("One person or two?"),
        pairs=pairs,
        done=done if done in ANSWERS else "",
    )


@router.post("/{question_id}")
def answer(
    office: TheOffice, viewer: Reviewer, question_id: int, said: Answer = ""
) -> RedirectResponse:
    """One person, or two; it counts at once, and for every call."""
    if said not in ANSWERS:
        raise BadInput("this is no answer", "say the same person, or different ones")
    now = office.clock.now()
    office.storage.persons.review(question_id, ANSWERS[said], by(viewer), now)
    return RedirectResponse(f"/numbers/same?done={said}", 303)


def _side_by_side(office: Office, question: Question) -> SideBySide:
    contacts = office.storage.persons.contacts
    both = (contacts(wanted(each)) for each in (question.number_a, question.number_b))
    a, b = (next(iter(found), None) for found in both)
    return SideBySide(question, a, b)

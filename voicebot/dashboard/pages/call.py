"""One call: its sound and words, what came of it and why, and a reviewer's word about it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from voicebot.adapters.storage.call_in_full import CallInFull
from voicebot.adapters.storage.call_pages import OneCall
from voicebot.adapters.storage.review_queue import Queue, ReviewItem
from voicebot.adapters.storage.wanted_calls import WantedCalls
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.asked_calls import AskedCalls
from voicebot.dashboard.call_grounds import grounds_of
from voicebot.dashboard.call_heard import heard
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.look_words import REASONS
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.sound_answers import sound_answer
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput
from voicebot.outcomes.correction import Corrected, Correction
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import RefusalKind

router = APIRouter(prefix="/calls")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
Hearer = Annotated[Viewer, Depends(Permitted(Permission.HEAR))]
Corrector = Annotated[Viewer, Depends(Permitted(Permission.CORRECT))]
Typed = Annotated[str, Form(max_length=5000)]
QUICK = {
    "1": Disposition.CONFIRMED,
    "2": Disposition.COMPLETED,
    "3": Disposition.CALLBACK_REQUESTED,
    "4": Disposition.SOFT_REFUSAL,
    "5": Disposition.HARD_REFUSAL,
    "6": Disposition.OPT_OUT,
    "7": Disposition.COMPLAINT,
    "8": Disposition.WRONG_NUMBER,
    "9": Disposition.EARLY_HANGUP,
    "0": Disposition.VOICEMAIL_NOT_LEFT,
}
"""The outcomes that are a key away; every other one can be chosen from the list."""

SAVED = {
    "word": mark("Your word is kept beside the robot's."),
    "opt-out": mark("Your word is kept, and the number will not be called again."),
    "opt-outs-left": mark(
        "Your word is kept. An opt-out of the number stays in force: it is lifted on its own page,"
        " with a reason."
    ),
    "note": mark("The note is kept."),
}


class CameFrom:
    """The list that a call was opened from: a query of the calls' page, or a review queue."""

    def __init__(self, list: str = "", queue: str = "") -> None:  # noqa: A002 - the address's name
        self.query = AskedCalls.of_query(list).query()
        self.queue = Queue(queue) if queue in set(Queue) else None

    def among(self, viewer: Viewer) -> WantedCalls | None:
        """The list's calls; None for a queue."""
        return None if self.queue else AskedCalls.of_query(self.query).wanted(viewer)

    def kept(self, **more: str) -> str:
        """As a query string for the next address, with its question mark."""
        said = {"list": self.query, "queue": str(self.queue or ""), **more}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""


Origin = Annotated[CameFrom, Depends()]


@router.get("/{attempt_id}")
def show(
    request: Request,
    office: TheOffice,
    viewer: Looker,
    attempt_id: str,
    origin: Origin,
    saved: str = "",
) -> Response:
    """Everything of it. The look is journalled. Raises NotFound."""
    seen = office.storage.pages.calls_in_full.get(attempt_id, origin.among(viewer))
    call = seen.call
    looked(office, viewer, f"call {attempt_id}", _whose(call))
    words, blind = _words(viewer, seen, origin)
    return page(
        request,
        "call.html",
        title=mark("Call"),
        call=call,
        heard=heard(office, viewer, call),
        grounds=grounds_of(office, viewer, seen),
        item=seen.item,
        reasons=REASONS,
        notes=seen.notes,
        saved=SAVED.get(saved, ""),
        origin=origin,
        next=_next_address(seen, origin),
        quick=QUICK,
        dispositions=list(Disposition),
        refusals=list(RefusalKind),
        corrections=words,
        blind=blind,
    )


@router.get("/{attempt_id}/recording")
def recording(office: TheOffice, viewer: Hearer, attempt_id: str) -> FileResponse:
    """Both sides, as WAV, in the parts that are asked for. Raises NotFound."""
    call = office.storage.pages.call_pages.get(attempt_id)
    file = office.storage.pages.call_sound.recording(attempt_id)
    return sound_answer(office, viewer, f"recording {attempt_id}", _whose(call), file)


@router.get("/{attempt_id}/evidence")
def evidence(office: TheOffice, viewer: Hearer, attempt_id: str) -> FileResponse:
    """The clip that proves an opt-out. Raises NotFound."""
    call = office.storage.pages.call_pages.get(attempt_id)
    file = office.storage.pages.call_sound.evidence(attempt_id)
    return sound_answer(office, viewer, f"evidence {attempt_id}", _whose(call), file)


@router.post("/{attempt_id}/correct")
def correct(
    office: TheOffice,
    viewer: Corrector,
    attempt_id: str,
    origin: Origin,
    disposition: Typed = "",
    refusal_kind: Typed = "",
    note: Typed = "",
) -> Response:
    """Put the reviewer's word beside the outcome, and go on. Raises NotFound, BadInput."""
    if disposition not in set(Disposition):
        raise BadInput("a correction names how the call ended", "choose one of the outcomes")
    kind = RefusalKind(refusal_kind) if refusal_kind in set(RefusalKind) else None
    corrections = office.storage.corrections
    done = corrections.correct(attempt_id, Disposition(disposition), by(viewer), kind, note.strip())
    if origin.queue is not None:
        return _to_next(office, viewer, attempt_id, origin)
    return RedirectResponse(f"/calls/{attempt_id}{origin.kept(saved=_said(done))}", 303)


@router.post("/{attempt_id}/note")
def add_note(
    office: TheOffice, viewer: Corrector, attempt_id: str, origin: Origin, text: Typed = ""
) -> Response:
    """Write something beside the call. Raises NotFound, BadInput."""
    call = office.storage.pages.call_pages.get(attempt_id)
    notes = office.storage.supervisors.notes
    notes.add("call", attempt_id, call.number, viewer.known.user_id, text)
    return RedirectResponse(f"/calls/{attempt_id}{origin.kept(saved='note')}", 303)


@router.get("/{attempt_id}/next")
def go_on(office: TheOffice, viewer: Corrector, attempt_id: str, origin: Origin) -> Response:
    """The next call of the queue, without a word about this one."""
    return _to_next(office, viewer, attempt_id, origin)


def _whose(call: OneCall) -> list[str]:
    return [call.number] if call.number else []


def _said(done: Corrected) -> str:
    if done.optout_saved is not None:
        return "opt-out"
    return "opt-outs-left" if done.optouts_left else "word"


def _words(viewer: Viewer, seen: CallInFull, origin: CameFrom) -> tuple[list[Correction], bool]:
    """Reviewers' words; who is asked for a second one sees the first after giving theirs."""
    words = seen.corrections
    own = any(word.by == by(viewer) for word in words)
    blind = origin.queue is Queue.SECOND and not own and bool(words)
    return ([], True) if blind else (words, False)


def _next_address(seen: CallInFull, origin: CameFrom) -> str:
    """Where "next" leads: on in the queue, or to the next older call of the list."""
    if origin.queue is not None:
        return f"/calls/{seen.call.attempt_id}/next{origin.kept()}"
    return f"/calls/{seen.older}{origin.kept()}" if seen.older else ""


def _to_next(office: Office, viewer: Viewer, attempt_id: str, origin: CameFrom) -> Response:
    queue = origin.queue or Queue.FIRST
    item: ReviewItem | None = office.storage.pages.review.item(attempt_id)
    place = item.place if item is not None else None
    found = office.storage.pages.review.page(queue, by(viewer), 1, place)
    if not found:
        return RedirectResponse(f"/review?queue={queue}&over=1", 303)
    return RedirectResponse(f"/calls/{found[0].call.attempt_id}{origin.kept()}", 303)

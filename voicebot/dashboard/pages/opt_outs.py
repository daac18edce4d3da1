"""Who is not called: opt-outs, whom a score leaves alone, and what the rules suppress."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from voicebot.adapters.storage.register import Kept
from voicebot.adapters.storage.suppressed import OptOutsWanted, cursor_of, place_of
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.asked import number_in, place_in
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.number_typed import home_of, number_typed
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.suppression_words import SOURCES
from voicebot.dashboard.tables_out import csv_answer
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput

router = APIRouter(prefix="/opt-outs")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_OPT_OUTS))]
Exporter = Annotated[Viewer, Depends(Permitted(Permission.EXPORT))]
Adder = Annotated[Viewer, Depends(Permitted(Permission.ADD_OPT_OUTS))]
Text = Annotated[str, Form(max_length=1000)]
SIZE = 40
COLUMNS = ("number", "scope", "source", "at", "reason", "words", "lifted_at", "lift_reason")
TITLE = mark("Opt-outs")


class Asked:
    """The conditions in the page's address; a masked viewer asks about no number."""

    def __init__(
        self,
        number: str = "",
        scope: str = "",
        source: str = "",
        lifted: str = "",
        cursor: str = "",
    ) -> None:
        self.number, self.cursor = number.strip()[:80], cursor
        self.scope = scope if scope in set(OptOutScope) else ""
        self.source = source if source in set(OptOutSource) else ""
        self.lifted = lifted == "yes"
        self.read = number_in(self.number)

    @property
    def unreadable_number(self) -> bool:
        """True if there is a text for a number that is none."""
        return bool(self.number) and self.read is None

    def wanted(self, viewer: Viewer) -> OptOutsWanted:
        """Which opt-outs. Asking by number would tell a masked viewer whose they are."""
        number = ""
        if self.number and viewer.may(Permission.SEE_PERSONS):
            number = self.read.e164 if self.read else self.number
        return OptOutsWanted(number, self.scope, self.source, self.lifted)


Asking = Annotated[Asked, Depends()]


@router.get("")
def show(
    request: Request, office: TheOffice, viewer: Looker, asked: Asking, done: str = ""
) -> Response:
    """Opt-outs, the newest first."""
    found = office.storage.pages.suppressed.optouts(
        asked.wanted(viewer), SIZE + 1, place_of(asked.cursor)
    )
    shown = found[:SIZE]
    looked(office, viewer, "opt-outs", _numbers(shown))
    more = len(found) > SIZE
    last = shown[-1].optout if more else None
    return page(
        request,
        "opt_outs.html",
        title=TITLE,
        tab="opt-outs",
        asked=asked,
        kept=shown,
        next=cursor_of(last.at, last.optout_id) if last else "",
        scopes=list(OptOutScope),
        sources=SOURCES,
        done=done,
        spooled=len(office.storage.optouts.waiting()),
    )


@router.get("/export")
def export(office: TheOffice, viewer: Exporter, asked: Asking) -> StreamingResponse:
    """All of them as CSV."""
    looked(office, viewer, "opt-outs export", [asked.read.e164] if asked.read else [])
    kept = office.storage.optouts.kept(asked.read, asked.lifted)
    wanted = asked.wanted(viewer)
    chosen = (
        one
        for one in kept
        if wanted.scope in ("", one.optout.scope) and wanted.source in ("", one.optout.source)
    )
    return csv_answer("opt-outs", COLUMNS, (_cells(one) for one in chosen))


@router.post("")
def add(office: TheOffice, viewer: Adder, number: Text = "", reason: Text = "") -> RedirectResponse:
    """Never call this number again."""
    parsed = number_typed(number, home_of(office))
    if parsed is None:
        raise BadInput("this is no telephone number", "write it with its country code")
    if not reason.strip():
        raise BadInput("an opt-out is entered for a reason", "say how the person asked for it")
    office.storage.optouts.save(
        OptOut(
            optout_id=str(uuid.uuid4()),
            number=parsed,
            scope=OptOutScope.SELLER,
            source=OptOutSource.SUPERVISOR,
            at=office.clock.now(),
            reason=f"{reason.strip()} ({by(viewer)})",
        )
    )
    return RedirectResponse("/opt-outs?done=added", 303)


@router.get("/left-alone")
def left_alone(
    request: Request, office: TheOffice, viewer: Looker, cursor: str = "", done: str = ""
) -> Response:
    """Whom a score leaves alone now, the newest first."""
    now = office.clock.now()
    found = office.storage.pages.suppressed.learned(now, SIZE + 1, place_of(cursor))
    shown = found[:SIZE]
    looked(office, viewer, "learned suppressions", [one.number for _, one in shown])
    next_ = cursor_of(shown[-1][1].since, shown[-1][0]) if len(found) > SIZE else ""
    return page(
        request,
        "left_alone.html",
        title=TITLE,
        tab="left-alone",
        found=shown,
        next=next_,
        cursor=cursor,
        done=done,
    )


@router.get("/suppressed")
def suppressed(request: Request, office: TheOffice, viewer: Looker, cursor: str = "") -> Response:
    """What the rules keep from being called now, the newest first."""
    now = office.clock.now()
    found = office.storage.pages.suppressed.standing(now, SIZE + 1, place_in(cursor))
    shown = found[:SIZE]
    looked(office, viewer, "suppressions", [one.number for one in shown])
    next_ = str(shown[-1].id) if len(found) > SIZE else ""
    return page(
        request,
        "suppressed.html",
        title=TITLE,
        tab="suppressed",
        found=shown,
        next=next_,
        cursor=cursor,
    )


def _numbers(kept: list[Kept]) -> list[str]:
    return list(dict.fromkeys(one.optout.number.e164 for one in kept))


def _cells(kept: Kept) -> tuple[object, ...]:
    said = kept.as_json()
    return tuple(said[column] for column in COLUMNS)

"""The journal: what was decided and done, newest first, and whether its chain holds."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from voicebot.adapters.storage.journal_book import Wanted
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.asked import day_span, number_in, place_in
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.error_words import told_to
from voicebot.dashboard.languages import mark
from voicebot.dashboard.long_work import long_work
from voicebot.dashboard.looks import looked
from voicebot.dashboard.record_words import WORDS, glance, word_of
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.tables_out import csv_answer
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.evidence.journal import JournalRecord
from voicebot.evidence.kinds import Kind

router = APIRouter(prefix="/journal")
SIZE = 50
CHAIN = "chain of the journal"
COLUMNS = ("seq", "at", "kind", "content", "erased", "hash")


class Asked:
    """The conditions in the page's address."""

    def __init__(self, kind: str = "", number: str = "", day: str = "", cursor: str = "") -> None:
        self.kind = kind if kind in set(Kind) else ""
        self.number, self.day, self.cursor = number.strip(), day.strip(), cursor

    @property
    def unreadable_number(self) -> bool:
        """True if there is a text for a number that is none."""
        return bool(self.number) and number_in(self.number) is None

    def wanted(self, viewer: Viewer) -> Wanted:
        """Which records; a day is one of the viewer's zone."""
        since, until = day_span(self.day, viewer.zone) or (None, None)
        number = number_in(self.number)
        return Wanted(self.kind, number.e164 if number else self.number, since, until)

    @property
    def numbers(self) -> list[str]:
        """Whom it asks about."""
        number = number_in(self.number)
        return [number.e164] if number else []


Seq = Annotated[int, Path(ge=1, lt=2**63)]
Asking = Annotated[Asked, Depends()]
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_JOURNAL))]
Exporter = Annotated[Viewer, Depends(Permitted(Permission.EXPORT))]


@router.get("")
def show(request: Request, office: TheOffice, viewer: Looker, asked: Asking) -> Response:
    """Records, newest first. The look is itself journalled."""
    looked(office, viewer, "journal", asked.numbers)
    journal = office.storage.journal
    found = journal.latest(asked.wanted(viewer), SIZE + 1, place_in(asked.cursor))
    more = len(found) > SIZE
    return page(
        request,
        "journal.html",
        title=mark("Journal"),
        asked=asked,
        kinds=WORDS,
        records=[(record, word_of(record.kind), glance(record)) for record in found[:SIZE]],
        next=str(found[SIZE - 1].seq) if more else "",
        **_chain(request, office),
    )


@router.post("/check")
def check(request: Request, office: TheOffice, _: Looker) -> Response:
    """Have the whole chain walked over; the page looks until it is done."""
    run, now = office.storage.journal_checks.run, office.clock.now()
    work = long_work(request).begin(CHAIN, None, lambda told: run(now, told))
    work.ends_at_once()
    if "hx-request" in request.headers:
        return state(request, office, _)
    return RedirectResponse("/journal", 303)


@router.get("/check/live")
def state(request: Request, office: TheOffice, _: Looker) -> Response:
    """What the last walk over the chain found, and when; or how far it is."""
    return page(request, "parts/chain.html", **_chain(request, office))


@router.get("/export")
def export(office: TheOffice, viewer: Exporter, asked: Asking) -> StreamingResponse:
    """The records that the page shows, all of them, oldest first, as CSV."""
    looked(office, viewer, "journal export", asked.numbers)
    return csv_answer("journal", COLUMNS, _rows(office, asked.wanted(viewer)))


@router.get("/{seq}")
def one(request: Request, office: TheOffice, viewer: Looker, seq: Seq) -> Response:
    """One record, whole. Raises NotFound."""
    record = office.storage.journal.get(seq)
    looked(office, viewer, f"journal record {seq}")
    said = json.dumps(record.content, ensure_ascii=False, indent=2, sort_keys=True)
    title = word_of(record.kind)
    return page(request, "journal_record.html", title=title, record=record, said=said)


def _chain(request: Request, office: Office) -> dict[str, Any]:
    """The newest check of all processes; one that this server is at, or could not finish."""
    head, last = office.storage.journal.head(), office.storage.journal_checks.last()
    shown = {"head": head, "last": last, "since": head.seq - last.found.records if last else 0}
    work = long_work(request).of(CHAIN)
    if work is not None and work.under_way:
        return shown | {"work": work, "failed": ""}
    failed = work.failed() if work else None
    return shown | {"work": None, "failed": told_to(request, failed) if failed else ""}


def _rows(office: Office, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    return (_cells(record) for record in office.storage.journal.read(wanted))


def _cells(record: JournalRecord) -> tuple[object, ...]:
    said = json.dumps(record.content, ensure_ascii=False, sort_keys=True)
    return record.seq, record.at.isoformat(), record.kind, said, record.erased, record.hash

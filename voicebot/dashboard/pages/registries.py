"""Do-not-call registries: how old each is, bringing one in, taking one out of force."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.registries.changes import Changed, Changes
from voicebot.adapters.registries.labels import MAX_AGE_DAYS, Labels
from voicebot.adapters.registries.reading import Reading, read_registry
from voicebot.adapters.registries.registry import RegistryKind
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.error_words import told_to
from voicebot.dashboard.languages import mark
from voicebot.dashboard.long_work import Told, long_work
from voicebot.dashboard.progress_pages import page_of_progress
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.uploads import Part, Uploads
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput

router = APIRouter(prefix="/opt-outs/registries")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_OPT_OUTS))]
Importer = Annotated[Viewer, Depends(Permitted(Permission.IMPORT_REGISTRIES))]
Text = Annotated[str, Form(max_length=1000)]
KINDS = {
    RegistryKind.NATIONAL: mark("national"),
    RegistryKind.OPERATOR: mark("of an operator"),
    RegistryKind.INTERNAL: mark("our own"),
    RegistryKind.CAMPAIGN: mark("of a campaign"),
}
CHOICE = (RegistryKind.NATIONAL, RegistryKind.OPERATOR, RegistryKind.INTERNAL)
DONE = {
    "imported": mark("The list is in force, for every call from now on."),
    "removed": mark("The registry is no longer in force."),
}


class Import:
    """The form as it was filled in; `upload` names the file that was sent before it."""

    def __init__(
        self,
        upload: Annotated[UUID | None, Form()] = None,
        name: Text = "",
        kind: Text = str(RegistryKind.NATIONAL),
        country: Text = "",
        listed_at: Text = "",
        max_age_days: Text = str(MAX_AGE_DAYS),
        column: Text = "",
        fewer: Text = "",
    ) -> None:
        self.upload = upload or uuid4()
        self.name, self.kind, self.country = name.strip(), kind, country.strip().upper()
        self.listed_at, self.max_age_days = listed_at.strip(), max_age_days.strip()
        self.column, self.fewer = column.strip(), fewer == "yes"

    def labels(self) -> Labels:
        """Raises BadInput."""
        if self.kind not in CHOICE:
            raise BadInput(mark("There is no such kind of registry: choose one of the list."))
        if not (self.max_age_days.isascii() and self.max_age_days.isdigit()):
            raise BadInput(mark("Say for how many days a copy is good; 31 is usual."))
        try:
            listed_at = datetime.fromisoformat(self.listed_at).replace(tzinfo=UTC)
        except ValueError as error:
            raise BadInput(mark("Say of which day the list is.")) from error
        days = int(self.max_age_days)
        return Labels(self.name, RegistryKind(self.kind), listed_at, self.country, None, days)


Importing = Annotated[Import, Depends()]


@router.get("")
def show(request: Request, office: TheOffice, _: Looker, done: str = "") -> Response:
    """Those in force, with their age."""
    return _shown(request, office, Import(), done=DONE.get(done, ""))


@router.post("/parts/{upload}")
def part(_: Importer, part: Part) -> dict[str, int]:
    """A part of a file. Answers how many bytes are here."""
    return part.keep()


@router.post("")
def import_(request: Request, office: TheOffice, viewer: Importer, asked: Importing) -> Response:
    """Take the sent file in, all of it or nothing, beside the request where it is long."""
    work = long_work(request).begin(
        str(asked.upload), asked, lambda told: _import(office, asked, told)
    )
    if not work.ends_at_once():
        return RedirectResponse(f"/opt-outs/registries/imports/{asked.upload}", 303)
    return imported(request, office, viewer, asked.upload)


@router.get("/imports/{upload}")
def imported(request: Request, office: TheOffice, _: Importer, upload: UUID) -> Response:
    """What an import came to, or how far it is; what is wrong is said beside the form."""
    work = long_work(request).of(str(upload))
    if work is None:
        return RedirectResponse("/opt-outs/registries", 303)
    if work.under_way:
        return _shown(request, office, Import(), work=work, upload=upload)
    failed, file = work.failed(), Uploads(office.settings.home).file(upload)
    if failed is not None:
        said = told_to(request, failed, {file: ""})
        return _shown(request, office, work.asked, error=said, here=file.is_file(), status=422)
    changed, reading = work.outcome()
    return _shown(request, office, Import(), changed=changed, reading=reading)


@router.get("/imports/{upload}/live")
def progress(request: Request, _: Importer, upload: UUID) -> Response:
    """How far an import is; once it is done the browser is sent to what it came to."""
    return page_of_progress(request, f"/opt-outs/registries/imports/{upload}", str(upload))


@router.post("/remove")
def remove(office: TheOffice, _: Importer, name: Text = "", reason: Text = "") -> Response:
    """Take a registry out of force."""
    if not reason.strip():
        raise BadInput("a registry is removed for a reason", "say why; it is kept for good")
    _changes(office).remove(name, reason.strip(), office.clock.now())
    return RedirectResponse("/opt-outs/registries?done=removed", 303)


def _import(office: Office, asked: Import, told: Told) -> tuple[Changed, Reading]:
    now, labels = office.clock.now(), asked.labels()
    labels.refuse_unfit(now)
    uploads = Uploads(office.settings.home)
    file = uploads.file(asked.upload)
    if not file.is_file():
        raise BadInput(mark("No file has arrived: choose the list as CSV, TXT or ZIP."))
    reading = read_registry(file, asked.country or None, asked.column, told)
    changed = _changes(office).replace(labels, reading.numbers, now, asked.fewer)
    uploads.forget(asked.upload)
    return changed, reading


def _changes(office: Office) -> Changes:
    return Changes(office.settings.home, office.storage.registry_book)


def _shown(
    request: Request, office: Office, asked: Import, *, status: int = 200, **more: Any
) -> Response:
    values: dict[str, Any] = {"done": "", "error": "", "here": False}
    values |= {"changed": None, "reading": None, "work": None}
    return page(
        request,
        "registries.html",
        status=status,
        title=mark("Opt-outs"),
        tab="registries",
        asked=asked,
        registries=office.storage.registries.standing(),
        kinds=KINDS,
        choice=CHOICE,
        **(values | more),
    )

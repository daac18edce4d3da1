"""Lists to take away, as CSV or as JSON a line; and everything kept of a person."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.access import Holder, TheOffice, by, masking
from voicebot.dashboard.api.call_rows import CallConditions, listed
from voicebot.dashboard.api.parts import Number, Strict
from voicebot.dashboard.scopes import Scope
from voicebot.dashboard.tables_out import csv_answer
from voicebot.evidence.dossier import Words
from voicebot.evidence.dossier.findings import answer, besides, learned

router = APIRouter(prefix="/exports", tags=["exports"])
Exporter = Annotated[ApiToken, Depends(Holder(Scope.EXPORTS))]
PersonExporter = Annotated[ApiToken, Depends(Holder(Scope.EXPORTS, Scope.PERSONS_READ))]
OptOutExporter = Annotated[ApiToken, Depends(Holder(Scope.EXPORTS, Scope.OPT_OUTS_READ))]
LINES = "application/x-ndjson"
TEXT = {"schema": {"type": "string"}}
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": TEXT, LINES: TEXT}}}
CALLS = (
    *("attempt_id", "at", "number", "name", "direction", "campaign", "purpose", "disposition"),
    *("refusal_kind", "answered_by", "certainty", "talk_s", "said", "corrected"),
)
OPT_OUTS = (
    *("optout_id", "number", "scope", "source", "at", "recorded_at", "reason", "words"),
    *("attempt_id", "campaign_id", "purpose", "lifted_at", "lift_reason"),
)
Row = Mapping[str, Any]


class Form(StrEnum):
    """CSV opens in a spreadsheet, and holds no formula; JSONL is a JSON object a line."""

    CSV = "csv"
    JSONL = "jsonl"


class ExportedCalls(CallConditions):
    """Which calls, and in which form."""

    form: Form = Form.CSV


class ExportedOptOuts(Strict):
    """`lifted`: the lifted ones as well."""

    lifted: bool = False
    form: Form = Form.CSV


@router.get("/calls", response_class=StreamingResponse, responses=FILE, operation_id="export_calls")
def calls(
    office: TheOffice, token: Exporter, asked: Annotated[ExportedCalls, Query()]
) -> StreamingResponse:
    """All calls that match, the newest first; masked without `persons:read`. Journalled."""
    wanted, mask = asked.wanted(token), masking(token)
    _look(office, token, "calls export", [asked.number] if asked.number else [])
    found = (listed(call, mask) for call in office.storage.pages.call_list.every(wanted))
    return _answer("calls", asked.form, CALLS, found)


@router.get(
    "/opt-outs", response_class=StreamingResponse, responses=FILE, operation_id="export_opt_outs"
)
def opt_outs(
    office: TheOffice, token: OptOutExporter, asked: Annotated[ExportedOptOuts, Query()]
) -> StreamingResponse:
    """All opt-outs, the newest first. Journalled."""
    _look(office, token, "opt-outs export", [])
    found = (kept.as_json() for kept in office.storage.optouts.kept(lifted=asked.lifted))
    return _answer("opt-outs", asked.form, OPT_OUTS, found)


@router.get("/persons/{number}", operation_id="export_person")
def person(
    number: Annotated[Number, Path(alias="number")],
    office: TheOffice,
    token: PersonExporter,
    day: Annotated[date | None, Query()] = None,
    language: Annotated[Literal["en", "ru"], Query()] = "en",
) -> dict[str, Any]:
    """A person's dossier, whole or of one `day`: what was done, and on what grounds. Journalled."""
    dossier = office.storage.dossiers.of(PhoneNumber(number), day, office.clock.now(), by(token))
    words = Words.load(language, dossier.span.zone)
    return {
        "answer": words.paragraph(answer(dossier)),
        "besides": words.paragraph(besides(dossier)),
        "answer_learned_later": words.paragraph(learned(dossier)),
    } | dict(dossier.as_json())


def _look(office: Office, token: ApiToken, what: str, numbers: list[str]) -> None:
    office.storage.journal.note_look(office.clock.now(), what, numbers, by(token))


def _answer(
    name: str, form: Form, columns: Sequence[str], found: Iterable[Row]
) -> StreamingResponse:
    if form is Form.CSV:
        return csv_answer(name, columns, (_cells(row, columns) for row in found))
    headers = {"Content-Disposition": f'attachment; filename="{name}.jsonl"'}
    return StreamingResponse(_lines(found), media_type=LINES, headers=headers)


def _cells(row: Row, columns: Sequence[str]) -> tuple[object, ...]:
    cells = (row.get(name) for name in columns)
    return tuple(", ".join(cell) if isinstance(cell, list) else cell for cell in cells)


def _lines(found: Iterable[Row]) -> Iterator[str]:
    for row in found:
        yield json.dumps(row, ensure_ascii=False) + "\n"

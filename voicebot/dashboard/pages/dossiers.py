"""A dossier to take away: a page that prints and needs no server, or JSON for programs."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.looks import by
from voicebot.dashboard.pages.numbers import wanted
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput
from voicebot.evidence.dossier import Dossier, Words
from voicebot.evidence.dossier.findings import answer, besides, learned
from voicebot.evidence.dossier.page import page

router = APIRouter(prefix="/numbers")
Exporter = Annotated[Viewer, Depends(Permitted(Permission.EXPORT))]


@router.get("/{number}/dossier.html")
def as_page(office: TheOffice, viewer: Exporter, number: str, day: str = "all") -> Response:
    """Of one day, or of everything. The look is journalled."""

    def written(dossier: Dossier, words: Words) -> str:
        return page(dossier, words, made_at=office.clock.now(), audio=quote)

    return _answer(office, viewer, number, day, "html", written)


@router.get("/{number}/dossier.json")
def as_json(office: TheOffice, viewer: Exporter, number: str, day: str = "all") -> Response:
    """The same for programs."""
    return _answer(office, viewer, number, day, "json", _json)


def _json(dossier: Dossier, words: Words) -> str:
    said = {
        "answer": words.paragraph(answer(dossier)),
        "besides": words.paragraph(besides(dossier)),
        "answer_learned_later": words.paragraph(learned(dossier)),
    }
    return json.dumps(said | dossier.as_json(), ensure_ascii=False, indent=1)


def _answer(
    office: TheOffice,
    viewer: Viewer,
    number: str,
    day: str,
    form: str,
    written: Callable[[Dossier, Words], str],
) -> Response:
    asked = None if day == "all" else _day(day)
    dossier = office.storage.dossiers.of(wanted(number), asked, office.clock.now(), by(viewer))
    body = written(dossier, Words.load(viewer.language, dossier.span.zone))
    kinds = {"html": "text/html; charset=utf-8", "json": "application/json"}
    name = re.sub(r"[^0-9A-Za-z]", "", number)[:20]
    file = f"dossier-{name}-{asked.isoformat() if asked else 'all'}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(body, media_type=kinds[form], headers=headers)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("this is no day", "write it as 2026-11-18") from error

"""Past calls: found, told with their record, and heard."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import FileResponse

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.adapters.storage.call_pages import OneCall
from voicebot.adapters.storage.wanted_calls import Place
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import Holder, TheOffice, by, masking
from voicebot.dashboard.api.call_rows import AskedCalls, listed
from voicebot.dashboard.api.pages import cursor_of, place_of
from voicebot.dashboard.api.parts import Note
from voicebot.dashboard.scopes import Scope

router = APIRouter(prefix="/calls", tags=["calls"])
Reader = Annotated[ApiToken, Depends(Holder(Scope.CALLS_READ))]
Hearer = Annotated[ApiToken, Depends(Holder(Scope.RECORDINGS_READ))]
ReadsWords = Annotated[ApiToken, Depends(Holder(Scope.CALLS_READ, Scope.PERSONS_READ))]
Id = Annotated[Note, Path(alias="id")]
WAV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}}
}


class Sound(FileResponse):
    """A WAV file; a part of it where a part was asked for."""

    media_type = "audio/wav"


@router.get("", operation_id="list_calls")
def every(
    office: TheOffice,
    token: Reader,
    asked: Annotated[AskedCalls, Query()],
) -> dict[str, Any]:
    """Calls that have ended, the newest first. Numbers are masked without `persons:read`.

    A page may hold fewer than asked for, or none, where few calls match: go on while there is a
    `next`. The look is journalled.
    """
    place = place_of(asked.cursor)
    after = Place(*place) if place else None
    found = office.storage.pages.call_list.page(asked.wanted(token), asked.size, after)
    _look(office, token, "calls", {call.number for call in found.calls})
    return {
        "calls": [listed(call, masking(token)) for call in found.calls],
        "next": cursor_of(found.next.at, found.next.attempt_id) if found.next else None,
    }


@router.get("/{id}", operation_id="call")
def one(id_: Id, office: TheOffice, token: Reader) -> dict[str, Any]:
    """A call: how it ended, by what decision it was made, what reviewers say.

    The whole `record`, with the words, comes with `persons:read`. The look is journalled.
    """
    call = office.storage.pages.call_pages.get(id_)
    _look(office, token, f"call {call.attempt_id}", {call.number})
    mask = masking(token)
    hidden = {
        "number": mask.number(call.number),
        "target": mask.number(call.target),
        "name": mask.name(call.name),
        "at": call.at.isoformat(),
        "record": call.record if mask.whole else None,
    }
    words = office.storage.corrections.of(call.attempt_id)
    return (
        asdict(call)
        | hidden
        | {
            "decision": _decision(office, call, mask.whole),
            "corrections": [
                {
                    "disposition": str(word.disposition),
                    "refusal_kind": str(word.refusal_kind) if word.refusal_kind else None,
                    "at": word.at.isoformat(),
                    "by": word.by,
                }
                for word in words
            ],
            "sound": sorted(name.removesuffix(".wav") for name in _sounds(office, call)),
        }
    )


@router.get("/{id}/transcript", operation_id="transcript")
def transcript(id_: Id, office: TheOffice, token: ReadsWords) -> dict[str, Any]:
    """What both sides said, with seconds of the call. The look is journalled."""
    call = office.storage.pages.call_pages.get(id_)
    _look(office, token, f"call {call.attempt_id}", {call.number})
    return {"id": call.attempt_id, "transcript": call.record.get("transcript") or []}


@router.get("/{id}/recording", response_class=Sound, responses=WAV, operation_id="recording")
def recording(id_: Id, office: TheOffice, token: Hearer) -> FileResponse:
    """Both sides as a stereo WAV. The look is journalled."""
    call = office.storage.pages.call_pages.get(id_)
    file = office.storage.pages.call_sound.recording(call.attempt_id)
    _look(office, token, f"recording of call {call.attempt_id}", {call.number})
    return Sound(file, media_type=Sound.media_type)


@router.get("/{id}/evidence", response_class=Sound, responses=WAV, operation_id="evidence")
def evidence(id_: Id, office: TheOffice, token: Hearer) -> FileResponse:
    """The clip that proves the call's opt-out, as a WAV. The look is journalled."""
    call = office.storage.pages.call_pages.get(id_)
    file = office.storage.pages.call_sound.evidence(call.attempt_id)
    _look(office, token, f"evidence of call {call.attempt_id}", {call.number})
    return Sound(file, media_type=Sound.media_type)


def _look(office: Office, token: ApiToken, what: str, numbers: set[str]) -> None:
    whose = sorted(numbers - {""})
    office.storage.journal.note_look(office.clock.now(), what, whose, by(token))


def _sounds(office: Office, call: OneCall) -> frozenset[str]:
    return office.storage.pages.call_sound.has(call.attempt_id)


def _decision(office: Office, call: OneCall, whole: bool) -> dict[str, Any] | None:
    """By the journal; what a rule looked at may name a person."""
    said = office.storage.pages.call_pages.decision(call)
    if said is None:
        return None
    rules = [asdict(rule) | {"inputs": dict(rule.inputs) if whole else None} for rule in said.rules]
    told = {"allowed": said.allowed, "reasons": list(said.reasons), "rule_set": said.rule_set}
    return told | {"law": said.law, "journal_seq": said.seq, "rules": rules}

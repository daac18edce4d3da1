"""Now: calls under way with their words, the day's figures, and what needs a supervisor at once."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Header, Request
from fastapi.responses import Response, StreamingResponse

from voicebot.adapters.storage.live_sound import LiveSound
from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard, telephones
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.live.board import Board
from voicebot.dashboard.live.call import CallShown
from voicebot.dashboard.live.listening import heard_live
from voicebot.dashboard.live.stream import stream
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.problems import Refused
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import NotFound, said
from voicebot.evidence.kinds import Kind

router = APIRouter(prefix="/now")
STREAM = "text/event-stream"
PCM = "audio/L16;rate=8000;channels=2"
GONE = (mark("this call is not under way any more"), mark("look for it among the calls"))
NOT_HEARD = mark("this call may not be recorded where the person is, so it cannot be heard either")
ELSEWHERE = mark("another process holds this call: end it or take it over where it was started")


def the_board(request: Request) -> Board:
    """The calls under way."""
    board: Board = request.app.state.board
    return board


def the_switchboard(request: Request) -> Switchboard:
    """The lines of this process."""
    switchboard: Switchboard = request.app.state.switchboard
    return switchboard


TheBoard = Annotated[Board, Depends(the_board)]
TheSwitchboard = Annotated[Switchboard, Depends(the_switchboard)]
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
Steerer = Annotated[Viewer, Depends(Permitted(Permission.STEER_CALLS))]
Hearer = Annotated[Viewer, Depends(Permitted(Permission.HEAR))]
LastSeen = Annotated[str, Header(alias="Last-Event-ID")]


@router.get("")
def show(request: Request, office: TheOffice, board: TheBoard, viewer: Looker) -> Response:
    """The page, with what there is now; it renews itself by the stream."""
    version, calls, sums = board.shown(viewer)
    return page(
        request,
        "now.html",
        title=mark("Now"),
        version=version,
        calls=calls,
        sums=sums,
        telephones=telephones(office.settings, viewer.name),
    )


@router.get("/live")
async def renew(
    request: Request, board: TheBoard, viewer: Looker, since: str = "", seen: LastSeen = ""
) -> Response:
    """What changes, as it changes; without a wish for a stream nothing is sent."""
    if STREAM not in request.headers.get("accept", ""):
        raise Refused(
            HTTPStatus.NOT_ACCEPTABLE, said("this is a stream: ask for {kind}", kind=STREAM)
        )
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(
        stream(board, viewer, seen or since), media_type=STREAM, headers=headers
    )


@router.post("/{attempt_id}/hang-up")
def hang_up(
    request: Request,
    office: TheOffice,
    board: TheBoard,
    switchboard: TheSwitchboard,
    viewer: Steerer,
    attempt_id: str,
) -> Response:
    """Have the call ended. Raises NotFound, Refused (409) for one that is not held here."""
    call = _steered(board, switchboard, attempt_id)
    _journal(office, viewer, call, "hang up")
    _require(switchboard.hang_up(attempt_id, viewer.name))
    return page(request, "now_done.html", text=mark("The call is being ended."))


@router.post("/{attempt_id}/take-over")
def take_over(
    request: Request,
    office: TheOffice,
    board: TheBoard,
    switchboard: TheSwitchboard,
    viewer: Steerer,
    attempt_id: str,
    to: Annotated[str, Form(max_length=32)] = "",
) -> Response:
    """Have the person handed over to one of the viewer's telephones. Raises NotFound, Refused."""
    call = _steered(board, switchboard, attempt_id)
    if to not in {each.extension for each in telephones(office.settings, viewer.name)}:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, mark("calls cannot be handed to that telephone")
        )
    if not call.answered:
        raise Refused(
            HTTPStatus.CONFLICT, mark("nobody has answered yet: wait until somebody does")
        )
    _journal(office, viewer, call, "take over", to)
    _require(switchboard.hand_over(attempt_id, to, viewer.name))
    return page(request, "now_done.html", text=mark("The person is told, and handed over to you."))


@router.get("/{attempt_id}/sound")
def listen(office: TheOffice, board: TheBoard, viewer: Hearer, attempt_id: str) -> Response:
    """Both sides as they speak: 8 kHz 16-bit stereo PCM, little endian, until the call ends."""
    call = _found(board, attempt_id)
    folder = office.storage.archive.folder(attempt_id)
    if folder is None:
        raise NotFound("this call's sound is not on this machine", "listen where it is held")
    if not call.audible:
        raise Refused(HTTPStatus.CONFLICT, NOT_HEARD)
    looked(office, viewer, f"live sound of call {attempt_id}", _numbers(call))
    sound = LiveSound(office.settings.home, folder)
    return StreamingResponse(heard_live(board, sound, attempt_id), media_type=PCM)


def _found(board: Board, attempt_id: str) -> CallShown:
    call = board.call(attempt_id)
    if call is None or call.over:
        raise NotFound(*GONE)
    return call


def _steered(board: Board, switchboard: Switchboard, attempt_id: str) -> CallShown:
    call = _found(board, attempt_id)
    _require(switchboard.holds(attempt_id))
    return call


def _require(held: bool) -> None:
    if not held:
        raise Refused(HTTPStatus.CONFLICT, ELSEWHERE)


def _journal(office: Office, viewer: Viewer, call: CallShown, deed: str, to: str = "") -> None:
    """Before it is done: what cannot be journalled is not done. Raises StorageError."""
    body = {"attempt_id": call.attempt_id, "what": deed, "by": by(viewer)}
    number = call.about.order.number
    personal = {"number": number} | ({"to": to} if to else {})
    now = office.clock.now()
    office.storage.journal.append(now, Kind.STEERED, body, personal=personal, about=_numbers(call))


def _numbers(call: CallShown) -> list[str]:
    number = call.about.order.number
    return [number] if number else []

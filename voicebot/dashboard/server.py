"""The web application served beside the calls of this process."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.dashboard.application import create
from voicebot.dashboard.live.board import Board
from voicebot.errors import PortTaken, said

STOP_WITHIN_S = 5
BACKLOG = 2048


@contextmanager
def served(
    office: Office, host: str, port: int, switchboard: Switchboard | None = None
) -> Iterator[str]:
    """Serve until the block ends; gives the address. `port` 0: any free one. Raises PortTaken.

    `switchboard` reaches the lines of this process, if it has any.

    Requests are not logged: their addresses hold telephone numbers.
    """
    listening = _listen(host, port)
    app = create(office, switchboard)
    config = uvicorn.Config(
        app,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), name="web", daemon=True)
    thread.start()
    board: Board = app.state.board
    board.start()
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        board.close()  # who watches is let go, so that the server need not wait for them
        server.should_exit = True
        thread.join(2 * STOP_WITHIN_S)
        app.state.forecasts.close()
        app.state.long_work.close()
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)  # who connects before the server runs waits, and is not refused
    except OSError as error:
        listening.close()
        raise PortTaken(
            said(
                "nothing can listen at {host} port {port} ({reason})",
                host=host,
                port=port,
                reason=error.strerror,
            ),
            "choose another with --port, or set VOICEBOT_WEB_PORT",
        ) from error
    return listening

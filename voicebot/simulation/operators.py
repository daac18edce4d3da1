"""Human operators, played: telephones registered to the PBX that pick up what is handed to them."""

import logging
import threading
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from voicebot.adapters.forking import forked
from voicebot.adapters.telephony.account import Identity, Invitation, SipAccount
from voicebot.adapters.telephony.endpoint import EndpointConfig, SipEndpoint
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.conversation.ports import Deliver, Signal
from voicebot.errors import PbxFailed, VoicebotError
from voicebot.simulation.clips import clip

log = logging.getLogger(__name__)

REGISTER_PATIENCE_S = 20.0
PICK_UP = ("slt", "en", "hello")  # voice, language, phrase


class Operators:
    """One process with a telephone for each identity; use as a context manager."""

    def __init__(self, identities: Sequence[Identity]) -> None:
        self._identities = tuple(identities)

    def __enter__(self) -> "Operators":
        """Start, and wait until all are registered. Raises TelephonyError."""
        context = forked()
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._identities, theirs), daemon=True)
        self._process.start()
        theirs.close()
        answer = self._pipe.recv() if self._pipe.poll(REGISTER_PATIENCE_S) else None
        if answer != "ready":
            self.__exit__(None, None, None)
            if isinstance(answer, VoicebotError):
                raise answer
            raise PbxFailed("the simulated operators could not register", "see the PBX's log")
        return self

    def leave(self) -> None:
        """Ask them to end, and do not wait."""
        self._pipe.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()
        self._process.join(5.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(identities: tuple[Identity, ...], pipe: Connection) -> None:
    """The process's main: registers, answers, and ends when the pipe closes."""
    endpoint = SipEndpoint(EndpointConfig(user_agent="operators"))
    waiting = {identity.user for identity in identities}

    def registered(user: str, _sip_code: int, ok: bool) -> None:
        if ok and user in waiting:
            waiting.remove(user)
            if not waiting:
                pipe.send("ready")

    try:
        endpoint.start()
        accounts = [
            SipAccount(
                endpoint,
                identity,
                _pick_up,
                on_registration=partial(registered, identity.user),
            )
            for identity in identities
        ]
        log.info("operators at their telephones: %d", len(accounts))
    except VoicebotError as error:
        pipe.send(error)
        return
    threading.Thread(target=_wait_for_end, args=(pipe, endpoint), daemon=True).start()
    endpoint.run()


def _pick_up(invitation: Invitation, leg: SipLeg) -> Deliver:  # noqa: ARG001
    inbox: SimpleQueue[Signal] = SimpleQueue()
    leg.ring()
    leg.answer()
    leg.play(Path(clip(*PICK_UP)))
    return inbox.put


def _wait_for_end(pipe: Connection, endpoint: SipEndpoint) -> None:
    try:
        pipe.recv()
    except (EOFError, OSError):
        endpoint.stop()

"""The recogniser process: engines loaded once, and a thread for each agent that asks."""

import contextlib
import gc
import logging
import signal
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from voicebot.adapters.speech.choosing import hearing_for
from voicebot.adapters.speech.hearing import Hearing, LineEar
from voicebot.adapters.speech.recogniser import wire
from voicebot.adapters.speech.recogniser.channel import cut
from voicebot.conversation.ports import EarGlimpsed, EarHeard, EarOverloaded, Signal
from voicebot.errors import TelephonyError, VoicebotError
from voicebot.settings import Settings

log = logging.getLogger(__name__)

LAST_WORDS_S = 25.0
"""Once the coordinator is gone, agents get so long to have recognised what was said at the end."""
LAG_EVERY_S = 0.5  # the coordinator is told so often how far recognition is behind


@dataclass(frozen=True, slots=True)
class RecogniserConfig:
    """What a recogniser process is started with; `address` is the socket it makes."""

    settings: Settings
    languages: tuple[str, ...]
    address: str
    log_file: Path | None = None


def run_recogniser(config: RecogniserConfig, lifeline: Connection) -> None:
    """The process's main function. It ends when the coordinator closes the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's to handle
    if config.log_file is not None:
        form = "%(asctime)s %(levelname)s %(name)s %(message)s"
        logging.basicConfig(filename=config.log_file, level=logging.INFO, format=form)
    try:
        hearing = hearing_for(config.settings)
        hearing.warm_up(config.languages)
        gc.freeze()  # what was loaded is never garbage, and going through it takes time of words
        desk = Desk(hearing, config.address)
    except VoicebotError as error:
        lifeline.send(wire.CannotStart(error))
        return
    except Exception as error:
        log.exception("the recogniser cannot start")
        happened = f"the recogniser broke off by {type(error).__name__}"
        lifeline.send(wire.CannotStart(TelephonyError(happened, f"see {config.log_file}")))
        return
    lifeline.send(wire.Ready())
    with contextlib.suppress(EOFError, OSError):
        _tell_lag(hearing, lifeline)
    desk.close(LAST_WORDS_S)


def _tell_lag(hearing: Hearing, lifeline: Connection) -> None:
    """Until the coordinator hangs up or is gone."""
    told = 0.0
    while not lifeline.poll(LAG_EVERY_S):
        lag = round(hearing.lag_s(), 1)
        if lag != told:
            lifeline.send(wire.Lag(lag))
            told = lag


class Desk:
    """Answers agents at a socket."""

    def __init__(self, hearing: Hearing, address: str) -> None:
        self._hearing = hearing
        self._address = address
        self._closed = False
        Path(address).unlink(missing_ok=True)  # of a recogniser that was killed
        self._listener = Listener(address, backlog=16)
        self._guests: dict[Connection, threading.Thread] = {}
        self._thread = threading.Thread(target=self._welcome, name="desk", daemon=True)
        self._thread.start()

    def close(self, patience_s: float) -> None:
        """Answer nobody new; returns when all agents have left, or were cut off after so long."""
        self._closed = True
        Client(self._address).close()  # wakes the desk's thread
        self._thread.join()
        self._listener.close()
        leaves_at = time.monotonic() + patience_s
        for channel, guest in list(self._guests.items()):
            guest.join(max(0.0, leaves_at - time.monotonic()))
            cut(channel)

    def _welcome(self) -> None:
        while not self._closed:
            channel = self._listener.accept()
            guest = threading.Thread(target=self._serve, args=(channel,), daemon=True)
            self._guests[channel] = guest
            guest.start()

    def _serve(self, channel: Connection) -> None:
        client = _Client(self._hearing, channel)
        with contextlib.closing(channel), contextlib.suppress(EOFError, OSError):
            while True:
                client.obey(channel.recv())
        client.gone()
        del self._guests[channel]


class _Client:
    """One agent: the ears it opened here, by its own numbers."""

    def __init__(self, hearing: Hearing, channel: Connection) -> None:
        self._hearing = hearing
        self._channel = channel
        self._sending = threading.Lock()
        self._ears: dict[int, LineEar] = {}

    def obey(self, order: wire.Order) -> None:
        ear = self._ears.get(order.line)
        if ear is None:
            ear = self._ears[order.line] = self._hearing.open_ear(self._to(order.line))
        match order:
            case wire.Begin(_, utterance, language):
                ear.begin(utterance, language)
            case wire.Feed(_, pcm):
                ear.feed(pcm)
            case wire.Glimpse():
                ear.glimpse()
            case wire.Finish():
                ear.finish()
            case wire.Drop():
                ear.drop()
            case wire.Leave():
                self._ears.pop(order.line).close()

    def gone(self) -> None:
        """The agent's process has ended, and its calls with it."""
        for ear in self._ears.values():
            ear.close()

    def _to(self, line: int) -> "_Sender":
        return _Sender(self._channel, self._sending, line)


@dataclass(frozen=True, slots=True)
class _Sender:
    """Sends what one ear hears; called from recogniser threads."""

    channel: Connection
    sending: threading.Lock
    line: int

    def __call__(self, heard: Signal) -> None:
        if isinstance(heard, EarHeard | EarGlimpsed | EarOverloaded):
            with self.sending, contextlib.suppress(OSError):  # an agent that is gone is noticed
                self.channel.send(wire.Result(self.line, heard))

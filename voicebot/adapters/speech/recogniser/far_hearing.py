"""An agent's side: the ears of its calls, whose words come from the recogniser.

Nothing here waits for the recogniser. What a person says is kept until its words have come, so if
the recogniser is lost the next one hears it again from the beginning of the utterance.
"""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection

from voicebot.adapters.speech.recogniser import wire
from voicebot.adapters.speech.recogniser.channel import cut
from voicebot.conversation.ports import FRAME_BYTES, Deliver, EarGlimpsed, EarHeard, EarOverloaded

log = logging.getLogger(__name__)

CHUNK_BYTES = 5 * FRAME_BYTES  # audio travels 100 ms at a time
RETRY_S = 0.2
PATIENCE_S = 30.0
"""No recogniser for so long: what was said stays without words, and the call goes on."""


@dataclass(slots=True)
class Unheard:
    """An utterance whose final has not come."""

    language: str
    audio: bytearray = field(default_factory=bytearray)
    sent: int = 0
    finished: bool = False


class FarHearing:
    """Opens an ear for each call; `address` is the recogniser's socket."""

    def __init__(self, address: str, patience_s: float = PATIENCE_S) -> None:
        self._address = address
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._outgoing: deque[wire.Order] = deque()
        self._ears: dict[int, FarEar] = {}
        self._next_line = 0
        self._lost: Connection | None = None  # the channel that broke last
        self._closed = False
        self._thread = threading.Thread(target=self._live, name="ears", daemon=True)
        self._thread.start()

    def open_ear(self, deliver: Deliver) -> "FarEar":
        """An ear for one call; `deliver` is called from a thread of this object."""
        with self._changed:
            line, self._next_line = self._next_line, self._next_line + 1
            ear = FarEar(self, line, deliver)
            self._ears[line] = ear
            return ear

    def close(self) -> None:
        """No words come any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    # --- for the ears, which hold the lock ---------------------------------------------------

    def locked(self) -> threading.Condition:
        """The one lock of all ears of this process."""
        return self._changed

    def send(self, *orders: wire.Order) -> None:
        """Send, soon."""
        self._outgoing.extend(orders)
        self._changed.notify_all()

    def forget(self, line: int) -> None:
        """Nothing is awaited on that line any more."""
        self._ears.pop(line, None)

    # --- the thread ----------------------------------------------------------------------------

    def _live(self) -> None:
        while (channel := self._connected()) is not None:
            self._say_again()
            reader = threading.Thread(target=self._read, args=(channel,), daemon=True)
            reader.start()
            self._write(channel)
            cut(channel)
            reader.join()
            channel.close()

    def _connected(self) -> Connection | None:
        """A channel, as soon as there is a recogniser; None once closed."""
        tired_at = time.monotonic() + self._patience_s
        while not self._closed:
            with contextlib.suppress(OSError, EOFError):
                return Client(self._address)
            if time.monotonic() > tired_at:
                self._give_up()
            with self._changed:
                self._changed.wait_for(lambda: self._closed, RETRY_S)
        return None

    def _say_again(self) -> None:
        with self._changed:
            self._outgoing.clear()
            for ear in self._ears.values():
                self._outgoing.extend(ear.so_far())

    def _give_up(self) -> None:
        with self._changed:
            for ear in list(self._ears.values()):
                ear.hears_nothing()

    def _write(self, channel: Connection) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(
                        lambda: self._outgoing or self._closed or self._lost is channel
                    )
                    if self._closed or self._lost is channel:
                        return
                    orders = list(self._outgoing)
                    self._outgoing.clear()
                for order in orders:
                    channel.send(order)
        except OSError:
            return

    def _read(self, channel: Connection) -> None:
        try:
            while True:
                self._hear(channel.recv())
        except (EOFError, OSError):
            pass
        with self._changed:
            if not self._closed:
                log.error("the recogniser is lost; what was said is heard again by the next one")
            self._lost = channel
            self._changed.notify_all()

    def _hear(self, result: wire.Result) -> None:
        with self._changed:
            ear = self._ears.get(result.line)
            if ear is not None:
                ear.hear(result.signal)


class FarEar:
    """The `Ear` of one call."""

    def __init__(self, hearing: FarHearing, line: int, deliver: Deliver) -> None:
        self._hearing = hearing
        self._line = line
        self._deliver = deliver
        self._unheard: dict[int, Unheard] = {}
        self._open: int | None = None
        self._left = False

    def begin(self, utterance: int, language: str) -> None:
        """Open an utterance; one still open is finished."""
        with self._hearing.locked():
            self._finish()
            self._open = utterance
            self._unheard[utterance] = Unheard(language)
            self._hearing.send(wire.Begin(self._line, utterance, language))

    def feed(self, pcm: bytes) -> None:
        """Add audio to the open utterance."""
        with self._hearing.locked():
            if self._open is None:
                return
            unheard = self._unheard[self._open]
            unheard.audio += pcm
            if len(unheard.audio) - unheard.sent >= CHUNK_BYTES:
                self._send_audio(unheard)

    def glimpse(self) -> None:
        """A partial result soon."""
        with self._hearing.locked():
            if self._open is not None:
                self._send_audio(self._unheard[self._open])
                self._hearing.send(wire.Glimpse(self._line))

    def finish(self) -> None:
        """A final result will come."""
        with self._hearing.locked():
            self._finish()

    def drop(self) -> None:
        """No result will come."""
        with self._hearing.locked():
            if self._open is not None:
                del self._unheard[self._open]
                self._open = None
                self._hearing.send(wire.Drop(self._line))

    def close(self) -> None:
        """The call is over; finals still awaited are delivered."""
        self.drop()
        with self._hearing.locked():
            self._left = True
            self._leave_when_done()

    # --- with the lock held --------------------------------------------------------------------

    def hear(self, signal: EarHeard | EarGlimpsed | EarOverloaded) -> None:
        """A result came. One for an utterance that is not awaited is of no use any more."""
        if isinstance(signal, EarHeard):
            if signal.utterance not in self._unheard:
                return
            if signal.final:
                del self._unheard[signal.utterance]
        self._deliver(signal)
        self._leave_when_done()

    def hears_nothing(self) -> None:
        """There is no recogniser: finals awaited are empty, and what was said is lost."""
        for number in [n for n, unheard in self._unheard.items() if unheard.finished]:
            self.hear(EarHeard(number, "", 0.0, final=True, lost=True))

    def so_far(self) -> Iterator[wire.Order]:
        """What a recogniser needs to know that knows nothing yet."""
        for number, unheard in self._unheard.items():
            yield wire.Begin(self._line, number, unheard.language)
            unheard.sent = len(unheard.audio)
            yield wire.Feed(self._line, bytes(unheard.audio))
            yield wire.Finish(self._line) if unheard.finished else wire.Glimpse(self._line)

    def _finish(self) -> None:
        if self._open is None:
            return
        unheard = self._unheard[self._open]
        unheard.finished = True
        self._open = None
        self._send_audio(unheard)
        self._hearing.send(wire.Finish(self._line))

    def _send_audio(self, unheard: Unheard) -> None:
        if unheard.sent < len(unheard.audio):
            fresh = bytes(unheard.audio[unheard.sent :])
            unheard.sent = len(unheard.audio)
            self._hearing.send(wire.Feed(self._line, fresh))

    def _leave_when_done(self) -> None:
        if self._left and not self._unheard:
            self._hearing.forget(self._line)
            self._hearing.send(wire.Leave(self._line))

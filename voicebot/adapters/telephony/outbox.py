"""Messages to the coordinator."""

import queue
import threading
from multiprocessing.connection import Connection


class Outbox:
    """Sends to the coordinator from whichever thread, in order, without making it wait."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel
        self._messages: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send, name="outbox", daemon=True)
        self._thread.start()

    def put(self, message: object) -> None:
        """Send, soon."""
        self._messages.put(message)

    def close(self) -> None:
        """Send what is left."""
        self._messages.put(None)
        self._thread.join(5.0)

    def _send(self) -> None:
        while (message := self._messages.get()) is not None:
            try:
                self._channel.send(message)
            except OSError:
                return  # the coordinator is gone; the reader thread ends the process

"""Wakes an endpoint's loop, which sleeps in the library until something comes in."""

import contextlib
import socket

KEEP_ALIVE = b"\r\n\r\n"  # RFC 5626, 3.5.1: a SIP server takes it for a sign of life and no more


class Bell:
    """Sends a keep-alive to the endpoint's own UDP transport; silent until it hangs somewhere."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def hang_at(self, address: str | None) -> None:
        """Ring there, `host:port`, from now on. None: there is no such transport."""
        if address is None:
            return
        host, _, port = address.rpartition(":")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bell = socket.socket(family, socket.SOCK_DGRAM)
        bell.setblocking(False)
        bell.connect((host.strip("[]"), int(port)))
        self._socket = bell

    def ring(self) -> None:
        """From any thread; a ring that is lost is made up for by the loop's own poll."""
        bell = self._socket
        if bell is not None:
            with contextlib.suppress(OSError):
                bell.send(KEEP_ALIVE)

    def take_down(self) -> None:
        """Ring no more."""
        bell, self._socket = self._socket, None
        if bell is not None:
            bell.close()

"""Ending a channel that another thread reads."""

import contextlib
import os
import socket
from multiprocessing.connection import Connection


def cut(channel: Connection) -> None:
    """Whoever reads or writes it, at either end, finds it at its end.

    Closing it under a thread that reads would leave that thread waiting, or break it.
    """
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(channel.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)

"""What wakes an endpoint's loop."""

import contextlib
import socket

from voicebot.adapters.telephony.bell import KEEP_ALIVE, Bell


def test_a_ring_reaches_the_transport_as_a_keep_alive():
    bell = Bell()
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as transport:
        transport.bind(("127.0.0.1", 0))
        transport.settimeout(5)
        bell.hang_at(f"127.0.0.1:{transport.getsockname()[1]}")
        bell.ring()
        assert transport.recv(100) == KEEP_ALIVE
        bell.take_down()


def test_nobody_is_hurt_by_a_ring_where_nothing_listens():
    bell = Bell()
    bell.ring()
    bell.hang_at(None)
    bell.ring()
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as gone:
        gone.bind(("127.0.0.1", 0))
        port = gone.getsockname()[1]
    bell.hang_at(f"127.0.0.1:{port}")
    bell.ring()
    bell.ring()  # the first one's refusal comes back with the second
    bell.take_down()
    bell.ring()

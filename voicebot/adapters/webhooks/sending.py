"""One POST to one address: no redirect is followed, no answer is read, no proxy is asked."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from datetime import datetime

from voicebot.adapters.storage.webhook_deliveries import Delivery
from voicebot.adapters.webhooks.addresses import Place, Unreachable, place_of, resolved
from voicebot.adapters.webhooks.signing import headers

STEP_S = 5.0
WHOLE_S = 10.0
"""An address that takes longer altogether has failed; it may not hold us by dripping."""


class _ToIp(http.client.HTTPConnection):
    """To an address that was looked at before, whatever the name says by now."""

    def __init__(self, place: Place, ip: str) -> None:
        super().__init__(place.host, place.port, timeout=STEP_S)
        self._ip, self._tls = ip, place.tls

    def connect(self) -> None:
        """Verify the certificate for the name."""
        plain = socket.create_connection((self._ip, self.port), STEP_S)
        try:
            self.sock = self._wrapped(plain) if self._tls else plain
        except BaseException:
            plain.close()
            raise

    def _wrapped(self, plain: socket.socket) -> ssl.SSLSocket:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def send(delivery: Delivery, at: datetime, private: bool) -> int:
    """The answer's status. Raises Unreachable, BadInput for an address no longer allowed."""
    place = place_of(delivery.url, private)
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    signed = headers(delivery.secret, delivery.delivery_id, at, body)
    return _post(place, resolved(place, private), body, signed)


def _post(place: Place, ip: str, body: bytes, signed: Mapping[str, str]) -> int:
    connection = _ToIp(place, ip)
    patience = threading.Timer(WHOLE_S, _cut, [connection])
    patience.daemon = True
    patience.start()
    try:
        fixed = {"Content-Type": "application/json", "User-Agent": "voicebot"}
        connection.request("POST", place.path, body, {**fixed, **signed})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable("the address did not answer", "see to the system behind it") from error
    finally:
        patience.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    """Whoever waits for it wakes up with an error."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself

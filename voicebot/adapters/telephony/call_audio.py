"""The audio of one call: what the far end says comes into Python, prompts go out of C.

Runs on the endpoint's thread.
"""

from collections.abc import Sequence
from typing import Any

from voicebot.adapters.telephony.endpoint import SipEndpoint
from voicebot.adapters.telephony.playback import Playback
from voicebot.conversation.ports import Deliver


class CallAudio:
    """Borrows one of the endpoint's ports for the length of a call."""

    def __init__(self, endpoint: SipEndpoint, key: int, deliver: Deliver) -> None:
        self._endpoint = endpoint
        self._deliver = deliver
        self._port = endpoint.capture_port()
        self._heard = False
        self.prompts = Playback(endpoint, key, deliver)

    def connect(self, flowing: Sequence[Any]) -> None:
        """The far end's audio began, came back, or moved. While it is away, silence is heard."""
        if not self._heard:
            self._heard = True
            self._port.lend(self._deliver)
            self._endpoint.silence().startTransmit(self._port)
        for audio in flowing:
            audio.startTransmit(self._port)
        self.prompts.connect(flowing)

    def end(self) -> None:
        """Nothing is heard or said any more."""
        try:
            self.prompts.stop([])
            if self._heard:
                self._endpoint.silence().stopTransmit(self._port)
        finally:
            self._endpoint.return_port(self._port)

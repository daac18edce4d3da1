"""A line as the conversation holds it: thread-safe, and free of any reference to pjsua2 objects."""

import contextlib
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

from voicebot.adapters.telephony.endpoint import SipEndpoint
from voicebot.adapters.telephony.playback import Cue
from voicebot.adapters.telephony.sip_call import SipCall


class SipLeg:
    """Our end of one call; implements `conversation.ports.Leg`, and the callee's side besides."""

    def __init__(self, endpoint: SipEndpoint, transfer_uri: Callable[[str], str]) -> None:
        self._endpoint = endpoint
        self._transfer_uri = transfer_uri
        self._play_ids = itertools.count(1)
        self._cue: Cue | None = None
        self.key = endpoint.next_key()
        self.hung_up = False  # by us, whatever call it was on

    def play(self, wav: Path) -> int:
        """Play an 8 kHz mono 16-bit WAV in place of what plays; returns its play id."""
        cue = Cue(next(self._play_ids), Path(wav))
        _have_at_hand(cue.wav)
        self._cancel(cue)
        self._do(lambda call: call.play(cue))
        return cue.play_id

    def stop_playing(self) -> None:
        """Silence at once."""
        self._cancel(None)
        self._do(lambda call: call.silence())

    def send_keys(self, keys: str) -> None:
        """Send keys by RFC 4733, or SIP INFO where the far end did not offer that."""
        self._do_once_placed(lambda call: call.press(keys))

    def transfer(self, extension: str) -> None:
        """REFER the person to an extension of the PBX; answered by LegTransfer."""
        uri = self._transfer_uri(extension)
        self._do_once_placed(lambda call: call.refer(uri))

    def hang_up(self) -> None:
        """BYE, CANCEL or rejection; answered by LegEnded."""
        self.hung_up = True
        self._do(lambda call: call.hang_up())

    # --- the called side -------------------------------------------------------------------

    def ring(self) -> None:
        """180."""
        self.answer(180)

    def open_early_media(self) -> None:
        """183 with SDP: audio flows before the answer."""
        self.answer(183)

    def answer(self, code: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Any response to an incoming INVITE; 300 and above rejects it."""
        self._do_once_placed(lambda call: call.respond(code, headers or {}))

    def reject(self, code: int, q850: int | None = None) -> None:
        """A final refusal, with a Q.850 Reason header if wanted."""
        reason = {"Reason": f"Q.850;cause={q850}"} if q850 is not None else {}
        self.answer(code, reason)

    def hold(self) -> None:
        """re-INVITE that takes the far end's audio away."""
        self._do_once_placed(lambda call: call.hold())

    def unhold(self) -> None:
        """re-INVITE that brings it back."""
        self._do_once_placed(lambda call: call.unhold())

    def send_keys_by_info(self, keys: str) -> None:
        """Send keys by SIP INFO whatever the far end offered."""
        self._do_once_placed(lambda call: call.press_by_info(keys))

    def _cancel(self, then: Cue | None) -> None:
        last, self._cue = self._cue, then
        if last is not None:
            last.cancelled = True

    def _do_once_placed(self, what: Callable[[SipCall], object]) -> None:
        """What can only be asked of a call that the far end may know of; nothing for another."""
        self._do(lambda call: call.placed and what(call))

    def _do(self, what: Callable[[SipCall], object]) -> None:
        endpoint, key = self._endpoint, self.key

        def job() -> None:
            call = endpoint.calls.get(key)
            if call is not None:
                what(call)

        endpoint.post(job)


def _have_at_hand(wav: Path) -> None:
    """Let the system have the whole file in memory.

    pjmedia's clock reads it piece by piece while it plays, and every line would wait for the disk.
    """
    with contextlib.suppress(OSError):  # what is not there is told when it is to be played
        wav.read_bytes()

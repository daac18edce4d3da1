"""The robot's side of one line: at most one prompt plays, and its end is told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicebot.adapters.telephony.audio import Player
from voicebot.adapters.telephony.endpoint import SipEndpoint
from voicebot.conversation.ports import Deliver, LegPlayed


@dataclass(slots=True)
class Cue:
    """One prompt given to the line; `cancelled` once it was stopped or replaced."""

    play_id: int
    wav: Path
    cancelled: bool = False


class Playback:
    """Runs on the endpoint's thread. `audio` is what the line's audio flows into, now."""

    def __init__(self, endpoint: SipEndpoint, key: int, deliver: Deliver) -> None:
        self._endpoint = endpoint
        self._key = key
        self._deliver = deliver
        self._player: Player | None = None
        self._cue: Cue | None = None

    def play(self, cue: Cue, audio: Sequence[Any]) -> None:
        """Play a WAV in place of whatever plays. Raises pj.Error if it cannot be read."""
        self.stop(audio)
        if cue.cancelled:
            return
        endpoint, key = self._endpoint, self._key

        def ended() -> None:  # in a thread of pjmedia, and without a reference to the call
            endpoint.post(lambda: _tell_played(endpoint, key, cue))

        self._player, self._cue = Player(cue.wav, ended), cue
        self.connect(audio)

    def connect(self, audio: Sequence[Any]) -> None:
        """The line's audio came, or came back."""
        if self._player is not None:
            for sink in audio:
                self._player.startTransmit(sink)

    def stop(self, audio: Sequence[Any]) -> None:
        """Silence."""
        player, self._player, self._cue = self._player, None, None
        if player is not None:
            self._endpoint.linger(player)
            for sink in audio:
                player.stopTransmit(sink)

    def ended(self, cue: Cue, audio: Sequence[Any]) -> None:
        """A file came to its end; told only if nobody stopped it."""
        if cue is self._cue and not cue.cancelled:
            self.stop(audio)
            self._deliver(LegPlayed(cue.play_id))


def _tell_played(endpoint: SipEndpoint, key: int, cue: Cue) -> None:
    call = endpoint.calls.get(key)
    if call is not None:
        call.played(cue)

"""Fetching a person: announced, asked for, and owned up to when nobody comes."""

from dataclasses import dataclass

from voicebot.conversation.actions import Transfer
from voicebot.conversation.events import TransferStarted
from voicebot.conversation.talk import Phase, Talk

TRANSFER_WAIT_S = 40.0
"""The operators' side says nothing for so long: the transfer failed."""


@dataclass(slots=True)
class HandingOver:
    """Hands the call to the operators."""

    talk: Talk
    emergency: bool = False

    def announce(self) -> None:
        """Say that a person is being fetched; `hand_over` follows when it was said."""
        self._announce("transfer")

    def in_danger(self) -> None:
        """Say first what to do, then fetch a person; the dialogue's own matter is over.

        A transfer that is under way goes on.
        """
        under_way = self.talk.phase is Phase.TRANSFERRING and self.talk.saying is None
        self.emergency = True
        if not under_way:
            self._announce("emergency")

    def _announce(self, name: str) -> None:
        self.talk.phase = Phase.TRANSFERRING
        self.talk.say(name, self.talk.phrase(name), interruptible=False)

    def hand_over(self) -> None:
        """The person knows; now the transfer."""
        talk = self.talk
        talk.emit(TransferStarted(talk.now_s, talk.operators))
        talk.wait(TRANSFER_WAIT_S)
        talk.out.append(Transfer(talk.operators))

    def ended(self, ok: bool) -> None:
        """The operators' side took the call, or did not."""
        talk = self.talk
        if talk.phase is not Phase.TRANSFERRING or talk.saying is not None:
            return
        if ok:
            talk.hang_up()
        elif self.emergency:
            talk.close("emergency_failed", talk.phrase("emergency_failed"))
        else:
            goodbye = talk.phrase("goodbye")
            talk.close(
                "transfer_failed", talk.phrase("transfer_failed"), talk.our_number(), goodbye
            )

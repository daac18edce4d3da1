"""Fetching a person: announced, asked for, and owned up to when nobody comes."""

from dataclasses import dataclass

from voicebot.conversation.actions import Transfer
from voicebot.conversation.events import TransferStarted
from voicebot.conversation.talk import Phase, Talk

TRANSFER_WAIT_S = 40.0
"""The operators' side says nothing for so long: the transfer failed."""


NOBODY_TO_HAND_OVER = frozenset({Phase.RINGING, Phase.SAVING, Phase.OVER})


@dataclass(slots=True)
class HandingOver:
    """Hands the call to the operators."""

    talk: Talk
    target: str = ""  # where a supervisor wants the person; empty: the operators

    def announce(self) -> None:
        """Say that a person is being fetched; `hand_over` follows when it was said."""
        self._announce("transfer")

    def in_danger(self) -> None:
        """Say first what to do, then fetch a person; the dialogue's own matter is over.

        A transfer that is under way goes on.
        """
        under_way = self.talk.phase is Phase.TRANSFERRING and self.talk.saying is None
        self.talk.in_danger = True
        if not under_way:
            self._announce("emergency")

    def taken_over(self, target: str) -> None:
        """A supervisor wants the person; what the dialogue was about is theirs from now on.

        Nobody is there before the answer, and a transfer that is under way goes on.
        """
        talk = self.talk
        under_way = talk.phase is Phase.TRANSFERRING and talk.saying is None
        if talk.phase in NOBODY_TO_HAND_OVER or under_way:
            return
        self.target = target
        self._announce("transfer")

    def _announce(self, name: str) -> None:
        self.talk.phase = Phase.TRANSFERRING
        self.talk.say(name, self.talk.phrase(name), interruptible=False)

    def hand_over(self) -> None:
        """The person knows; now the transfer."""
        talk = self.talk
        target = self.target or talk.operators
        talk.emit(TransferStarted(talk.now_s, target))
        talk.wait(TRANSFER_WAIT_S)
        talk.out.append(Transfer(target))

    def ended(self, ok: bool) -> None:
        """The operators' side took the call, or did not."""
        talk = self.talk
        if talk.phase is not Phase.TRANSFERRING or talk.saying is not None:
            return
        if ok:
            talk.hang_up()
        elif talk.in_danger:
            talk.close("emergency_failed", talk.phrase("emergency_failed"))
        else:
            goodbye = talk.phrase("goodbye")
            talk.close(
                "transfer_failed", talk.phrase("transfer_failed"), talk.our_number(), goodbye
            )

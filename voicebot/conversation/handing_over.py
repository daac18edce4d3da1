"""Fetching a person: announced, asked for, and owned up to when nobody comes."""

from dataclasses import dataclass

from voicebot.conversation.actions import Transfer
from voicebot.conversation.doubt import Doubt
from voicebot.conversation.events import TransferStarted
from voicebot.conversation.talk import Phase, Talk

TRANSFER_WAIT_S = 40.0
"""The operators' side says nothing for so long: the transfer failed."""

BROKEN_OFF_S = 1.0
"""After an announcement that broke off, a hang-up is told within so long."""

NOBODY_TO_HAND_OVER = frozenset({Phase.RINGING, Phase.SAVING, Phase.OVER})


@dataclass(slots=True)
class HandingOver:
    """Hands the call to the operators."""

    talk: Talk
    doubt: Doubt
    target: str = ""  # where a supervisor wants the person; empty: the operators
    asked_for: bool = False  # a transfer, since the last announcement

    def announce(self) -> None:
        """Say that a person is being fetched; the transfer follows when it was said."""
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
        self.asked_for = False
        self.talk.phase = Phase.TRANSFERRING
        self.talk.say(name, self.talk.phrase(name), interruptible=False)

    def announced(self, completed: bool) -> None:
        """The person knows: now the transfer; an announcement breaks off where they hang up."""
        if completed:
            self._hand_over()
        else:
            self.talk.wait(BROKEN_OFF_S)

    def waited(self) -> None:
        """Nobody came; or nobody hung up after an announcement that broke off."""
        if self.asked_for:
            self.ended(ok=False)
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        talk = self.talk
        self.asked_for = True
        target = self.target or talk.operators
        talk.emit(TransferStarted(talk.now_s, target))
        talk.wait(TRANSFER_WAIT_S)
        talk.out.append(Transfer(target))

    def ended(self, ok: bool) -> None:
        """The operators' side took the call, or did not.

        A question about a demand that was said meanwhile takes the place of the goodbye.
        """
        talk = self.talk
        if talk.phase is not Phase.TRANSFERRING or talk.saying is not None:
            return
        if ok:
            talk.hang_up()
        elif talk.in_danger:
            talk.close("emergency_failed", talk.phrase("emergency_failed"))
        else:
            goodbye = "" if self.doubt.kept else talk.phrase("goodbye")
            talk.close(
                "transfer_failed", talk.phrase("transfer_failed"), talk.our_number(), goodbye
            )

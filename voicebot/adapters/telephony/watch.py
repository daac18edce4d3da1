"""The time limits of one call: no reply, ringing, talking, and a hang-up nobody answers."""

from dataclasses import dataclass

from voicebot.adapters.telephony.endpoint import Job, SipEndpoint, Timer

MIN_RING_S = 15.0  # US6, UK2: a call may not be given up sooner
NO_REPLY_S = 6.0  # a far end that has not sent even 100 Trying by then is not there
STUCK_S = 4.0  # a far end that does not answer our BYE or CANCEL by then is given up


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: wait for any reply, ring, talk. `for_order` is how a campaign's calls get theirs."""

    reply_s: float = NO_REPLY_S
    ring_s: float = 25.0
    talk_s: float = 240.0

    @classmethod
    def for_order(cls, ring_s: float, talk_s: float) -> "Limits":
        """Limits with the lawful least ringing time."""
        return cls(ring_s=max(MIN_RING_S, ring_s), talk_s=talk_s)


class Watch:
    """One timer at a time; when it fires, `give_up` or `abandon` of the call is called."""

    def __init__(self, endpoint: SipEndpoint, key: int, limits: Limits) -> None:
        self._endpoint = endpoint
        self._key = key
        self._limits = limits
        self._timer: Timer | None = None

    def sent(self) -> None:
        """Our INVITE went out."""
        self._set(self._limits.reply_s, self._give_up)

    def heard_back(self) -> None:
        """Some response came; the ringing time counts from here until it rings."""
        self._set(self._limits.ring_s, self._give_up)

    def rang(self) -> None:
        """It rings, or its early audio is heard: the whole ringing time begins now."""
        self._set(self._limits.ring_s, self._give_up)

    def answered(self) -> None:
        """The call's length counts from here."""
        self._set(self._limits.talk_s, self._hang_up)

    def ending(self) -> None:
        """We hung up."""
        self._set(STUCK_S, self._abandon)

    def over(self) -> None:
        """Nothing more to watch."""
        if self._timer is not None:
            self._timer.cancel()

    def _set(self, seconds: float, job: Job) -> None:
        self.over()
        self._timer = self._endpoint.later(seconds, job)

    def _give_up(self) -> None:
        call = self._endpoint.calls.get(self._key)
        if call is not None:
            call.give_up()

    def _hang_up(self) -> None:
        call = self._endpoint.calls.get(self._key)
        if call is not None:
            call.hang_up()

    def _abandon(self) -> None:
        call = self._endpoint.calls.get(self._key)
        if call is not None:
            call.abandon()

"""The person at the other end, played over real SIP in a process of its own.

What the person does is named by the user part of the URI that is called; what the person notices
is reported through a pipe.
"""

import contextlib
import functools
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np

from voicebot.adapters.telephony.account import Identity, Invitation, SipAccount
from voicebot.adapters.telephony.endpoint import EndpointConfig, SipEndpoint
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.ports import (
    RATE_HZ,
    Deliver,
    Frame,
    LegAnswered,
    LegEnded,
    LegKey,
    Signal,
)

PATIENCE_S = 20.0
NUMBERS = {  # what those do who can only be reached by a number
    "+12025550111": "speaks",
    "+12025550112": "presses-9",
    "+12025550113": "stays",
    "+12025550114": "rejects-607",
    "+12025550115": "waits",
}
LOUD = 500  # amplitude of 16-bit samples


def loudness(pcm: bytes, hz: float) -> float:
    """Amplitude of one tone in these samples."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(float)
    wave = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / RATE_HZ)
    return float(2 * abs(np.dot(samples, wave)) / max(1, len(samples)))


class Line:
    """A leg with its inbox, as tests and far ends like to use them."""

    def __init__(self, leg: SipLeg) -> None:
        self.leg = leg
        self.inbox: SimpleQueue[Signal] = SimpleQueue()
        self.frames = 0
        self.seen: list[Signal] = []

    def next(self, timeout_s: float = PATIENCE_S) -> Signal:
        """The next signal; raises Empty."""
        signal = self.inbox.get(timeout=timeout_s)
        if isinstance(signal, Frame):
            self.frames += 1
        else:
            self.seen.append(signal)
        return signal

    def until(self, kind: type, timeout_s: float = PATIENCE_S) -> Signal:
        """The next signal of that kind."""
        deadline = time.monotonic() + timeout_s
        while True:
            signal = self.next(max(0.01, deadline - time.monotonic()))
            if isinstance(signal, kind):
                return signal
            if isinstance(signal, LegEnded):
                raise AssertionError(f"ended before {kind.__name__}: {signal}")

    def until_tone(self, hz: float, frames: int = 5, timeout_s: float = PATIENCE_S) -> float:
        """Seconds until that tone was heard for so many frames in a row."""
        began, row = time.monotonic(), 0
        while row < frames:
            frame = self.until(Frame, timeout_s - (time.monotonic() - began))
            assert isinstance(frame, Frame)
            row = row + 1 if loudness(frame.pcm, hz) > LOUD else 0
        return time.monotonic() - began

    def until_quiet(self, frames: int = 5, timeout_s: float = PATIENCE_S) -> float:
        """Seconds until nothing was heard for so many frames in a row."""
        began, row = time.monotonic(), 0
        while row < frames:
            frame = self.until(Frame, timeout_s - (time.monotonic() - began))
            assert isinstance(frame, Frame)
            samples = np.frombuffer(frame.pcm, dtype="<i2")
            row = row + 1 if int(np.abs(samples).max()) < LOUD else 0
        return time.monotonic() - began

    def keys(self, count: int) -> str:
        """The next keys pressed."""
        pressed = [self.until(LegKey) for _ in range(count)]
        return "".join(signal.key for signal in pressed if isinstance(signal, LegKey))


class FarEnd:
    """Plays whoever is called."""

    def __init__(self, channel: Connection, clips: Path) -> None:
        self.channel = channel
        self.clips = clips

    def doorman(self, invitation: Invitation, leg: SipLeg) -> Deliver | None:
        line = Line(leg)
        threading.Thread(
            target=self.play, args=(invitation.called, invitation, line), daemon=True
        ).start()
        return line.inbox.put

    def dial(self, account: SipAccount, uri: str) -> None:
        """Call somebody and report how that ended."""
        line = Line(account.leg())
        account.place(line.leg, (uri,), line.inbox.put, Limits())
        threading.Thread(target=self.stay, args=(uri, line), daemon=True).start()

    def stay(self, uri: str, line: Line) -> None:
        try:
            line.until(LegAnswered)
            line.until_tone(400)
            line.leg.hang_up()
            self.channel.send((uri, "heard 400 Hz", line.until(LegEnded)))
        except (AssertionError, Empty) as error:
            self.channel.send((uri, repr(error), None))

    def play(self, called: str, invitation: Invitation, line: Line) -> None:
        what, _, rest = NUMBERS.get(called, called).partition("-")
        script: Callable[[Line, str], object] = getattr(self, f"who_{what}")
        try:
            report = script(line, rest)
            while not any(isinstance(s, LegEnded) for s in line.seen):
                line.next()
            self.channel.send((called, report, line.seen[-1]))
        except (AssertionError, Empty) as error:
            self.channel.send((called, repr(error), None))

    def who_rejects(self, line: Line, codes: str) -> None:
        code, _, q850 = codes.partition("-")
        line.leg.reject(int(code), int(q850) if q850 else None)

    def who_rings(self, line: Line, _: str) -> None:
        line.leg.ring()

    def who_speaks(self, line: Line, _: str) -> float:
        """Rings, answers, plays 700 Hz, and tells how long it took to hear 400 Hz."""
        line.leg.ring()
        time.sleep(0.1)
        line.leg.answer()
        line.until(LegAnswered)
        line.leg.play(self.clips / "700.wav")
        return line.until_tone(400)

    def who_listens(self, line: Line, _: str) -> str:
        """Answers and tells which keys came, for as many as the caller wants."""
        line.leg.answer()
        line.until(LegAnswered)
        return line.keys(4)

    def who_presses(self, line: Line, keys: str) -> None:
        line.leg.answer()
        line.until(LegAnswered)
        line.leg.send_keys(keys.replace("star", "*").replace("hash", "#"))

    def who_informs(self, line: Line, keys: str) -> None:
        line.leg.answer()
        line.until(LegAnswered)
        line.leg.send_keys_by_info(keys)

    def who_announces(self, line: Line, code: str) -> None:
        """Plays 700 Hz as early media, then refuses or answers."""
        line.leg.open_early_media()
        line.leg.play(self.clips / "700.wav")
        time.sleep(0.6)
        if int(code) == 200:
            line.leg.answer()
        else:
            line.leg.reject(int(code), 1)

    def who_hangs(self, line: Line, _: str) -> None:
        line.leg.answer()
        line.until(LegAnswered)
        time.sleep(0.2)
        line.leg.hang_up()

    def who_holds(self, line: Line, _: str) -> float:
        """Holds the caller, comes back, and hears them again."""
        line.leg.answer()
        line.until(LegAnswered)
        line.until_tone(400)
        line.leg.hold()
        time.sleep(0.7)
        line.leg.unhold()
        heard_after = line.until_tone(400)
        line.leg.play(self.clips / "700.wav")
        return heard_after

    def who_notices(self, line: Line, _: str) -> float:
        """Tells how long the caller's prompt goes on after the caller stopped it at key 1."""
        line.leg.answer()
        line.until(LegAnswered)
        line.until_tone(400)
        line.leg.send_keys("1")
        return line.until_quiet()

    def who_refers(self, line: Line, where: str) -> None:
        """Tries to make the robot call somewhere else."""
        line.leg.answer()
        line.until(LegAnswered)
        line.leg.transfer(where)

    def who_waits(self, line: Line, _: str) -> float:
        """Answers, and tells how long it took until an operator's 700 Hz was heard."""
        line.leg.answer()
        line.until(LegAnswered)
        return line.until_tone(700)

    def who_stays(self, line: Line, _: str) -> None:
        line.leg.answer()


def run_far_end(
    channel: Connection, clips: Path, identity: Identity, ports: dict[str, int]
) -> None:
    """The process: sends its address, then reports, until the pipe says stop.

    A text sent to it is a URI that it calls, to stay in that call.
    """
    endpoint = SipEndpoint(EndpointConfig(ports=ports))
    endpoint.start()
    far = FarEnd(channel, clips)
    account = SipAccount(endpoint, identity, far.doorman)
    channel.send(endpoint.address(identity.transport))

    def obey() -> None:
        with contextlib.suppress(EOFError):
            while uri := channel.recv():
                endpoint.post(functools.partial(far.dial, account, uri))
        endpoint.stop()

    threading.Thread(target=obey, daemon=True).start()
    endpoint.run()

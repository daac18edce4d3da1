"""People who answer real calls, in a process of their own; what each of them hears is kept.

They are the people of the simulation, each with a telephone that records the other side.
"""

import multiprocessing
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from voicebot.adapters.telephony.account import Invitation
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.conversation.ports import Deliver, Frame, Signal
from voicebot.simulation import scenario
from voicebot.simulation.callee import Callee, CalleeConfig
from voicebot.simulation.diary import read_diaries
from voicebot.simulation.scenario import Part, part_for

SPAWN = multiprocessing.get_context("spawn")
START_S = 30.0


@dataclass(frozen=True, slots=True)
class People:
    """The people, as a test asks after them."""

    folder: Path
    gateway: str

    def heard(self, number: str) -> bytes:
        """All that came to this number's telephone, 8 kHz 16-bit mono; empty: nothing rang."""
        kept = self.folder / f"{number}.pcm"
        return kept.read_bytes() if kept.exists() else b""

    def calls_to(self, number: str) -> int:
        """How often it rang."""
        return sum(self._noted(number, "invited"))

    def hung_up(self, number: str) -> bool:
        """True once a call to it has ended."""
        return any(self._noted(number, "ended"))

    def _noted(self, number: str, what: str) -> list[bool]:
        diary = read_diaries(self.folder)
        return [line["what"] == what for line in diary if line["number"] == number]


class ListeningPeople(Callee):
    """Every one of them keeps what is heard, beside the diary."""

    def __init__(self, config: CalleeConfig) -> None:
        super().__init__(config)
        self._kept = config

    def _answer(self, invitation: Invitation, leg: SipLeg) -> Deliver:
        live = super()._answer(invitation, leg)
        found = part_for(invitation.called, scenario.read(self._kept.scenario))
        name = found[0] if found else "nobody"
        file = (self._kept.diaries / f"{name}.pcm").open("ab", buffering=0)

        def deliver(signal: Signal) -> None:
            if isinstance(signal, Frame):
                file.write(signal.pcm)
            live(signal)

        return deliver


@contextmanager
def people(folder: Path, parts: Mapping[str, Part]) -> Iterator[People]:
    """Somebody at each of these numbers."""
    folder.mkdir()
    scenario.write(parts, folder / "scenario.json")
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(folder, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(START_S), "nobody is at their telephone"
    yield People(folder, str(ours.recv()))
    ours.close()
    process.join(START_S)
    assert process.exitcode == 0


def _serve(folder: Path, pipe: Connection) -> None:
    callee = ListeningPeople(CalleeConfig("people", folder / "scenario.json", folder))
    pipe.send(callee.start())
    threading.Thread(target=_until_closed, args=(pipe, callee), daemon=True).start()
    callee.run()


def _until_closed(pipe: Connection, callee: Callee) -> None:
    try:
        pipe.recv()
    except EOFError:
        callee.stop()

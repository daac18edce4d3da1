"""A conversation just large enough to exercise agents: its log is a file of events."""

import functools
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

from voicebot.adapters.telephony.account import Identity
from voicebot.adapters.telephony.pool import AgentPool
from voicebot.adapters.telephony.wire import AgentConfig, Converse, Tell
from voicebot.contacts.purpose import Purpose
from voicebot.conversation import events
from voicebot.conversation.ports import (
    CallOrder,
    Leg,
    LegAnswered,
    LegEnded,
    LegKey,
    LegRinging,
    LegTransfer,
    Signal,
    SupervisorEnds,
)
from voicebot.dialling.ports import CallLog
from voicebot.errors import BadFlow


class LogFolder:
    """Call logs in a folder; implements `dialling.ports.CallArchive`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, attempt_id: str) -> CallLog:
        file = self.folder / f"{attempt_id}.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        return CallLog(tuple(events.from_json(line) for line in lines), None, None)

    def audio(self, attempt_id: str) -> Path | None:
        return None


def talk(
    folder: Path, tell: Tell, order: CallOrder, leg: Leg, inbox: "SimpleQueue[Signal]"
) -> None:
    """Waits for the end; hangs up after `order.variables["talk_s"]` from the answer."""
    began = time.monotonic()
    with (folder / f"{order.attempt_id}.jsonl").open("a", buffering=1) as file:

        def note(event: events.Event) -> None:
            file.write(events.to_json(event) + "\n")

        while True:
            signal = inbox.get()
            at_s = time.monotonic() - began
            match signal:
                case LegRinging():
                    note(events.Ringing(at_s))
                case LegAnswered():
                    note(events.Answered(at_s))
                    began = time.monotonic()
                    tell(order.attempt_id, f"talking as {order.flow} in {order.language}")
                    if isinstance(wav := order.variables.get("wav"), str):
                        leg.play(Path(wav))
                    if isinstance(extension := order.variables.get("transfer"), str):
                        leg.transfer(extension)
                    if order.flow == "broken":
                        raise ValueError("this flow is broken on purpose")
                case LegTransfer(ok, sip_code):
                    note(events.TransferEnded(at_s, ok, sip_code))
                case LegKey(key):
                    note(events.KeyPressed(at_s, key))
                case SupervisorEnds(user):
                    note(events.EndedBySupervisor(at_s, user))
                    leg.hang_up()
                case LegEnded(cause, by_us):
                    note(events.HungUp(at_s, "robot" if by_us else "callee", cause))
                    return
                case _:
                    talk_s = order.variables.get("talk_s")
                    if isinstance(talk_s, float) and at_s > talk_s:
                        leg.hang_up()


def open_small_talk(folder: Path, tell: Tell) -> Converse:
    """Run in each agent process at its start."""
    return functools.partial(talk, folder, tell)


def open_with_greeting(folder: Path, wav: str, tell: Tell) -> Converse:
    """Plays a WAV to whoever calls in."""

    def converse(order: CallOrder, leg: Leg, inbox: "SimpleQueue[Signal]") -> None:
        greeted = replace(order, variables={"wav": wav} | order.variables)
        talk(folder, tell, greeted, leg, inbox)

    return converse


def cannot_open(tell: Tell) -> Converse:
    """An agent whose flows are broken."""
    raise BadFlow("the flow cannot be read", ("reminder.yaml:3: no such step",))


def coordinate(folder: Path, target: str, channel: Connection) -> None:
    """A coordinator that places one long call and tells its agent's process id."""
    pool = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, folder),
        LogFolder(folder),
        on_state=lambda _, state: channel.send((state, pool.agents[0].pid)),
    )
    with pool:
        pool.place(
            CallOrder("long", "outbound", target, None, "reminder", "en", Purpose.TRANSACTIONAL)
        )

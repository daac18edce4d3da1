"""The telephone network beyond the trunk: processes of people, and calls placed in from outside."""

import itertools
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType

from voicebot.adapters.forking import forked
from voicebot.errors import PbxFailed, VoicebotError
from voicebot.simulation import scenario
from voicebot.simulation.callee import CalleeConfig, CallIn, serve
from voicebot.simulation.diary import read_diaries
from voicebot.simulation.persona import Caller
from voicebot.simulation.scenario import Part

START_S = 20.0
CALLS_A_PROCESS = 2  # the wheel carries 4, and `callee.KEPT_FREE` of them are kept free
STOP_S = 5.0


class Carrier:
    """`lines` calls at once can be answered; use as a context manager."""

    def __init__(self, folder: Path, *, lines: int = 8, bind: str = "127.0.0.1") -> None:
        """`folder` gets the scenario and the diaries."""
        self._folder = folder
        self._scenario = folder / "scenario.json"
        self._bind = bind
        self._wanted = -(-lines // CALLS_A_PROCESS)
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        self._next_caller = itertools.count()
        self.gateways: tuple[str, ...] = ()
        """`host:port` of each process, to be tried in turn where one answers 503."""

    def start(self) -> None:
        """Start the processes. Raises TelephonyError."""
        (self._folder / "diaries").mkdir(parents=True, exist_ok=True)
        if not self._scenario.exists():
            self.set_scene({})
        for index in range(self._wanted):
            self._start_one(f"people{index}")
        self.gateways = tuple(self._address(pipe) for pipe in self._pipes)

    def set_scene(self, parts: Mapping[str, Part]) -> None:
        """Who answers which number, from the next call on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        scenario.write(parts, self._scenario)

    def call_in(
        self, uri: str, caller: Caller, *, number: str | None, language: str, voice: str
    ) -> None:
        """A stranger calls the robot at a `sip:` URI; `number` None hides theirs."""
        order = CallIn(uri, number, caller.name, caller.script, language, voice)
        self._pipes[next(self._next_caller) % len(self._pipes)].send(order)

    def diary(self) -> list[dict[str, object]]:
        """What happened so far, in order of time."""
        return read_diaries(self._folder / "diaries")

    def leave(self) -> None:
        """Ask every process to end, and do not wait."""
        for pipe in self._pipes:
            pipe.close()

    def stop(self) -> None:
        """End every call and process."""
        self.leave()
        for process in self._processes:
            process.join(STOP_S)
            if process.is_alive():
                process.kill()
                process.join()
        self._pipes, self._processes, self.gateways = [], [], ()

    def __enter__(self) -> "Carrier":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start_one(self, name: str) -> None:
        context = forked()
        ours, theirs = context.Pipe()
        config = CalleeConfig(name, self._scenario, self._folder / "diaries", self._bind)
        process = context.Process(target=serve, args=(config, theirs), name=name, daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        self._pipes.append(ours)

    def _address(self, pipe: Connection) -> str:
        answer = _first_word(pipe)
        if isinstance(answer, VoicebotError):
            self.stop()
            raise answer
        if not isinstance(answer, str):
            self.stop()
            raise PbxFailed("the simulated people did not start", "look at the log and try again")
        return answer


def _first_word(pipe: Connection) -> object:
    """What a process says when it has started; None if it died or says nothing."""
    try:
        return pipe.recv() if pipe.poll(START_S) else None
    except EOFError:
        return None

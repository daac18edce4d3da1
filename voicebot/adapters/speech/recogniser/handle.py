"""The coordinator's side of the recogniser: its start, its end, and its coming back."""

import contextlib
import math
import multiprocessing
import shutil
import tempfile
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from voicebot.adapters.reviving import live_again
from voicebot.adapters.speech.recogniser import wire
from voicebot.adapters.speech.recogniser.process import RecogniserConfig, run_recogniser
from voicebot.errors import AgentLost, VoicebotError
from voicebot.settings import Settings

START_PATIENCE_S = 120.0  # loading models may take long on a busy machine
CLOSE_PATIENCE_S = 25.0


class Recogniser:
    """Starts the process and starts it again when it is lost; agents reach it at `address`.

    The socket lies in a folder that only this user can open.
    """

    def __init__(
        self, settings: Settings, languages: tuple[str, ...], log_file: Path | None = None
    ) -> None:
        self._folder = tempfile.mkdtemp(prefix="voicebot-")
        self.address = str(Path(self._folder) / "ears")
        self._config = RecogniserConfig(settings, languages, self.address, log_file)
        self._context = multiprocessing.get_context("spawn")
        self._process: BaseProcess | None = None
        self._problem: VoicebotError | None = None
        self._started = threading.Event()  # ready for the first time, or failed to become so
        self._closing = threading.Event()
        self._lifeline: Connection | None = None
        self.lag_s = math.inf  # how late words are recognised; infinite while nothing is ready
        self._thread = threading.Thread(target=self._live, name="recogniser", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Begin to load; agents may connect meanwhile."""
        self._thread.start()

    def wait(self) -> None:
        """Until it is ready. Raises ModelMissing, ModelCorrupt, AgentLost."""
        if not self._started.wait(START_PATIENCE_S):
            raise AgentLost("the recogniser did not become ready in time", "see its log")
        if self._problem is not None:
            raise self._problem

    def close(self) -> None:
        """End the process, once the agents have left it."""
        self._closing.set()
        self._hang_up()
        self._thread.join(CLOSE_PATIENCE_S)
        if self._thread.is_alive() and self._process is not None:
            self._process.kill()
            self._thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "Recogniser":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _live(self) -> None:
        live_again("the recogniser", self._one_life, self._closing)

    def _one_life(self) -> None:
        self._lifeline, theirs = self._context.Pipe()
        self._process = process = self._context.Process(
            target=run_recogniser,
            args=(self._config, theirs),
            name="voicebot-recogniser",
            daemon=True,
        )
        process.start()
        theirs.close()
        if self._closing.is_set():
            self._hang_up()
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._hear(self._lifeline.recv())
        self.lag_s = math.inf
        process.join()
        if not self._started.is_set():
            happened = f"the recogniser ended with status {process.exitcode}"
            self._problem = self._problem or AgentLost(happened, "see its log")
            self._started.set()

    def _hear(self, message: object) -> None:
        match message:
            case wire.Ready():
                self._problem = None
                self.lag_s = 0.0
                self._started.set()
            case wire.CannotStart(error):
                self._problem = error
            case wire.Lag(seconds):
                self.lag_s = seconds

    def _hang_up(self) -> None:
        if self._lifeline is not None:
            with contextlib.suppress(OSError):
                self._lifeline.send(None)

"""The lines of this process as supervisors reach them: which calls they hold, and how they are.

Calls that another process runs are not held here: they can be watched, and not steered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from voicebot.adapters.telephony.agent_handle import AgentHandle
from voicebot.adapters.telephony.asterisk.handing_over import FIRST_OPERATOR
from voicebot.adapters.telephony.pool import AgentPool
from voicebot.conversation.session import OPERATORS
from voicebot.settings import Settings


@dataclass(frozen=True, slots=True)
class LinesState:
    """How the lines are: `agents` processes, of which so many are ready and registered.

    `behind`: people on the line are heard too late, and no further call begins.
    """

    capacity: int
    held: int
    agents: int
    ready: int
    registered: int
    behind: bool


@dataclass(frozen=True, slots=True)
class Telephone:
    """Where a person can be handed to; `operator` is 0 but for one of the operators."""

    extension: str
    operator: int = 0
    own: bool = False


class Switchboard:
    """Ends calls and hands them over; without lines it holds none."""

    def __init__(self) -> None:
        self._lines: AgentPool | None = None

    @contextmanager
    def joined(self, lines: AgentPool) -> Iterator[None]:
        """These lines are reached through it until the block ends."""
        self._lines = lines
        try:
            yield
        finally:
            self._lines = None

    def holds(self, attempt_id: str) -> bool:
        """True if the call is held here, and so can be steered from here."""
        return self._lines is not None and self._lines.holds(attempt_id)

    def hang_up(self, attempt_id: str, user: str) -> bool:
        """Have the call ended for that supervisor; False if it is not held here."""
        return self._lines is not None and self._lines.hang_up(attempt_id, user)

    def hand_over(self, attempt_id: str, extension: str, user: str) -> bool:
        """Have the call's person handed to an extension; False if the call is not held here."""
        return self._lines is not None and self._lines.transfer(attempt_id, extension, user)

    @property
    def state(self) -> LinesState | None:
        """How the lines are now; None while this process has none."""
        if self._lines is None:
            return None
        agents: list[AgentHandle] = self._lines.agents
        return LinesState(
            capacity=self._lines.capacity,
            held=sum(len(agent.held) for agent in agents),
            agents=len(agents),
            ready=sum(bool(agent.capacity) for agent in agents),
            registered=sum(agent.registered for agent in agents),
            behind=self._lines.behind,
        )


def telephones(settings: Settings, user: str) -> list[Telephone]:
    """Where that supervisor may have a call handed to: their own telephone first."""
    if settings.pbx == "direct":
        return []
    own = settings.supervisor_telephones.get(user)
    operators = range(settings.pbx_operators)
    return [
        *([Telephone(own, own=True)] if own else []),
        *([Telephone(OPERATORS)] if operators else []),
        *(Telephone(str(FIRST_OPERATOR + index), index + 1) for index in operators),
    ]

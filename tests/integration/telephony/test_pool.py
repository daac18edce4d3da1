"""Lines from real agent processes, called over real SIP."""

import functools
import math
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.telephony.conftest import SPAWN, Far
from tests.integration.telephony.far_end import Line
from tests.integration.telephony.small_talk import (
    LogFolder,
    cannot_open,
    coordinate,
    open_small_talk,
)
from voicebot.adapters.telephony.account import Identity
from voicebot.adapters.telephony.admission import Admission
from voicebot.adapters.telephony.endpoint import EndpointConfig
from voicebot.adapters.telephony.pool import AgentPool
from voicebot.adapters.telephony.wire import AgentConfig
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.events import (
    Answered,
    EndedBySupervisor,
    Event,
    Failed,
    HungUp,
    KeyPressed,
)
from voicebot.conversation.network import NetworkResult
from voicebot.conversation.ports import CallOrder, LegAnswered, LegEnded
from voicebot.dialling.ports import CallLog
from voicebot.errors import BadFlow, PortTaken, RegistrationFailed, TelephonyError

pytestmark = pytest.mark.sip


def order_for(target: str, talk_s: float = 0.3, flow: str = "reminder") -> CallOrder:
    return CallOrder(
        attempt_id=str(uuid.uuid4()),
        direction="outbound",
        target=target,
        number=None,
        flow=flow,
        language="en",
        purpose=Purpose.APPOINTMENT_REMINDER,
        variables={"talk_s": talk_s},
    )


def kinds(log: CallLog) -> list[type[Event]]:
    return [type(event) for event in log.events]


def lives(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(what: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


@dataclass
class Seen:
    """What the pool told."""

    states: list[tuple[str, str]] = field(default_factory=list)
    begun: list[CallOrder] = field(default_factory=list)
    ended: list[tuple[CallOrder, CallLog]] = field(default_factory=list)

    def of(self, attempt_id: str) -> list[str]:
        return [state for who, state in self.states if who == attempt_id]


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


@pytest.fixture(scope="module")
def pool(far: Far, seen: Seen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentPool]:
    """Two agents in direct mode, whose only gateway is the far end."""
    folder = tmp_path_factory.mktemp("calls")
    configs = [
        AgentConfig(
            index,
            Identity("robot"),
            gateways=(far.address,),
            incoming={"+12025550100": "opt_out_line:ru"},
            log_file=folder / f"agent-{index}.log",
        )
        for index in range(2)
    ]
    pool = AgentPool(
        configs,
        functools.partial(open_small_talk, folder),
        LogFolder(folder),
        on_state=lambda *state: seen.states.append(state),
        on_incoming_begun=seen.begun.append,
        on_incoming_ended=lambda *ended: seen.ended.append(ended),
    )
    with pool:
        yield pool


def test_a_placed_call_returns_its_log_when_it_is_over(pool: AgentPool, far: Far) -> None:
    log = pool.place(order_for(far.uri("presses-9")))
    assert kinds(log)[0] is Answered
    assert KeyPressed in kinds(log)
    last = log.events[-1]
    assert isinstance(last, HungUp)
    assert (last.by, last.cause.result) == ("robot", NetworkResult.ANSWERED)


def test_a_number_is_dialled_at_the_gateway(pool: AgentPool, far: Far) -> None:
    log = pool.place(order_for("rejects-607"))
    last = log.events[-1]
    assert isinstance(last, HungUp)
    assert last.cause.result is NetworkResult.UNWANTED


def test_the_live_states_of_a_call_are_told_in_order(pool: AgentPool, far: Far, seen: Seen) -> None:
    order = order_for(far.uri("speaks-pool"))
    pool.place(order)
    states = seen.of(order.attempt_id)
    assert states == ["ringing", "answered", "talking as reminder in en", "ended"]


def test_calls_are_spread_over_the_agents(pool: AgentPool, far: Far) -> None:
    calls = 6
    assert pool.capacity >= calls
    with ThreadPoolExecutor(calls) as lines:
        placed = [lines.submit(pool.place, order_for(far.uri("stays"), 1.5)) for _ in range(4)]
        wait_until(lambda: sum(len(agent.held) for agent in pool.agents) == 4)
        assert sorted(len(agent.held) for agent in pool.agents) == [2, 2]
        assert all(HungUp in kinds(call.result()) for call in placed)


def test_a_conversation_that_breaks_ends_only_its_call_and_is_logged_as_failed(
    pool: AgentPool, far: Far
) -> None:
    log = pool.place(order_for(far.uri("stays"), flow="broken"))
    last = log.events[-1]
    assert isinstance(last, Failed)
    assert "ValueError" in last.what
    assert HungUp in kinds(pool.place(order_for(far.uri("stays"))))


def test_a_stranger_calls_in_and_reaches_the_flow_of_the_called_number(
    pool: AgentPool, call: Callable[..., Line], seen: Seen
) -> None:
    line = call(f"sip:+12025550100@{pool.agents[0].addresses['udp']}")
    line.until(LegAnswered)
    wait_until(lambda: bool(seen.begun))
    order = seen.begun[-1]
    assert (order.direction, order.flow, order.language) == ("inbound", "opt_out_line", "ru")
    assert order.number is None  # the caller named no number
    line.leg.hang_up()
    line.until(LegEnded)
    wait_until(lambda: bool(seen.ended))
    assert seen.ended[-1][0] == order
    assert isinstance(seen.ended[-1][1].events[-1], HungUp)


def test_a_full_agent_answers_busy(tmp_path: Path, call: Callable[..., Line], far: Far) -> None:
    pool = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, tmp_path),
        LogFolder(tmp_path),
    )
    with pool, ThreadPoolExecutor(64) as threads:
        agent = pool.agents[0]
        outbound = agent.capacity - 2
        orders = [order_for(far.uri("stays"), 30.0) for _ in range(outbound)]
        placed = [threads.submit(pool.place, order) for order in orders]
        for line in [call(f"sip:x@{agent.addresses['udp']}") for _ in range(2)]:
            line.until(LegAnswered)
        wait_until(lambda: agent.free == 0)
        ended = call(f"sip:x@{agent.addresses['udp']}").until(LegEnded)
        assert isinstance(ended, LegEnded)
        assert ended.cause.result is NetworkResult.BUSY
        pool.hang_up_all()
        assert all(HungUp in kinds(log.result()) for log in placed)


def test_a_call_that_a_supervisor_ends_before_it_is_placed_is_ended(
    pool: AgentPool, far: Far
) -> None:
    order = order_for(far.uri("stays"), 30.0)
    with ThreadPoolExecutor(1) as threads:
        placed = threads.submit(pool.place, order)
        until = time.monotonic() + 20
        while not pool.hang_up(order.attempt_id, "ann") and time.monotonic() < until:
            pass  # without a pause: the wish comes right behind the order
        log = placed.result(20)
    assert EndedBySupervisor in kinds(log)
    assert isinstance(log.events[-1], HungUp)


def test_an_agent_is_not_silent_while_we_work_on_its_message(
    tmp_path: Path, call: Callable[..., Line]
) -> None:
    settled = threading.Event()

    def settle(*_: object) -> None:
        time.sleep(4.0)
        settled.set()

    slow = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, tmp_path),
        LogFolder(tmp_path),
        on_incoming_ended=settle,
        silent_s=2.5,
    )
    with slow:
        (agent,) = slow.agents
        before = agent.pid
        line = call(f"sip:x@{agent.addresses['udp']}")
        line.until(LegAnswered)
        line.leg.hang_up()
        assert settled.wait(20)
        call(f"sip:x@{agent.addresses['udp']}").until(LegAnswered)
        assert agent.pid == before


def test_a_killed_agent_ends_only_its_calls_and_comes_back(pool: AgentPool, far: Far) -> None:
    with ThreadPoolExecutor(2) as threads:
        orders = [order_for(far.uri("stays"), 30.0) for _ in range(2)]
        logs = [threads.submit(pool.place, order) for order in orders]
        wait_until(lambda: [len(agent.held) for agent in pool.agents] == [1, 1])
        wait_until(lambda: all(pool._archive.read(o.attempt_id).events for o in orders))
        victim, other = pool.agents
        lost, living = (0, 1) if orders[0].attempt_id in victim.held else (1, 0)
        old = victim.pid
        assert old is not None
        os.kill(old, signal.SIGKILL)
        last = logs[lost].result(20).events[-1]
        assert isinstance(last, Failed)
        assert not logs[living].done()
        wait_until(lambda: victim.capacity > 0)
        assert victim.pid != old
        other.hang_up_all()
        assert HungUp in kinds(logs[living].result(20))
    with ThreadPoolExecutor(2) as threads:
        again = [threads.submit(pool.place, order_for(far.uri("stays"), 0.5)) for _ in range(2)]
        wait_until(lambda: len(victim.held) == 1)
        assert all(HungUp in kinds(log.result()) for log in again)


def test_an_agent_that_hangs_is_killed_and_comes_back(tmp_path: Path, far: Far) -> None:
    pool = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, tmp_path),
        LogFolder(tmp_path),
        silent_s=3.0,
    )
    with pool, ThreadPoolExecutor(1) as threads:
        agent = pool.agents[0]
        log = threads.submit(pool.place, order_for(far.uri("stays"), 60.0))
        wait_until(lambda: bool(agent.held))
        assert agent.pid
        os.kill(agent.pid, signal.SIGSTOP)
        assert isinstance(log.result(30).events[-1], Failed)
        wait_until(lambda: agent.capacity > 0)


def test_agents_end_their_calls_when_their_coordinator_is_killed(tmp_path: Path, far: Far) -> None:
    ours, theirs = SPAWN.Pipe()
    args = (tmp_path, far.uri("stays-orphaned"), theirs)
    coordinator = SPAWN.Process(target=coordinate, args=args)
    coordinator.start()
    theirs.close()
    while True:
        state, agent = ours.recv()
        if state == "answered":
            break
    coordinator.kill()
    coordinator.join()
    _, last = far.report("stays-orphaned")
    assert isinstance(last, LegEnded)
    assert not last.by_us
    wait_until(lambda: not lives(agent))
    events = LogFolder(tmp_path).read("long").events
    assert isinstance(events[-1], HungUp)


def test_a_call_waits_for_a_free_line(tmp_path: Path, far: Far) -> None:
    pool = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, tmp_path),
        LogFolder(tmp_path),
    )
    with pool, ThreadPoolExecutor(10) as threads:
        calls = pool.capacity + 1
        orders = [order_for(far.uri("rejects-486")) for _ in range(calls)]
        logs = list(threads.map(pool.place, orders))
        assert all(isinstance(log.events[-1], HungUp) for log in logs)
    assert not any(lives(agent.pid) for agent in pool.agents)


def test_a_line_that_is_kept_for_one_call_is_given_to_no_other(tmp_path: Path, far: Far) -> None:
    pool = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, tmp_path),
        LogFolder(tmp_path),
    )
    decided = threading.Event()

    def keep_one(_: int) -> CallLog:
        with pool.kept_line():
            decided.wait(20)
            return pool.place(order_for(far.uri("rejects-486")))

    with pool, ThreadPoolExecutor(10) as threads:
        others = threads.map(keep_one, range(pool.capacity))
        wait_until(lambda: pool.kept == pool.capacity)
        order = order_for(far.uri("rejects-486"))
        without = threads.submit(pool.place, order)
        time.sleep(0.5)
        assert not without.done()
        assert kinds(LogFolder(tmp_path).read(order.attempt_id)) == []
        decided.set()
        assert all(kinds(log)[-1] is HungUp for log in (*others, without.result(20)))
        assert pool.kept == 0


def test_where_nothing_can_recognise_words_no_call_is_placed(
    tmp_path: Path, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicebot.adapters.telephony.pool.NO_AGENT_PATIENCE_S", 0.5)
    deaf = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, tmp_path),
        LogFolder(tmp_path),
        admission=Admission(lambda: math.inf),
    )
    with deaf:
        assert kinds(deaf.place(order_for(far.uri("stays")))) == [Failed]
        with pytest.raises(TelephonyError, match="nothing recognises"), deaf.kept_line():
            raise AssertionError("a line was given")


def test_closing_the_pool_ends_calls_in_order_and_leaves_no_process(
    tmp_path: Path, far: Far
) -> None:
    pool = AgentPool(
        [AgentConfig(0, Identity("robot"))],
        functools.partial(open_small_talk, tmp_path),
        LogFolder(tmp_path),
    )
    results: list[CallLog] = []
    order = order_for(far.uri("stays"), 30.0)
    with pool:
        thread = threading.Thread(target=lambda: results.append(pool.place(order)))
        thread.start()
        wait_until(lambda: Answered in kinds(LogFolder(tmp_path).read(order.attempt_id)))
        pid = pool.agents[0].pid
    thread.join(20)
    (end,) = [event for event in results[0].events if isinstance(event, HungUp)]
    assert end.by == "robot"
    assert pid is not None
    assert not lives(pid)
    assert pool.agents[0].exit_status == 0
    refused = pool.place(order_for(far.uri("stays")))
    assert kinds(refused) == [Failed]


@pytest.mark.parametrize(
    ("transport", "kind"), [("udp", socket.SOCK_DGRAM), ("tcp", socket.SOCK_STREAM)]
)
def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path, transport: str, kind: int) -> None:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if transport == "tcp":
            taken.listen()
        port = taken.getsockname()[1]
        endpoint = EndpointConfig(ports={transport: port})
        config = AgentConfig(0, Identity("robot", transport=transport), endpoint)
        opening = functools.partial(open_small_talk, tmp_path)
        with pytest.raises(PortTaken, match=f"port {port}"):
            AgentPool([config], opening, LogFolder(tmp_path)).start()


def test_logs_hold_no_number_at_the_normal_level(
    tmp_path: Path, far: Far, call: Callable[..., Line]
) -> None:
    config = AgentConfig(
        0,
        Identity("robot"),
        EndpointConfig(log_file=tmp_path / "sip.log"),
        gateways=("127.0.0.1:9", far.address),
        log_file=tmp_path / "agent.log",
    )
    with AgentPool(
        [config], functools.partial(open_small_talk, tmp_path), LogFolder(tmp_path)
    ) as pool:
        pool.place(order_for("+12025550112"))
        pool.place(order_for("sip:+12025550112@127.0.0.1:bad"))
        call(f"sip:+12025550112@{pool.agents[0].addresses['udp']}").until(LegAnswered)
    logs = (tmp_path / "sip.log").read_text() + (tmp_path / "agent.log").read_text()
    assert "INVITE could not be sent" in logs  # something went wrong, and was logged
    assert "2025550112" not in logs


def test_an_absent_asterisk_is_said_in_one_sentence(tmp_path: Path) -> None:
    config = AgentConfig(0, Identity("robot", "127.0.0.1:9", "secret"))
    opening = functools.partial(open_small_talk, tmp_path)
    with pytest.raises(RegistrationFailed, match="no Asterisk answers") as caught:
        AgentPool([config], opening, LogFolder(tmp_path)).start()
    assert "secret" not in str(caught.value)


def test_an_agent_that_cannot_open_its_flows_says_why(tmp_path: Path) -> None:
    config = AgentConfig(0, Identity("robot"))
    with pytest.raises(BadFlow) as caught:
        AgentPool([config], cannot_open, LogFolder(tmp_path)).start()
    assert caught.value.problems == ("reminder.yaml:3: no such step",)

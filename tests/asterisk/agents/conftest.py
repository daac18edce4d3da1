"""Agent processes behind a real Asterisk, whose carrier is the far end."""

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.asterisk.conftest import settings_for
from tests.integration.telephony.conftest import Far, Robot, clips, far, robot
from tests.integration.telephony.small_talk import LogFolder, open_with_greeting
from voicebot.adapters.telephony.account import Identity
from voicebot.adapters.telephony.asterisk import Pbx
from voicebot.adapters.telephony.endpoint import EndpointConfig
from voicebot.adapters.telephony.pool import AgentPool
from voicebot.adapters.telephony.wire import AgentConfig
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.ports import CallLog

__all__ = ["Robot", "clips", "far", "robot"]


@dataclass
class Exchange:
    """An Asterisk whose only gateway is the far end, and agents for it."""

    pbx: Pbx
    folder: Path
    clips: Path
    srtp: bool = False
    incoming: list[tuple[CallOrder, CallLog]] = field(default_factory=list)

    def agents(
        self, transport: str = "udp", password: str | None = None
    ) -> AbstractContextManager[AgentPool]:
        """One agent registered over that transport."""
        account = self.pbx.credentials(0)
        port = account.tls_port if transport == "tls" else account.sip_port
        identity = Identity(
            account.username,
            f"{account.host}:{port}",
            account.password if password is None else password,
            transport,
            self.srtp,
        )
        endpoint = EndpointConfig(ports={transport: 0}, trusted=account.tls_ca)
        config = AgentConfig(0, identity, endpoint, log_file=self.folder / "agent.log")
        opening = functools.partial(open_with_greeting, self.folder, str(self.clips / "400.wav"))
        return AgentPool(
            [config],
            opening,
            LogFolder(self.folder),
            on_incoming_ended=lambda order, log: self.incoming.append((order, log)),
        )


ExchangeMaker = Callable[..., AbstractContextManager[Exchange]]


@pytest.fixture(scope="session")
def open_exchange(far: Far, clips: Path, tmp_path_factory: pytest.TempPathFactory) -> ExchangeMaker:
    """Starts an Asterisk of its own."""

    @contextmanager
    def opened(**changes: object) -> Iterator[Exchange]:
        home = tmp_path_factory.mktemp("exchange")
        pbx = Pbx(settings_for(home, agents=1, pbx_gateways=(far.address,), **changes))
        pbx.up()
        try:
            yield Exchange(pbx, home, clips, srtp=bool(changes.get("srtp")))
        finally:
            pbx.down()

    return opened


@pytest.fixture(scope="session")
def exchange(open_exchange: ExchangeMaker) -> Iterator[Exchange]:
    """One Asterisk for all tests that leave it as it is."""
    with open_exchange() as exchange:
        yield exchange

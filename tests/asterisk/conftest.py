"""A real Asterisk for tests: unpacked once into the repository's `var/`, one running a session.

`asterisk` is a running one with two gateways that are `Telephone`s of the test session;
`fresh_settings` makes settings for a further installation in a folder of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.asterisk.plain_sip import Answer, Message, Telephone
from voicebot.adapters.telephony.asterisk import Pbx, SipAccount
from voicebot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ROOTFS = ROOT / "var" / "asterisk" / "rootfs"

SUPERVISOR = "+15550500777"  # who takes calls over with a telephone of their own
SettingsMaker = Callable[..., Settings]


def settings_for(home: Path, **changes: object) -> Settings:
    """Settings of an installation in `home`, served by the shared unpacked packages."""
    shared: dict[str, object] = {
        "home": home,
        "pbx": "embedded",
        "pbx_rootfs": str(ROOTFS),
        "asterisk_config": ROOT / "asterisk-config",
    }
    return Settings.load(**(shared | changes))


@dataclass(slots=True)
class Carrier:
    """Two gateways; `script` says what both answer to a number, `second` what gateway 2 does."""

    gateways: tuple[Telephone, Telephone]
    script: dict[str, tuple[Answer, ...]]
    per_port: dict[int, tuple[Answer, ...]]

    @property
    def invited(self) -> list[str]:
        """Every number that reached either gateway."""
        return [number for gateway in self.gateways for number in gateway.invited]


@dataclass(frozen=True, slots=True)
class RunningAsterisk:
    """A running Asterisk and its surroundings."""

    pbx: Pbx
    settings: Settings
    address: tuple[str, int]
    carrier: Carrier

    def robot(self, index: int = 0) -> SipAccount:
        """The account of an agent."""
        return self.pbx.credentials(index)


@pytest.fixture(scope="session")
def asterisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAsterisk]:
    script: dict[str, tuple[Answer, ...]] = {}
    per_port: dict[int, tuple[Answer, ...]] = {}

    def answers(invite: Message, gateway: int) -> tuple[Answer, ...]:
        return per_port.get(gateway) or script.get(invite.user, (Answer(180), Answer(486)))

    here = ("127.0.0.1", 9)
    first = Telephone(here, lambda invite: answers(invite, 1))
    second = Telephone(here, lambda invite: answers(invite, 2))
    home = tmp_path_factory.mktemp("asterisk")
    settings = settings_for(
        home,
        supervisor_telephones={"a.supervisor": SUPERVISOR},
        agents=3,
        pbx_gateways=(f"127.0.0.1:{first.port}", f"127.0.0.1:{second.port}"),
        pbx_prefixes=("+1", "+44"),
        pbx_incoming={"+12025550177": "delivery_notice:ru"},
        pbx_calls_per_second=50,
        pbx_max_calls=6,
    )
    pbx = Pbx(settings)
    pbx.up()
    account = pbx.credentials(0)
    address = (account.host, account.sip_port)
    for gateway in (first, second):
        gateway._server = address
    try:
        yield RunningAsterisk(pbx, settings, address, Carrier((first, second), script, per_port))
    finally:
        pbx.down()
        first.close()
        second.close()


@pytest.fixture
def fresh_settings(tmp_path: Path) -> Iterator[SettingsMaker]:
    """Make settings of further installations; whatever still runs in them is stopped after."""
    made: list[Settings] = []

    def make(name: str = "home", **changes: object) -> Settings:
        made.append(settings_for(tmp_path / name, **changes))
        return made[-1]

    yield make
    for settings in made:
        Pbx(settings).down()

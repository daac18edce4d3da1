"""Agent processes on the telephone network: through our Asterisk, or straight to the gateways."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from voicebot.adapters.forking import lay_ground
from voicebot.adapters.speech.recogniser.handle import Recogniser
from voicebot.adapters.telephony.account import Identity
from voicebot.adapters.telephony.admission import Admission
from voicebot.adapters.telephony.asterisk.pbx import Pbx
from voicebot.adapters.telephony.endpoint import EndpointConfig
from voicebot.adapters.telephony.pool import AgentPool
from voicebot.adapters.telephony.wire import AgentConfig
from voicebot.bootstrap.conversations import Opening
from voicebot.bootstrap.office import Office
from voicebot.conversation.flow import load_flows
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.ports import CallLog
from voicebot.outcomes.record import CallRecord
from voicebot.settings import Settings


def _ignore(*_: object) -> None:
    """Nobody asked."""


def recogniser(settings: Settings) -> Recogniser:
    """Recognition for every agent of this installation; a context manager that starts and ends it.

    It loads while the agents start.
    """
    lay_ground()
    flows = load_flows(settings.dialplans).values()
    languages = sorted({language for flow in flows for language in flow.languages})
    return Recogniser(settings, tuple(languages), _logs(settings) / "recogniser.log")


@contextmanager
def lines(
    office: Office,
    *,
    ears: Recogniser | None = None,
    on_state: Callable[[str, str], None] = _ignore,
    on_incoming: Callable[[CallRecord], None] = _ignore,
) -> Iterator[AgentPool]:
    """The agents of this installation, ready to call and be called; ended on leaving.

    `ears` is a recogniser that was started; without it one is started here. Calls that an earlier
    process did not live to settle are settled first.
    """
    settings = office.settings
    office.require_hearing()
    office.settling().recover()
    configs = _direct(settings) if settings.pbx == "direct" else _registered(settings)
    inbound = office.inbound()

    def ended(order: CallOrder, log: CallLog) -> None:
        on_incoming(inbound.ended(order, log))

    lay_ground()
    with ExitStack() as opened:
        ears = ears or opened.enter_context(recogniser(settings))
        pool = AgentPool(
            configs,
            Opening(settings, ears.address),
            office.storage.archive,
            on_state=on_state,
            on_incoming_begun=inbound.begun,
            on_incoming_ended=ended,
            admission=Admission(lambda: ears.lag_s),
        )
        opened.enter_context(pool)
        ears.wait()
        yield pool


def _registered(settings: Settings) -> list[AgentConfig]:
    """One agent for each robot account of our Asterisk, which is started if it does not run."""
    pbx = Pbx(settings)
    pbx.up()
    configs = []
    for index in range(settings.agents):
        account = pbx.credentials(index)
        port = account.tls_port if settings.sip_transport == "tls" else account.sip_port
        identity = Identity(
            account.username,
            f"{account.host}:{port}",
            account.password,
            settings.sip_transport,
            settings.srtp,
        )
        endpoint = EndpointConfig(
            bind=settings.pbx_bind if settings.pbx_bind != "0.0.0.0" else "127.0.0.1",
            ports={settings.sip_transport: 0},
            trusted=account.tls_ca if settings.sip_transport == "tls" else None,
        )
        configs.append(_agent(settings, index, identity, endpoint))
    return configs


def _direct(settings: Settings) -> list[AgentConfig]:
    """Agents that need no Asterisk."""
    endpoint = EndpointConfig(bind=settings.pbx_bind, ports={"udp": 0})
    return [
        _agent(settings, index, Identity("voicebot"), endpoint) for index in range(settings.agents)
    ]


def _agent(
    settings: Settings, index: int, identity: Identity, endpoint: EndpointConfig
) -> AgentConfig:
    return AgentConfig(
        index=index,
        identity=identity,
        endpoint=endpoint,
        gateways=settings.pbx_gateways,
        prefixes=settings.pbx_prefixes,
        incoming=settings.pbx_incoming,
        ring_timeout_s=settings.ring_timeout_s,
        max_call_s=settings.max_call_s,
        log_file=_logs(settings) / f"agent{index + 1}.log",
    )


def _logs(settings: Settings) -> Path:
    folder = settings.home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""How pjsip is set up for one process: no sound card, 8 kHz, low delay, G.711 only."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pjsua2 as pj

from voicebot.conversation.ports import FRAME_MS, RATE_HZ
from voicebot.errors import PortTaken

ALREADY_IN_USE = (120098, 120048, 130048)  # EADDRINUSE as pjlib codes it on Linux, macOS, Windows

TRANSPORTS: dict[str, int] = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}

# Jitter buffer, ms: starts at one frame, and grows only where the network needs it.
JITTER_START_MS, JITTER_GROWS_TO_MS, JITTER_HOLDS_MS = 20, 100, 400

CODECS = {"PCMU/8000/1": 255, "PCMA/8000/1": 254}  # the others are switched off


@dataclass(frozen=True, slots=True)
class EndpointConfig:
    """One process's SIP side. Port 0 takes a free one; `ports` maps "udp", "tcp", "tls" to it."""

    bind: str = "127.0.0.1"
    ports: dict[str, int] = field(default_factory=lambda: {"udp": 0})
    calls: int = 1000  # asked for; the library's own limit wins
    log_file: Path | None = None
    log_level: int = 2  # 1 errors, 2 warnings; from 3 on, numbers and names appear
    user_agent: str = "voicebot"
    certificate: Path | None = None  # PEM, for TLS where others connect to us
    private_key: Path | None = None
    trusted: Path | None = None  # PEM; the server's certificate must be signed by one of these


def settings_for(config: EndpointConfig) -> Any:
    """pjsua2's own settings; events are handled only where the endpoint's thread asks for them."""
    c = pj.EpConfig()
    c.uaConfig.maxCalls = config.calls
    c.uaConfig.threadCnt = 0
    c.uaConfig.mainThreadOnly = True
    c.uaConfig.userAgent = config.user_agent
    c.logConfig.level = config.log_level if config.log_file else 0
    c.logConfig.consoleLevel = c.logConfig.msgLogging = 0
    if config.log_file:
        c.logConfig.filename = str(config.log_file)
    media = c.medConfig
    media.clockRate = media.sndClockRate = RATE_HZ
    media.audioFramePtime = media.ptime = FRAME_MS
    media.noVad = True
    media.ecTailLen = 0
    media.jbInit = media.jbMinPre = JITTER_START_MS
    media.jbMaxPre, media.jbMax = JITTER_GROWS_TO_MS, JITTER_HOLDS_MS
    return c


def open_transport(endpoint: Any, config: EndpointConfig, name: str) -> int:
    """Listen on "udp", "tcp" or "tls"; returns the transport's id. Raises PortTaken, pj.Error."""
    c = pj.TransportConfig()
    c.port, c.boundAddress = config.ports[name], config.bind
    if name == "tls":
        _secure(c.tlsConfig, config)
    try:
        return int(endpoint.transportCreate(TRANSPORTS[name], c))
    except pj.Error as error:
        if error.status not in ALREADY_IN_USE:
            raise
        raise PortTaken(
            f"the {name.upper()} port {config.ports[name]} on {config.bind} is taken",
            "stop the other program or set another port",
        ) from error


def choose_codecs(endpoint: Any) -> None:
    """G.711 first and alone."""
    for codec in endpoint.codecEnum2():
        endpoint.codecSetPriority(codec.codecId, CODECS.get(codec.codecId, 0))


def free(thing: Any) -> None:
    """End a pjsua2 object here and now, whoever still holds it; it must not be used afterwards.

    Left to Python, one in a cycle of references is freed in any thread, and later: by then another
    one may have its number and would be ended in its place.
    """
    thing.__swig_destroy__(thing)
    thing.this = None


def _secure(tls: Any, config: EndpointConfig) -> None:
    tls.method = pj.PJSIP_TLSV1_2_METHOD
    if config.certificate and config.private_key:
        tls.certFile = str(config.certificate)
        tls.privKeyFile = str(config.private_key)
    if config.trusted:
        tls.CaListFile = str(config.trusted)
        tls.verifyServer = True

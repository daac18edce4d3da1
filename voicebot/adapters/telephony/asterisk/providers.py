"""Which of the ways to serve Asterisk works here: installed, embedded, docker, in that order."""

import json
from pathlib import Path

from voicebot.adapters.telephony.asterisk.compose import compose_server, container_server
from voicebot.adapters.telephony.asterisk.embedded import (
    can_embed,
    embedded_server,
)
from voicebot.adapters.telephony.asterisk.installed import OLDEST_VERSION, installed_server
from voicebot.adapters.telephony.asterisk.local_server import LocalServer
from voicebot.adapters.telephony.asterisk.places import Places
from voicebot.adapters.telephony.asterisk.server import Server
from voicebot.errors import PbxAbsent, TelephonyError
from voicebot.settings import Settings

REMEDY = f"install Asterisk {OLDEST_VERSION} or newer or Docker with compose, or use --pbx direct"


def choose_server(settings: Settings, places: Places) -> Server:
    """The provider of the settings, or the first that works. Raises PbxAbsent and its kin."""
    if settings.pbx == "direct":
        raise PbxAbsent("the setting pbx is `direct`, which uses no Asterisk", "set it to auto")
    if settings.pbx == "auto":
        return _first_that_works(settings, places)
    server = _one(settings.pbx, settings, places)
    if server is None:
        raise PbxAbsent(f"no {settings.pbx} Asterisk can be used on this machine", REMEDY)
    return server


def remember(server: Server, places: Places) -> None:
    """Write down who serves, so that it is found again whatever the settings say by then."""
    note = {"provider": server.provider}
    if isinstance(server, LocalServer):
        note |= {"modules": str(server.modules), "data": str(server.data)}
        note |= {"command": json.dumps(server.command)}
    _note(places).write_text(json.dumps(note))


def running_server(settings: Settings, places: Places) -> Server | None:
    """The Asterisk of this installation that runs now, whoever serves it; fetches nothing."""
    if not _note(places).exists():
        return None
    note = json.loads(_note(places).read_text())
    server: Server
    if note["provider"] == "docker":
        server = container_server(settings, places)
    else:
        command = tuple(json.loads(note["command"]))
        modules, data = Path(note["modules"]), Path(note["data"])
        server = LocalServer(note["provider"], command, modules, data, places)
    return server if server.alive() else None


def _note(places: Places) -> Path:
    return places.root / "served.json"


def _first_that_works(settings: Settings, places: Places) -> Server:
    why_not: TelephonyError | None = None
    installed = installed_server(places)
    if installed is not None:
        return installed
    if can_embed():
        try:
            return embedded_server(settings, places)
        except TelephonyError as error:
            why_not = error
    docker = compose_server(settings, places)
    if docker is not None:
        return docker
    raise why_not or PbxAbsent("no Asterisk can be served on this machine", REMEDY)


def _one(provider: str, settings: Settings, places: Places) -> Server | None:
    if provider == "installed":
        return installed_server(places)
    if provider == "embedded":
        return embedded_server(settings, places)
    return compose_server(settings, places)

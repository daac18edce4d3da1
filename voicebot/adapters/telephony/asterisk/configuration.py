"""Fills in the templates of asterisk-config/ for one installation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voicebot.adapters.telephony.asterisk.accounts import operator_name, robot_name, write_private
from voicebot.adapters.telephony.asterisk.gateways import gateway_sections, gateways_of
from voicebot.adapters.telephony.asterisk.handing_over import each_operator, supervisor_numbers
from voicebot.adapters.telephony.asterisk.numbers import incoming_numbers, outside_numbers
from voicebot.adapters.telephony.asterisk.places import Places
from voicebot.adapters.telephony.asterisk.ports import Ports
from voicebot.errors import BadSettings
from voicebot.settings import Settings

_PLACEHOLDER = re.compile(r"<<([a-z_]+)>>")

# Files a running Asterisk takes over without ending calls; any other needs a new start.
RELOADABLE = frozenset(
    {
        "pjsip_accounts.conf",
        "pjsip_trunk.conf",
        "extensions.conf",
        "extensions_numbers.conf",
        "queues.conf",
    }
)
# A backstop behind the robot's own limits, which end a call first.
RING_GRACE_S = 30
TALK_GRACE_S = 60
ANY_ADDRESS = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the Asterisk that will run finds things, in its own view of the file system."""

    modules: Path
    data: Path
    places: Places


def placeholder_values(
    settings: Settings, ports: Ports, passwords: Mapping[str, str], layout: Layout
) -> dict[str, str]:
    """What each placeholder stands for. Raises BadSettings."""
    gateways = gateways_of(settings)
    longest_ring = round(settings.ring_timeout_s) + RING_GRACE_S
    anywhere = settings.pbx_bind in ANY_ADDRESS
    return {
        **_folders(layout),
        "bind": f"[{settings.pbx_bind}]" if ":" in settings.pbx_bind else settings.pbx_bind,
        "sip_port": str(ports.sip),
        "tls_port": str(ports.tls),
        "rtp_first": str(ports.rtp_first),
        "rtp_last": str(ports.rtp_last),
        "media_address": "" if anywhere else settings.pbx_bind,
        "bind_audio": "no" if anywhere else "yes",
        "media_encryption": "sdes" if settings.srtp else "no",
        "accounts": account_sections(settings, passwords),
        "gateways": gateway_sections(gateways),
        "gateway_count": str(len(gateways)),
        "robots": str(settings.agents),
        "operator_members": "\n".join(
            f"member => PJSIP/{operator_name(index)}" for index in range(settings.pbx_operators)
        ),
        **each_operator(settings.pbx_operators),
        "supervisor_numbers": supervisor_numbers(settings),
        "outside_numbers": outside_numbers(settings),
        "incoming_numbers": incoming_numbers(settings),
        "caller_id": settings.callback_number,
        "max_calls": str(settings.pbx_max_calls),
        "max_channels": str(settings.pbx_max_calls * 6 + 20),
        "calls_per_second": str(settings.pbx_calls_per_second),
        "longest_ring": str(longest_ring),
        "longest_call": str(longest_ring + round(settings.max_call_s) + TALK_GRACE_S),
    }


def account_sections(settings: Settings, passwords: Mapping[str, str]) -> str:
    """The sections of pjsip_accounts.conf."""
    robots = [("robot", robot_name(index)) for index in range(settings.agents)]
    people = [("operator", operator_name(index)) for index in range(settings.pbx_operators)]
    return "\n".join(_account(kind, name, passwords[name]) for kind, name in robots + people)


def write_configuration(templates: Path, places: Places, values: Mapping[str, str]) -> set[str]:
    """Render every template into `places.etc`; returns the names of files that changed.

    Raises BadSettings when the folder of templates is not one.
    """
    sources = sorted(templates.glob("*.conf"))
    if not sources:
        raise BadSettings(
            f"no Asterisk configuration is in {templates}", "set asterisk_config to that folder"
        )
    rendered = {source.name: fill_in(source.read_text(), values) for source in sources}
    changed = {name for name, text in rendered.items() if _differs(places.etc / name, text)}
    for name in changed:
        write_private(places.etc / name, rendered[name])
    for stale in set(places.etc.glob("*.conf")) - {places.etc / name for name in rendered}:
        stale.unlink()
    return changed


def fill_in(template: str, values: Mapping[str, str]) -> str:
    """Replace every `<<name>>`. Raises BadSettings for a name that means nothing."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise BadSettings(
                f"the Asterisk configuration asks for <<{found[1]}>>, which nothing fills in",
                "correct the placeholder",
            )
        return values[found[1]]

    return _PLACEHOLDER.sub(value, template)


def _account(kind: str, name: str, password: str) -> str:
    return f"""
[{name}]({kind})
auth = {name}
aors = {name}
[{name}]({kind}-auth)
username = {name}
password = {password}
[{name}]({kind}-aor)"""


def _folders(layout: Layout) -> dict[str, str]:
    places = layout.places
    return {
        "modules": str(layout.modules),
        "data": str(layout.data),
        "etc": str(places.etc),
        "state": str(places.state),
        "run": str(places.run),
        "log": str(places.log),
        "keys": str(places.keys),
    }


def _differs(file: Path, text: str) -> bool:
    return not file.exists() or file.read_text() != text

"""The templates of asterisk-config/ and what fills them in."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.telephony.asterisk.configuration import (
    RELOADABLE,
    Layout,
    fill_in,
    placeholder_values,
    write_configuration,
)
from voicebot.adapters.telephony.asterisk.gateways import gateways_of
from voicebot.adapters.telephony.asterisk.numbers import incoming_numbers, outside_numbers
from voicebot.adapters.telephony.asterisk.places import Places
from voicebot.adapters.telephony.asterisk.ports import Ports
from voicebot.errors import BadSettings
from voicebot.settings import Settings

TEMPLATES = Path(__file__).resolve().parents[5] / "asterisk-config"


def render(tmp_path: Path, **changes: object) -> tuple[Places, set[str]]:
    settings = Settings.load(home=tmp_path, **changes)
    places = Places(tmp_path / "asterisk")
    places.make()
    names = [f"robot{n + 1}" for n in range(settings.agents)]
    names += [f"operator{n + 1}" for n in range(settings.pbx_operators)]
    layout = Layout(Path("/modules"), Path("/data"), places)
    passwords = {name: f"secret-of-{name}" for name in names}
    values = placeholder_values(settings, Ports(5060, 5061, 10_000, 10_399), passwords, layout)
    return places, write_configuration(TEMPLATES, places, values)


def extension_patterns(text: str) -> list[re.Pattern[str]]:
    """Asterisk's patterns as regular expressions: X is a digit."""
    names = [name.removeprefix("_") for name in re.findall(r"exten => ([^,]+),1,", text)]
    return [re.compile(re.escape(name).replace("X", "[0-9]")) for name in names]


def test_every_placeholder_is_filled_in(tmp_path: Path) -> None:
    places, written = render(tmp_path)
    assert written == {file.name for file in TEMPLATES.glob("*.conf")}
    for file in places.etc.glob("*.conf"):
        assert "<<" not in file.read_text(), file.name


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    render(tmp_path)
    assert render(tmp_path)[1] == set()
    assert render(tmp_path, pbx_gateways=("127.0.0.1:5070",))[1] <= RELOADABLE


def test_each_agent_operator_and_gateway_has_its_sections(tmp_path: Path) -> None:
    places, _ = render(
        tmp_path, agents=3, pbx_operators=1, pbx_gateways=("127.0.0.1:5070", "127.0.0.1:5071")
    )
    accounts = (places.etc / "pjsip_accounts.conf").read_text()
    assert re.findall(r"^\[(\w+)\]\(robot\)", accounts, re.M) == ["robot1", "robot2", "robot3"]
    assert re.findall(r"^\[(\w+)\]\(operator\)", accounts, re.M) == ["operator1"]
    trunk = (places.etc / "pjsip_trunk.conf").read_text()
    assert re.findall(r"^match = (\S+)", trunk, re.M) == ["127.0.0.1:5070", "127.0.0.1:5071"]


def test_srtp_encrypts_the_robots_accounts(tmp_path: Path) -> None:
    places, _ = render(tmp_path, srtp=True)
    robot = (places.etc / "pjsip.conf").read_text().partition("[robot](!,voice)")[2]
    assert "media_encryption = sdes" in robot.partition("[robot-auth]")[0]


def test_only_the_robots_context_includes_outside_numbers() -> None:
    text = (TEMPLATES / "extensions.conf").read_text()
    holders = [
        part.splitlines()[0]
        for part in re.split(r"^\[", text, flags=re.M)
        if "include => outside-numbers" in part
    ]
    assert holders == ["from-robot]"]
    assert not re.search(r"^(exten|\s*same).*\bDial\((?!.*,i)", text, re.M)


@given(st.text(min_size=1, max_size=24))
def test_nothing_but_digits_after_an_allowed_prefix_can_be_dialled(dialled: str) -> None:
    settings = Settings.load(pbx_prefixes=("+1", "+44"))
    matched = any(each.fullmatch(dialled) for each in extension_patterns(outside_numbers(settings)))
    assert not matched or re.fullmatch(r"\+(1[0-9]{7,14}|44[0-9]{6,13})", dialled)


@given(st.from_regex(r"\+(1[0-9]{7,14}|44[0-9]{6,13})", fullmatch=True).filter(str.isascii))
def test_every_number_with_an_allowed_prefix_can_be_dialled(dialled: str) -> None:
    settings = Settings.load(pbx_prefixes=("+1", "+44"))
    assert any(each.fullmatch(dialled) for each in extension_patterns(outside_numbers(settings)))


def test_our_numbers_are_known_with_and_without_the_plus() -> None:
    settings = Settings.load(
        callback_number="+12025550100", pbx_incoming={"+74950000000": "delivery_notice:ru"}
    )
    text = incoming_numbers(settings)
    names = re.findall(r"^exten => ([^,]+),1,Set\(_FLOW=(\w+)\)", text, re.M)
    assert names == [
        ("+12025550100", "opt_out_line"),
        ("12025550100", "opt_out_line"),
        ("+74950000000", "delivery_notice"),
        ("74950000000", "delivery_notice"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"pbx_prefixes": ("1",)},
        {"pbx_prefixes": ("+1,2",)},
        {"pbx_incoming": {"sales": "opt_out_line"}},
        {"pbx_incoming": {"+1555": "flow)\nexten => x"}},
        {"pbx_incoming": {"+1555": "opt_out_line:fr"}},
        {"pbx_gateways": ("127.0.0.1:port",)},
        {"pbx_gateways": ("127.0.0.1:5060\nmatch=0.0.0.0/0",)},
        {"pbx_gateways": ("192.0.2.1:5060",)},
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(BadSettings, match="pbx_"):
        render(tmp_path, **changes)


def test_a_gateway_elsewhere_is_known_by_its_address_from_any_port() -> None:
    settings = Settings.load(pbx_bind="0.0.0.0", pbx_gateways=("sip.provider.example",))
    (gateway,) = gateways_of(settings)
    assert gateway.address == "sip.provider.example:5060"
    assert gateway.known_by == "sip.provider.example"


def test_a_placeholder_nobody_knows_is_named() -> None:
    with pytest.raises(BadSettings, match="<<nonsense>>"):
        fill_in("bind = <<nonsense>>", {})

"""The commented templates for real providers are ones that Asterisk takes."""

import re
from pathlib import Path

import pytest

from tests.asterisk.conftest import ROOT, SettingsMaker
from voicebot.adapters.telephony.asterisk import Pbx

pytestmark = pytest.mark.asterisk


def test_the_templates_are_taken_without_a_complaint(
    fresh_settings: SettingsMaker, tmp_path: Path
) -> None:
    config = tmp_path / "asterisk-config"
    config.mkdir()
    for file in (ROOT / "asterisk-config").glob("*.conf"):
        text = file.read_text()
        if file.name == "pjsip_trunk.conf":
            text = re.sub(r"^;   (?=\S)", "", text, flags=re.M).replace(
                "sip.provider.example", "127.0.0.1"
            )
        (config / file.name).write_text(text)
    settings = fresh_settings(
        asterisk_config=config, pbx_gateways=("127.0.0.1:9;transport=tls", "127.0.0.1:9")
    )
    pbx = Pbx(settings)
    pbx.up()
    shown = pbx.ask("pjsip show endpoint gateway1")
    assert re.search(r"media_encryption\s*:\s*sdes", shown)
    assert re.search(r"OutAuth:\s*provider-login/LOGIN", shown)
    assert "203.0.113.0/28" in shown
    assert "provider-registration" in pbx.ask("pjsip show registrations")
    contact = pbx.ask("pjsip show aor gateway1-contact")
    assert "sip:127.0.0.1:9;transport=tls" in contact
    assert re.search(r"qualify_frequency\s*:\s*60", contact)
    log = (settings.home / "asterisk/log/messages").read_text()
    complaints = [line for line in log.splitlines() if "ERROR[" in line]
    assert complaints == []

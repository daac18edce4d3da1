"""Where each setting's value comes from."""

from pathlib import Path

from voicebot.dashboard.setting_sources import DEFAULT, ENVIRONMENT, FILE, START, told
from voicebot.settings import Settings


def test_each_setting_says_where_its_value_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "voicebot.toml"
    file.write_text("agents = 3\n")
    settings = Settings.load(agents=3, web_port=1, seller="X")
    variables = {"VOICEBOT_CONFIG": str(file), "VOICEBOT_SELLER": "X"}
    sources = {each.name: each.source for each in told(settings, variables)}
    assert sources["agents"] == FILE
    assert sources["seller"] == ENVIRONMENT
    assert sources["web_port"] == START
    assert sources["max_call_s"] == DEFAULT
    assert sources.keys() == Settings.model_fields.keys()


def test_an_address_with_a_password_is_not_shown() -> None:
    settings = Settings.load(database_url="postgresql://u:secret@h/d")
    (found,) = [each for each in told(settings, {}) if each.name == "database_url"]
    assert (found.value, found.hidden) == ("", True)
    assert not any("secret" in each.value for each in told(settings, {}))

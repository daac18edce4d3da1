"""The documents say what the code does."""

import re
from pathlib import Path

from voicebot.eligibility.rules import POLICY
from voicebot.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"


def test_the_settings_page_has_every_setting_with_its_default_and_meaning() -> None:
    assert (DOCS / "settings.md").read_text() == settings_page()


def test_the_rules_page_has_every_rule_in_the_order_of_the_policy() -> None:
    page = (DOCS / "rules.md").read_text()
    named = re.findall(r"^\| (\w+) \|", page, re.MULTILINE)
    assert named[1:] == [rule.__name__ for rule in POLICY]


def test_every_command_in_the_readme_exists() -> None:
    from typer.main import get_command

    from voicebot.cli.application import app

    known = get_command(app)
    readme = (DOCS.parent / "README.md").read_text()
    for words in re.findall(r"voicebot ([a-z]+)(?: ([a-z]+))?", readme):
        command = known.commands.get(words[0])  # type: ignore[attr-defined]
        assert command is not None, words
        if hasattr(command, "commands"):
            assert words[1] in command.commands, words


def settings_page() -> str:
    """The page as it should be; `python -m tests.unit.test_docs` writes it."""
    lines = [
        "# Settings",
        "",
        "Defaults, then `voicebot.toml` in the working directory (or the file that",
        "`VOICEBOT_CONFIG` names), then the environment: `VOICEBOT_` and the name in capitals.",
        "",
        "| name | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)
        lines.append(f"| `{name}` | {f'`{shown}`' if shown else ''} | {field.description} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (DOCS / "settings.md").write_text(settings_page())

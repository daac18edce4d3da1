"""The documents say what the code does."""

import re
from pathlib import Path

from voicebot.eligibility.law import Law
from voicebot.eligibility.policy import POLICY
from voicebot.eligibility.rule import Rule
from voicebot.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"


def test_the_settings_page_has_every_setting_with_its_default_and_meaning() -> None:
    assert (DOCS / "settings.md").read_text() == settings_page()


def test_the_rules_page_has_every_rule_in_the_order_of_the_policy() -> None:
    assert (DOCS / "rules.md").read_text() == rules_page()


def test_every_source_that_a_rule_names_is_explained() -> None:
    named = {source for rule in POLICY for source in rule.sources}
    assert named <= SOURCES.keys()


def test_every_command_in_the_readme_exists() -> None:
    from typer.main import get_command

    from voicebot.cli.application import application

    known = get_command(application())
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


def rules_page() -> str:
    """The page of the policy as it should be."""
    lines = [
        "# The calling rules in force",
        "",
        "One table of rules decides, in `voicebot/eligibility/policy.py`. Every one of them is",
        "asked for every call, every result is written down with its inputs, and the forecast of a",
        "whole list asks the very same expressions. Legal rules cannot be overridden; predictive",
        "ones yield to vital notices. A decision that says no leaves no SIP message, and is",
        "journalled like one that says yes.",
        "",
        "A rule that *yields* speaks of calls that nobody asked for: it does not stand against the",
        "one call that a person asks for themselves, to hear a code",
        "([why](decisions/0018-asked-for.md)).",
        "",
        "The figures are those of the place, in `voicebot/eligibility/profiles/`, one file",
        f"for each of {_places()}, with the source",
        "beside each figure and a page of reasons in [decisions](decisions/). The settings can",
        "make them stricter, never looser ([settings.md](settings.md)). Not legal advice.",
        "",
        "| rule | what it says | kind | else | source |",
        "|---|---|---|---|---|",
        *(_rule_row(rule) for rule in POLICY),
        "",
        "| source | |",
        "|---|---|",
        *(f"| {name} | {meaning} |" for name, meaning in SOURCES.items()),
    ]
    return "\n".join(lines) + "\n"


def _places() -> str:
    names = sorted(name for name in Law.load().profiles)
    return ", ".join(f"`{name}`" for name in names)


def _rule_row(rule: Rule) -> str:
    ends: dict[str, list[str]] = {}
    for objection in rule.objections:
        ends.setdefault(str(objection.reason), []).append(str(objection.verdict))
    said = ", ".join(f"{reason} ({' or '.join(verdicts)})" for reason, verdicts in ends.items())
    kind, sources = str(rule.kind).lower(), ", ".join(rule.sources) or "policy"
    kind += ", yields" if rule.yields else ""
    return f"| `{rule.name}` | {rule.says} | {kind} | {said} | {sources} |"


SOURCES = {
    "US1": "47 CFR 64.1200(a)(1)-(3), (f)(9); FCC 24-17: a synthetic voice needs prior express "
    "consent, marketing a signed written one",
    "US2": "64.1200(a)(3), (a)(9): exempt calls without consent, at most 3 in 30 days",
    "US3": "64.1200(a)(10)-(11): revocation by any reasonable means",
    "US3a": "FCC 24-24: an opt-out from an exempt call stops every call but emergencies",
    "US6": "16 CFR 310.4(b)(4); 64.1200(a)(7): at most 3% abandoned, ring at least 15 s",
    "US7": "16 CFR 310.4(c); 64.1200(c)(1): 08:00-21:00 in the called party's time",
    "US8": "16 CFR 310.4(b)(3); 64.1200(d)(6): national registry at most 31 days old, company "
    "opt-outs kept 5 years",
    "US10": "64.1200(l)-(m): reassigned numbers",
    "US11": "state laws of FL, OK, MD, WA: 08-20, at most 3 in 24 hours, silence after a refusal",
    "US12": "Regulation F, 1006.14: debt calls, 7 in 7 days, a pause after a talk",
    "UK1": "PECR 19, 21, 24: consent to automated marketing, TPS",
    "UK2": "Ofcom 2008-10: abandoned calls, no redial within 72 hours",
    "EU1": "GDPR 7, 17, 21, 30: proof of consent, withdrawal, objection, erasure",
    "EU2": "UWG 7a: proof of consent kept 5 years",
    "EU3": "Code de la consommation L223-1, D223-9: opt-in, hours, 4 in 30 days, 60 days' silence",
    "EU4": "AI Act 50(1): say that it is a machine",
    "RU1": "38-FZ art. 18: advertising only with consent, no automatic dialling of it",
    "RU2": "126-FZ as amended by 41-FZ: mass and automatic calls need provable consent",
    "RU5": "152-FZ 9, 15, 21: withdrawal of consent to personal data",
    "RU6": "230-FZ: debt calls, 1 a day, 2 a week, 8 a month; 08-22, 09-20 on days off",
}

if __name__ == "__main__":
    (DOCS / "settings.md").write_text(settings_page())
    (DOCS / "rules.md").write_text(rules_page())

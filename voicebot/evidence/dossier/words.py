"""A dossier's words: one structure, a file for each language beside this one."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from voicebot.errors import BadInput, said
from voicebot.evidence.dossier.findings import Finding
from voicebot.evidence.dossier.span import Span

LANGUAGES = ("en", "ru")

TERMS_OF = {
    "purpose": "purpose",
    "basis": "basis",
    "state": "consent_state",
    "reason": "reason",
    "reasons": "reason",
    "channel": "channel",
    "channels": "channel",
    "result": "result",
    "scope": "scope",
    "relation": "relation",
    "before": "disposition",
    "after": "disposition",
}
"""In which table of terms a sentence's filling of this name is looked up."""


@dataclass(frozen=True)
class Words:
    """One language's words. `zone` is the one in which times are told."""

    language: str
    zone: str
    table: Mapping[str, Any]

    @classmethod
    def load(cls, language: str, zone: str) -> "Words":
        """Raises BadInput for a language there are no words in."""
        if language not in LANGUAGES:
            known = " or ".join(LANGUAGES)
            raise BadInput(
                said("there are no dossiers in {language!r}", language=language),
                said("choose {known}", known=known),
            )
        return cls(language, zone, _table(language))

    def label(self, name: str) -> str:
        """A heading or a column's title."""
        return str(self.table["labels"][name])

    def term(self, kind: str, name: object) -> str:
        """A term of the rules in this language; itself where there is no other word for it."""
        if name in (None, ""):
            return "—"
        return str(self.table["terms"].get(kind, {}).get(str(name), str(name).replace("_", " ")))

    def rule(self, name: str) -> str:
        """A rule's name as a person reads it."""
        return self.term("rule", name)

    def sentence(self, finding: Finding) -> str:
        """A finding in words."""
        return self.phrase(finding.code, finding.about, finding.count)

    def phrase(self, code: str, about: Mapping[str, Any], count: int | None = None) -> str:
        """The sentence of this code, filled."""
        pattern = self.table["sentences"][code]
        if isinstance(pattern, Mapping):
            form = self._locale.plural_form(count or 0)
            pattern = pattern.get(form, pattern["other"])
        filled = {name: self._filled(name, value) for name, value in about.items()}
        filled["count"] = "" if count is None else self.number(count)
        return str(pattern).format(**filled)

    def paragraph(self, findings: Iterable[Finding]) -> str:
        """Findings one after another."""
        return " ".join(self.sentence(finding) for finding in findings)

    def moment(self, value: datetime | str | None, seconds: bool = False) -> str:
        """A time in the dossier's zone; ISO text is read."""
        if value is None:
            return "—"
        aware = datetime.fromisoformat(value) if isinstance(value, str) else value
        form = self.table["formats"]["second" if seconds else "moment"]
        return format_datetime(aware, form, ZoneInfo(self.zone), self._locale)

    def day(self, value: date | None) -> str:
        """A date."""
        if value is None:
            return "—"
        if isinstance(value, datetime):
            value = value.astimezone(ZoneInfo(self.zone)).date()
        return format_date(value, self.table["formats"]["day"], self._locale)

    def clock(self, value: datetime) -> str:
        """A time of day, to the second."""
        form = self.table["formats"]["time"]
        return format_datetime(value, form, ZoneInfo(self.zone), self._locale)

    def line(self, table: str, code: str, about: Mapping[str, Any]) -> str:
        """A line of a smaller table of the words, filled as a sentence is."""
        filled = {name: self._filled(name, value) for name, value in about.items()}
        return str(self.table[table][code]).format(**filled)

    def chain(self, state: str) -> str:
        """How the chain stands at a record."""
        return str(self.table["chain"].get(state, state))

    def number(self, value: float) -> str:
        """A number."""
        return format_decimal(value, locale=self._locale)

    def share(self, value: float | None) -> str:
        """A share from 0 to 1, as per cent."""
        return "—" if value is None else format_percent(value, locale=self._locale)

    def span(self, span: Span) -> str:
        """The time asked about, as a sentence begins with it."""
        if span.day is not None:
            return self.phrase("on_day", {"day": span.day})
        if span.begins is not None:
            return self.phrase("on_day_until", {"moment": span.ends})
        return self.phrase("until_now", {"moment": span.ends})

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)

    def _filled(self, name: str, value: Any) -> str:
        if isinstance(value, Mapping):  # words that came in every language
            return "; ".join(value[self.language])
        if isinstance(value, Span):
            return self.span(value)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        kind = TERMS_OF.get(name)
        if isinstance(value, tuple | list):
            return ", ".join(self.term(kind, one) if kind else str(one) for one in value)
        return self.term(kind, value) if kind else str(value)


@cache
def _table(language: str) -> dict[str, Any]:
    file = resources.files("voicebot.evidence.dossier") / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))

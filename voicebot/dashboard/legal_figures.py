"""The figures of the law of a place in words, each beside its source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta, get_day_names
from babel.numbers import format_percent

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.dashboard.languages import mark, translations
from voicebot.eligibility.profile import Profile
from voicebot.eligibility.terms import Cap, Hours, Recording, RegistryDuty
from voicebot.evidence.dossier.words import Words

KEYS = {
    "banned": mark("Forbidden to robots"),
    "bases": mark("Legal grounds that suffice"),
    "exempt_caps": mark("At most, without consent"),
    "hours": mark("Hours there"),
    "holidays": mark("Public holidays"),
    "caps": mark("At most"),
    "unanswered": mark("Unanswered attempts before no more"),
    "ring_s": mark("Let it ring, seconds"),
    "abandoned": mark("Abandoned calls at most"),
    "redial_after_abandoned": mark("No call after an abandoned one for"),
    "recording": mark("Recording"),
    "channels": mark("Other channels for vital notices"),
    "registries": mark("Registries to be checked"),
    "silence_after_refusal": mark("Silence after a refusal"),
    "pause_after_talk": mark("Pause after a talk"),
}

RECORDING = {
    Recording.FREE: mark("free"),
    Recording.ANNOUNCED: mark("announced first"),
    Recording.AGREED: mark("after agreement only"),
}
FORBIDDEN, ALLOWED, HOLIDAYS = mark("forbidden"), mark("allowed"), mark("public holidays")


@dataclass(frozen=True, slots=True)
class Said:
    """One figure: its name marked for translation, its value, and its sources as (id, text)."""

    key: str
    value: str
    sources: tuple[tuple[str, str], ...]


def figures(profile: Profile, purpose: Purpose, language: str) -> list[Said]:
    """Every figure of a place for calls of this purpose, in the order of `KEYS`."""
    found = profile.figures(purpose)
    return [
        Said(
            KEYS[key],
            ", ".join(_words(value, language) for value in found[key].fields.values()),
            tuple(_sources(found[key].source, profile)),
        )
        for key in KEYS
        if key in found
    ]


def _sources(named: str, profile: Profile) -> Iterator[tuple[str, str]]:
    for each in named.split(","):
        yield each.strip(), profile.sources.get(each.strip(), "")


def _words(value: object, language: str) -> str:
    if isinstance(value, Hours):
        return _hours(value, language)
    if isinstance(value, Cap):
        return _cap(value, language)
    if isinstance(value, RegistryDuty):
        return (
            f"{value.kind} {value.country} ≤ {_long(timedelta(days=value.max_age_days), language)}"
        )
    if isinstance(value, timedelta):
        return _long(value, language)
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(_words(each, language) for each in value)) or "—"
    return _plain(value, language)


def _plain(value: object, language: str) -> str:
    if isinstance(value, bool):
        return translations(language).gettext(FORBIDDEN if value else ALLOWED)
    if isinstance(value, Recording):
        return translations(language).gettext(RECORDING[value])
    if isinstance(value, LegalBasis):
        return Words.load(language, "UTC").term("basis", value)
    if isinstance(value, Channel):
        return Words.load(language, "UTC").term("channel", value)
    if isinstance(value, float) and value < 1:
        return format_percent(value, "#,##0.## %", locale=language)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _hours(hours: Hours, language: str) -> str:
    names = get_day_names("abbreviated", locale=language)
    days = sorted(day for day in hours.days if day in names)
    unbroken = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    told = f"{names[days[0]]}–{names[days[-1]]}" if unbroken else " ".join(names[d] for d in days)
    if hours.days - set(days):
        told = f"{told} {translations(language).gettext(HOLIDAYS)}".strip()
    return f"{told} {hours.begins:%H:%M}–{hours.ends:%H:%M}"


def _cap(cap: Cap, language: str) -> str:
    within = cap.within or timedelta(days=1)
    return f"{cap.most} / {_long(within, language)}"


def _long(span: timedelta, language: str) -> str:
    if span < timedelta(days=1):
        return format_timedelta(span, granularity="hour", threshold=100, locale=language)
    return format_timedelta(span, granularity="day", threshold=1000, locale=language)

"""Terms that suit several places at once, and terms under the house's own rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import time

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.terms import Cap, Hours, Recording, RegistryDuty, Terms
from voicebot.eligibility.week import common_hours, without_holidays
from voicebot.errors import BadSettings, said

NO_COMMON_BASIS = "no legal basis suits every place the person may be in"
HOUSE = "HOUSE"
"""The source of what the operator's settings ask."""

_RECORDINGS = tuple(Recording)
_BETWEEN = "; "


def strictest(parts: Sequence[Terms]) -> Terms:
    """What suits every one of these terms (one at least): never looser than any of them.

    The order of the parts and their repetition make no difference. Places whose legal bases have
    nothing in common leave no way to call: that is a ban. A share over a shorter time is the
    stricter one.
    """
    hours, no_holidays = _hours(parts)
    banned, bases = _grounds(parts)
    return Terms(
        profiles=tuple(sorted({name for part in parts for name in part.profiles})),
        version=_joined(part.version for part in parts),
        banned=banned,
        bases=bases,
        hours=hours,
        holidays_forbidden=no_holidays,
        caps=_caps(cap for part in parts for cap in part.caps),
        exempt_caps=_caps(cap for part in parts for cap in part.exempt_caps),
        unanswered=min(part.unanswered for part in parts),
        ring_s=max(part.ring_s for part in parts),
        abandoned_share=min(part.abandoned_share for part in parts),
        abandoned_within=min(part.abandoned_within for part in parts),
        redial_after_abandoned=max(part.redial_after_abandoned for part in parts),
        registries=_registries(duty for part in parts for duty in part.registries),
        recording=max((part.recording for part in parts), key=_RECORDINGS.index),
        channels=tuple(c for c in Channel if all(c in part.channels for part in parts)),
        silence_after_refusal=max(part.silence_after_refusal for part in parts),
        pause_after_talk=max(part.pause_after_talk for part in parts),
        sources=_sources([part.sources for part in parts]),
    )


def with_house_rules(
    terms: Terms,
    purpose: Purpose,
    *,
    quiet_until: time,
    quiet_from: time,
    max_unanswered: int,
    max_calls_per_day: int,
) -> Terms:
    """The terms under the operator's settings as well: stricter or the same, never looser.

    Calls from `quiet_until` until `quiet_from` (00:00: midnight) of the called party's day. A
    warning of danger waits for no office hours: SAFETY_EMERGENCY is left as the law has it.
    Raises BadSettings where the two times leave no hours.
    """
    if purpose is Purpose.SAFETY_EMERGENCY:
        return terms
    if quiet_from <= quiet_until and quiet_from != time(0):
        raise BadSettings(
            said(
                "calls would have to begin after {quiet_until:%H:%M} and before {quiet_from:%H:%M}",
                quiet_until=quiet_until,
                quiet_from=quiet_from,
            ),
            "set quiet_from to a later time of day than quiet_until",
        )
    house = replace(
        terms,
        hours=(Hours(frozenset(range(7)), quiet_until, quiet_from),),
        caps=(Cap(max_calls_per_day, None),),
        unanswered=max_unanswered,
        sources=dict.fromkeys(("hours", "caps", "unanswered"), HOUSE),
    )
    return strictest([terms, house])


def _hours(parts: Sequence[Terms]) -> tuple[tuple[Hours, ...], bool]:
    hours, closed = common_hours([part.hours for part in parts])
    forbidden = closed or any(part.holidays_forbidden for part in parts)
    return (without_holidays(hours) if forbidden else hours), forbidden


def _grounds(parts: Sequence[Terms]) -> tuple[str, frozenset[LegalBasis]]:
    """Bans, and the bases in common. No bases at all means that none is needed."""
    banned = _joined(part.banned for part in parts)
    asked = [part.bases for part in parts if part.bases]
    common = frozenset.intersection(*asked) if asked else frozenset()
    if asked and not common:
        return _joined([banned, NO_COMMON_BASIS]), frozenset({LegalBasis.PEWC})
    return banned, common


def _joined(texts: Iterable[str]) -> str:
    return _BETWEEN.join(sorted({one for text in texts for one in text.split(_BETWEEN) if one}))


def _caps(caps: Iterable[Cap]) -> tuple[Cap, ...]:
    """Every cap but those that another one of the same length of time makes needless."""
    every = set(caps)
    needed = {cap for cap in every if not any(_covers(other, cap) for other in every - {cap})}
    return tuple(sorted(needed, key=_in_order))


def _covers(one: Cap, other: Cap) -> bool:
    return (
        one.within == other.within
        and one.most <= other.most
        and one.same_purpose <= other.same_purpose
        and one.per_person >= other.per_person
    )


def _in_order(cap: Cap) -> tuple[float, int, bool, bool]:
    within = 0.0 if cap.within is None else cap.within.total_seconds()
    return within, cap.most, cap.same_purpose, cap.per_person


def _registries(duties: Iterable[RegistryDuty]) -> tuple[RegistryDuty, ...]:
    youngest: dict[tuple[str, str], int] = {}
    for duty in duties:
        key = (duty.kind, duty.country)
        youngest[key] = min(duty.max_age_days, youngest.get(key, duty.max_age_days))
    return tuple(RegistryDuty(*key, age) for key, age in sorted(youngest.items()))


def _sources(parts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    fields = sorted({field for part in parts for field in part})
    return {field: _named(part.get(field, "") for part in parts) for field in fields}


def _named(sources: Iterable[str]) -> str:
    return ", ".join(sorted({one for source in sources for one in source.split(", ") if one}))

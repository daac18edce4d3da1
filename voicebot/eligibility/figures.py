"""The keys of a profile: what each says of a call, and which every profile must have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.eligibility import notation
from voicebot.eligibility.terms import Recording

Fields = Mapping[str, object]
"""Some of the fields of Terms."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one key of a file says: the fields of Terms it gives, and the source's identifier."""

    fields: Fields
    source: str


def _abandoned(written: object) -> Fields:
    share, within = notation.share(written)
    return {"abandoned_share": share, "abandoned_within": within}


def _one(field: str, read: Callable[[object], object]) -> Callable[[object], Fields]:
    return lambda written: {field: read(written)}


def _bases(written: object) -> frozenset[LegalBasis]:
    return frozenset(map(LegalBasis, notation.names(written, LegalBasis)))


def _recording(written: object) -> Recording:
    return Recording(notation.names([written], Recording)[0])


def _channels(written: object) -> tuple[Channel, ...]:
    return tuple(c for c in Channel if c in notation.names(written, Channel))


def _forbidden(written: object) -> bool:
    return notation.names([written], ("forbidden", "allowed"))[0] == "forbidden"


NEEDED: Mapping[str, Callable[[object], Fields]] = {
    "bases": _one("bases", _bases),
    "hours": _one("hours", notation.hours),
    "holidays": _one("holidays_forbidden", _forbidden),
    "caps": _one("caps", notation.caps),
    "unanswered": _one("unanswered", notation.count),
    "ring_s": _one("ring_s", notation.seconds),
    "abandoned": _abandoned,
    "redial_after_abandoned": _one("redial_after_abandoned", notation.duration),
    "recording": _one("recording", _recording),
    "channels": _one("channels", _channels),
}
"""What every profile says for every purpose, by key."""

OPTIONAL: Mapping[str, Callable[[object], Fields]] = {
    "banned": _one("banned", notation.sentence),
    "exempt_caps": _one("exempt_caps", notation.caps),
    "registries": _one("registries", notation.registries),
    "silence_after_refusal": _one("silence_after_refusal", notation.duration),
    "pause_after_talk": _one("pause_after_talk", notation.duration),
}
"""What a profile says only where there is something to say."""

FIGURES: Mapping[str, Callable[[object], Fields]] = {**NEEDED, **OPTIONAL}

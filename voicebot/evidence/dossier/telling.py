"""Single lines of a dossier in words: what followed, what was learned later, what was before."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from voicebot.evidence.dossier.calls import Followed
from voicebot.evidence.dossier.dossier import Dossier
from voicebot.evidence.dossier.later import Later
from voicebot.evidence.dossier.words import Words


def followed(one: Followed, words: Words) -> str:
    """What came of a call; a consequence as the journal has it."""
    about = dict(one.about)
    if one.what != "consequence":
        return words.line("followed", one.what, _in_brackets(about))
    if "suppress" in about:
        code = "suppress" if about.get("until") else "suppress_for_good"
        until = words.moment(about.get("until"))
        filled = {"reason": about["suppress"], "until": until, "why": about.get("why", "")}
        return words.line("followed", code, filled)
    if "retry" in about:
        when = words.moment(about["retry"])
        return words.line("followed", "retry", {"when": when, "why": about.get("why", "")})
    if "call_back" in about:
        return words.line("followed", "call_back", {"when": words.moment(about["call_back"])})
    return fact(about)


def later(one: Later, words: Words) -> str:
    """What was learned later, and when."""
    dates = {"happened": one.happened_at, "recorded": one.recorded_at}
    told = words.line("later", one.what, {**_in_brackets(one.about), **dates}).strip()
    known = words.line("later", "had_happened" if one.had_happened else "afterwards", dates)
    return f"{told} {known}"


def before(dossier: Dossier, words: Words) -> list[str]:
    """What was before the time asked about, counted."""
    earlier, told = dossier.earlier, []
    if earlier.calls and earlier.first_at and earlier.last_at:
        zone = ZoneInfo(words.zone)
        days = (at.astimezone(zone).date() for at in (earlier.first_at, earlier.last_at))
        dates = dict(zip(("first", "last"), days, strict=True))
        told.append(words.phrase("before", dates, earlier.calls))
        ends = [
            f"{words.term('disposition', name)}: {words.number(calls)}"
            for name, calls in earlier.dispositions.items()
        ]
        told.append("; ".join(ends) + "." if ends else "")
    if earlier.not_called:
        told.append(words.phrase("before_not_placed", {}, earlier.not_called))
    return [one for one in told if one]


def _in_brackets(about: Mapping[str, Any]) -> dict[str, Any]:
    """Reasons and words that may be empty stand in brackets where they are not."""
    asides = {name: about[name] for name in ("why", "words") if name in about}
    return {**about, **{name: f" ({said})" if said else "" for name, said in asides.items()}}


def fact(value: Any) -> str:
    """A rule's input as it was journalled."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""The plain answer: a few sentences, each a code with what fills it, in the order they are read.

The words are in a file for each language; here is only what is to be said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from voicebot.contacts.consent import ConsentState
from voicebot.eligibility.learned import WITHOUT_HISTORY
from voicebot.evidence.dossier.calls import Entry
from voicebot.evidence.dossier.dossier import Dossier
from voicebot.evidence.dossier.grounds import WITHOUT
from voicebot.evidence.dossier.later import Later
from voicebot.evidence.dossier.standing import complaints_then, optouts_then, state_at

Filling = Mapping[str, Any]

MOST_GROUNDS = 2
"""So many different grounds are told in the answer; more are told with each call."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence: its code, and what fills it. `count` chooses a plural, where it has one."""

    code: str
    about: Filling
    count: int | None = None


def answer(dossier: Dossier) -> list[Finding]:
    """What a supervisor reads aloud: what was done, on which grounds, and what stood against it."""
    outbound = _outbound(dossier)
    found = [*_what_was_done(dossier, outbound), *_on_which_grounds(dossier, outbound)]
    return list(dict.fromkeys([*found, *_against(dossier, outbound)]))


def besides(dossier: Dossier) -> list[Finding]:
    """What is added to the answer: other calls of that time, and what the person said."""
    found = []
    if dossier.not_placed and _outbound(dossier):
        found.append(_refusals(dossier, "refusals_too"))
    came_in = len(dossier.calls) - len(_outbound(dossier))
    if came_in:
        found.append(Finding("called_us", Hashed(), came_in))
    for entry in dossier.calls:
        said = entry.ended.opt_out if entry.ended else None
        if said:
            words = str(said.get("words") or "").rstrip(".")
            found.append(Finding("opted_out", Hashed(words=words, at=entry.at)))
    return found + list(dict.fromkeys(_scores(dossier)))


def _scores(dossier: Dossier) -> Iterator[Finding]:
    """Whom a model left alone and why, with its end; and calls placed in spite of it."""
    for entry in (*dossier.not_placed, *_outbound(dossier)):
        said = entry.decided.learned if entry.decided else {}
        if said.get("left_alone_for") and entry in dossier.not_placed:
            reasons = {
                one: words or (WITHOUT_HISTORY[one],) for one, words in said["because"].items()
            }
            until = datetime.fromisoformat(said["until"])
            about = {"model": said["model"], "because": reasons, "until": until}
            yield Finding("left_alone", Hashed(about))
        elif said.get("explored"):
            yield Finding("explored", Hashed(model=said["model"]))


def learned(dossier: Dossier) -> list[Finding]:
    """What is to be added to the answer because it was written down later."""
    found = []
    for entry in _outbound(dossier):
        for one in dossier.later:
            if one.happened_at <= entry.at and _speaks_against(one, entry):
                found.append(_late(one.what, one.happened_at, one.recorded_at, one.about))
    return list(dict.fromkeys(found))


def grounds_sentence(entry: Entry, dossier: Dossier) -> Finding:
    """On what one call rested; for a call that was not placed, why it was not."""
    if entry.grounds is None:
        return _why_not(entry)
    grounds = entry.grounds
    consent = dossier.consent(grounds.consent_id)
    filling: dict[str, Any] = {"purpose": entry.purpose, "basis": grounds.basis}
    if consent is not None:
        captured = consent.captured_at.astimezone(ZoneInfo(dossier.span.zone)).date()
        filling |= {"captured": captured, "state": str(grounds.state_then)}
    code = "grounds_contradicted" if grounds.contradicts else f"grounds_{grounds.kind.lower()}"
    return Finding(code, Hashed(filling))


class Hashed(dict[str, Any]):
    """What fills a sentence; equal fillings are one, so that no sentence is said twice."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted((name, str(value)) for name, value in self.items())))


_AGAINST = frozenset(
    {
        ConsentState.REFUSED,
        ConsentState.WITHDRAWN,
        ConsentState.REVOKED,
        ConsentState.INVALIDATED,
    }
)


def _speaks_against(one: Later, entry: Entry) -> bool:
    """An opt-out, or the end of the very consent that the call rested on."""
    if one.what != "consent_event":
        return one.what == "optout"
    rested_on = (entry.grounds.consent_id if entry.grounds else None, entry.purpose, entry.channel)
    ended = tuple(one.about[name] for name in ("consent_id", "purpose", "channel"))
    return ended == rested_on and one.about["state"] in _AGAINST


def _why_not(entry: Entry) -> Finding:
    decided = entry.decided
    reasons = decided.reasons if decided else ()
    if not reasons:
        return Finding("not_placed_otherwise", Hashed(result=decided.result if decided else ""))
    left = decided.channels_left if decided else ()
    code = "not_placed_but" if left else "not_placed"
    return Finding(code, Hashed(reasons=tuple(reasons), channels=left))


def _outbound(dossier: Dossier) -> list[Entry]:
    return [entry for entry in dossier.calls if entry.direction == "outbound"]


def _what_was_done(dossier: Dossier, outbound: list[Entry]) -> Iterator[Finding]:
    when: dict[str, Any] = {"number": dossier.number, "span": dossier.span}
    if dossier.erased:
        yield Finding("erased", Hashed(number=dossier.number))
    if outbound:
        yield Finding("called", Hashed(when), len(outbound))
    elif not dossier.not_placed:
        yield Finding("nothing_done", Hashed(when))
    else:
        yield Finding("not_called", Hashed(when))
        yield _refusals(dossier, "refusals")


def _refusals(dossier: Dossier, code: str) -> Finding:
    reasons = _reasons(dossier.not_placed)
    return Finding(
        code if reasons else "refusals_otherwise", Hashed(reasons=reasons), len(dossier.not_placed)
    )


def _reasons(entries: Iterable[Entry]) -> tuple[str, ...]:
    said = [reason for entry in entries if entry.decided for reason in entry.decided.reasons]
    return tuple(dict.fromkeys(said))


def _on_which_grounds(dossier: Dossier, outbound: list[Entry]) -> Iterator[Finding]:
    """Calls without grounds are said first, and said plainly."""
    told = list(dict.fromkeys(grounds_sentence(entry, dossier) for entry in outbound))
    without = [entry for entry in outbound if not has_grounds(entry)]
    if without and not (len(told) == 1 and len(outbound) == 1):
        all_of_them = len(without) == len(outbound)
        yield Finding("no_grounds" if all_of_them else "no_grounds_some", Hashed(), len(without))
        told = [one for one in told if one.code != "grounds_none"]
    if len(told) > MOST_GROUNDS:
        yield Finding("grounds_several", Hashed())
    else:
        yield from told


def _against(dossier: Dossier, outbound: list[Entry]) -> Iterator[Finding]:
    """Opt-outs and complaints that were on record at a call, and what was learned too late."""
    if not outbound:
        return
    found = [finding for entry in outbound for finding in _against_one(entry, dossier)]
    yield from found or [Finding("nothing_against", Hashed(), len(outbound))]


def _against_one(entry: Entry, dossier: Dossier) -> Iterator[Finding]:
    for optout in optouts_then(dossier.optouts, entry.at):
        yield Finding("optout_stood", Hashed(happened=optout.at, scope=optout.scope))
    for complaint in complaints_then(dossier.complaints, entry.at):
        yield Finding("complaint_stood", Hashed(happened=complaint.at))
    for optout in dossier.optouts:
        if optout.at <= entry.at < optout.recorded_at and not _said_in(entry, optout.attempt_id):
            yield _late("optout", optout.at, optout.recorded_at, {})
    yield from _withdrawn_unknown(entry, dossier)


def _withdrawn_unknown(entry: Entry, dossier: Dossier) -> Iterator[Finding]:
    """The consent had ended before the call, which was written down only after it."""
    consent = dossier.consent(entry.grounds.consent_id if entry.grounds else None)
    if consent is None:
        return
    known_now = state_at(consent, entry.purpose, entry.channel, entry.at, dossier.span.ends)
    for event in consent.events:
        same = (event.purpose, event.channel) == (entry.purpose, entry.channel)
        unknown = same and event.happened_at <= entry.at < event.recorded_at
        if unknown and event.state == known_now and known_now in _AGAINST:
            state = {"state": event.state}
            yield _late("consent_event", event.happened_at, event.recorded_at, state)


def _late(what: str, happened: datetime, recorded: datetime, about: Filling) -> Finding:
    dates = {"happened": happened, "recorded": recorded}
    return Finding(f"late_{what}", Hashed(dates | {"state": about.get("state", "")}))


def _said_in(entry: Entry, attempt_id: str | None) -> bool:
    """An opt-out of the call itself is no earlier one that was learned late."""
    return attempt_id == entry.attempt_id


def has_grounds(entry: Entry) -> bool:
    """False for a call that was placed and that no record permits."""
    return entry.grounds is None or entry.grounds.kind not in WITHOUT

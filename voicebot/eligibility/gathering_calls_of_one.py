"""What was tried before one question: as `gathering_calls` says it of a list (a law compares them).

One person's few calls are counted sooner than a table's plan is drawn up.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicebot.contacts.consent import Channel
from voicebot.eligibility.gathering_calls import ABANDONED, REFUSALS
from voicebot.eligibility.gathering_places import Window, windows_of
from voicebot.eligibility.known import CAMPAIGNS, Values
from voicebot.eligibility.known_of_one import Tried
from voicebot.eligibility.terms import Cap, Terms

_OF_CAMPAIGN = [name for name in CAMPAIGNS if name != "campaign_id"]


@dataclass(frozen=True, slots=True)
class Calls:
    """A person's calls, newest first; of one moment, unanswered ones first."""

    newest_first: Sequence[Tried]
    question: Values
    today_began: datetime
    today_ends_at: datetime

    @classmethod
    def of(cls, tried: Iterable[Tried], question: Values, today: Values) -> "Calls":
        """The calls among what was `tried`; `today` has the question's local day."""
        calls = [each for each in tried if each.channel == Channel.VOICE]
        calls.sort(key=lambda call: bool(call.answered))
        calls.sort(key=lambda call: call.at, reverse=True)
        return cls(calls, question, today["today_began"], today["today_ends_at"])

    def facts(self, terms: Terms) -> Values:
        """Those of CALLS that calls alone tell."""
        failed = [call for call in self.newest_first if self._today(call) and not call.answered]
        causes = Counter(call.network_result or "" for call in failed)
        return {
            **self._capped("cap", terms.caps),
            **self._capped("exempt_cap", terms.exempt_caps),
            "unanswered_in_a_row": self._unanswered_in_a_row(),
            "failed_today": len(failed),
            "failed_today_by_one_cause": max(causes.values(), default=0),
            "abandoned_at": self._last(lambda call: call.disposition == ABANDONED),
            "refused_at": self._last(
                lambda call: call.disposition in REFUSALS and self._same_purpose(call)
            ),
            "talked_at": self._last(lambda call: bool(call.answered) and self._same_purpose(call)),
        }

    def _capped(self, name: str, caps: tuple[Cap, ...]) -> Values:
        """How many calls fall in the window of each cap, and when the last one reached is free."""
        windows = windows_of(caps)
        inside = [self._inside(window) for window in windows]
        ends = map(self._frees_at, windows, windows.values(), inside)
        frees_at = max((end for end in ends if end is not None), default=None)
        return {f"{name}_calls": list(map(len, inside)), f"{name}_frees_at": frees_at}

    def _frees_at(self, window: Window, most: int, inside: Sequence[Tried]) -> datetime | None:
        """A sliding window is free again when the most-th newest call leaves it."""
        if not inside or len(inside) < most:
            return None
        if not window.hours:
            return self.today_ends_at
        return inside[most - 1].at + window.length if most else None

    def _inside(self, window: Window) -> list[Tried]:
        since = self.question["at"] - window.length
        return [
            call
            for call in self.newest_first
            if (call.at > since if window.hours else self._today(call))
            and (not window.same_purpose or self._same_purpose(call))
            and (window.per_person or call.number == self.question["number"])
        ]

    def _unanswered_in_a_row(self) -> int:
        answered = (place for place, call in enumerate(self.newest_first) if call.answered)
        return next(answered, len(self.newest_first))

    def _last(self, such: Callable[[Tried], bool]) -> datetime | None:
        return next((call.at for call in self.newest_first if such(call)), None)

    def _today(self, call: Tried) -> bool:
        return self.today_began <= call.at < self.today_ends_at

    def _same_purpose(self, call: Tried) -> bool:
        return bool(call.purpose == self.question["purpose"])


def calls_of_one(
    tried: Sequence[Tried], campaign: Values | None, question: Values, today: Values, terms: Terms
) -> Values:
    """CALLS of one question; `campaign` is its row of CAMPAIGNS, where there is one."""
    of_campaign = {f"campaign_{name}": campaign and campaign[name] for name in _OF_CAMPAIGN}
    calls = Calls.of(tried, question, today).facts(terms)
    return {**calls, **of_campaign, "told_otherwise_at": _told_otherwise(tried, question)}


def _told_otherwise(tried: Iterable[Tried], question: Values) -> datetime | None:
    """When the same notice last reached the person by another channel."""
    campaigns = (None, question["campaign_id"])
    told = (
        each.at
        for each in tried
        if each.channel not in (None, Channel.VOICE)
        and each.answered
        and each.purpose == question["purpose"]
        and (question["campaign_id"] is None or each.campaign_id in campaigns)
    )
    return max(told, default=None)

"""On what one person agreed, or did not: as `gathering_consents` has it of a list.

A law compares them fact by fact.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from voicebot.contacts.consent import Channel, ConsentState, LegalBasis
from voicebot.contacts.suppression import OptOutScope
from voicebot.eligibility.gathering_consents import REFUSING, STATES, but_voice
from voicebot.eligibility.known import Values
from voicebot.eligibility.known_of_one import Consented, Stop
from voicebot.eligibility.terms import Terms

_RANK = {state: rank for rank, state in enumerate(STATES.categories)}


def consents_of_one(given: Sequence[Consented], question: Values, terms: Terms) -> Values:
    """The consent that permits the call, else how the person's consents stand."""
    at, counting = question["at"], list(_counting(given, question))
    permitting = [
        (since, each.basis, each.consent_id)
        for since, each in counting
        if _permits(each, question, terms)
    ]
    states = [(since, _RANK[_state(each, at)]) for since, each in counting]
    granted = max((s for s, each in counting if each.state == ConsentState.GIVEN), default=None)
    refused = max((s for s, each in counting if each.state in REFUSING), default=None)
    best = max(permitting, default=None)
    if best is not None and refused is not None and best[0] <= refused:
        best = None
    return {
        "consent_id": best and best[2],
        "consent_basis": best and best[1],
        "consent_state": STATES.categories[max(states)[1]] if states else None,
        "consent_refused": refused is not None and (granted is None or refused >= granted),
    }


def other_channels_of_one(
    given: Sequence[Consented], optouts: Sequence[Stop], question: Values, terms: Terms
) -> Values:
    """By which channels the notice may go instead."""
    gone = question["erased"] or any(stop.scope == OptOutScope.GLOBAL for stop in optouts)
    refused = {
        each.channel
        for each in given
        if each.state in REFUSING and each.purpose == question["purpose"]
    }
    left = [channel for channel in but_voice(terms.channels) if channel not in refused]
    return {"other_channels": [] if gone else left}


def _counting(given: Sequence[Consented], question: Values) -> Iterator[tuple[datetime, Consented]]:
    """Those to calls for the purpose, with their beginning; what is yet to begin counts only where
    it refuses.
    """
    for each in given:
        asked_about = each.channel == Channel.VOICE and each.purpose == question["purpose"]
        if not asked_about or each.since is None:
            continue
        if each.state in REFUSING or each.since <= question["at"]:
            yield each.since, each


def _state(each: Consented, at: datetime) -> str:
    """As it stands at that moment."""
    lapsed = each.expires_at is not None and each.expires_at <= at
    return str(ConsentState.EXPIRED) if each.state == ConsentState.GIVEN and lapsed else each.state


def _permits(each: Consented, question: Values, terms: Terms) -> bool:
    """A signed consent (PEWC) is for the number it names."""
    here = each.basis != LegalBasis.PEWC or each.number == question["number"]
    return _state(each, question["at"]) == ConsentState.GIVEN and here and each.basis in terms.bases

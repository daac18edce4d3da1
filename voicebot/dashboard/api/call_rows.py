"""Which calls programs ask for, and how they see them."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.adapters.storage.listed_call import ListedCall
from voicebot.adapters.storage.wanted_calls import WantedCalls
from voicebot.dashboard.access import require
from voicebot.dashboard.api.parts import Moment, Note, Number, Strict
from voicebot.dashboard.masking import Masking
from voicebot.dashboard.scopes import Scope
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, RefusalKind

Share = Annotated[float, Field(ge=0, le=1)]


class CallConditions(Strict):
    """Each condition given narrows the calls; `words` as typed, all of them said by the person.

    `number` and `words` need the scope `persons:read`. `until` is outside.
    """

    number: Number | None = None
    campaign: Note = ""
    disposition: Disposition | None = None
    refusal_kind: RefusalKind | None = None
    answered_by: AnsweredBy | None = None
    direction: Literal["outbound", "inbound"] | None = None
    words: Annotated[Note, Field(max_length=200)] = ""
    surer_than: Share | None = None
    less_sure_than: Share | None = None
    since: Moment | None = None
    until: Moment | None = None

    def wanted(self, token: ApiToken) -> WantedCalls:
        """Raises Refused (403): who may not see persons cannot find them by asking either."""
        if self.number or self.words:
            require(token, Scope.PERSONS_READ)
        return WantedCalls(
            number=self.number or "",
            campaign_id=self.campaign,
            disposition=self.disposition or "",
            refusal_kind=self.refusal_kind or "",
            answered_by=self.answered_by or "",
            direction=self.direction or "",
            words=self.words,
            surer_than=self.surer_than,
            less_sure_than=self.less_sure_than,
            since=self.since,
            until=self.until,
        )


class AskedCalls(CallConditions):
    """A page of them."""

    cursor: Annotated[
        str, Field(max_length=500, description="`next` of the page before; empty: the first one.")
    ] = ""
    size: Annotated[int, Field(ge=1, le=500, description="At most so many.")] = 100


def listed(call: ListedCall, mask: Masking) -> dict[str, Any]:
    """One call of a list, persons as the program may see them."""
    return asdict(call) | {
        "at": call.at.isoformat(),
        "number": mask.number(call.number),
        "name": mask.name(call.name),
        "said": mask.words(call.said),
        "corrected": list(call.corrected),
    }

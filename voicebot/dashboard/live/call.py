"""One call on the board, and how it is shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voicebot.adapters.storage.call_tail import CallTail
from voicebot.adapters.storage.live_calls import UnderWay
from voicebot.conversation.ports import Recorded
from voicebot.dashboard.live.line import Line
from voicebot.dashboard.live.story import ENDED, Story


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call as it stands now. `place` is its line on the board, `began` by the machine's clock.

    `here`: its folder lies on this machine. `steered`: this process holds it. `audible`: the law of
    the person's place lets their voice be kept, and so be heard. `disposition` is empty until the
    call is settled.
    """

    attempt_id: str
    place: int
    about: UnderWay
    began: datetime
    state: str
    answered: bool
    ended_s: float | None
    here: bool
    steered: bool
    audible: bool
    disposition: str
    lines: tuple[Line, ...] = ()

    @property
    def over(self) -> bool:
        """True once the call has ended."""
        return self.state == ENDED

    @property
    def head(self) -> tuple[object, ...]:
        """What a card shows besides state and transcript; when it changes, the card does."""
        return self.here, self.steered, self.answered, self.over, self.disposition


class LiveCall:
    """Reads one call's log as it grows."""

    def __init__(self, about: UnderWay, place: int) -> None:
        self.about = about
        self.place = place
        self.story = Story()
        self.tail: CallTail | None = None
        self.steered = False
        self.disposition = ""
        self.ended_at: float | None = None  # monotonic; when the books knew that it is over
        self.published = False
        self.head_shown: tuple[object, ...] = ()
        self.state_shown = ""
        self.shown_to: set[str] = set()  # users whose look at it is journalled

    @property
    def attempt_id(self) -> str:
        """Its id."""
        return self.about.attempt_id

    @property
    def number(self) -> str | None:
        """The person's number."""
        return self.about.order.number

    def read(self) -> tuple[Line, ...]:
        """The lines that what was written down since has changed."""
        for event in self.tail.more() if self.tail else ():
            self.story.take(event)
        return self.story.changed()

    def over(self, disposition: str, at: float) -> None:
        """The books know it as ended."""
        self.disposition, self.ended_at = disposition, at
        self.story.state = ENDED

    def shown(self, *, whole: bool = False) -> CallShown:
        """As it stands; with its transcript where the `whole` call is wanted."""
        story, order = self.story, self.about.order
        began = (story.began_at or self.about.at) - timedelta(seconds=order.now_offset_s)
        return CallShown(
            attempt_id=self.attempt_id,
            place=self.place,
            about=self.about,
            began=began,
            state=story.state,
            answered=story.answered,
            ended_s=story.ended_s,
            here=self.tail is not None,
            steered=self.steered,
            audible=order.recorded is not Recorded.NOTHING,
            disposition=self.disposition,
            lines=tuple(story.lines.values()) if whole else (),
        )

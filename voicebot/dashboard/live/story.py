"""A live call's transcript and state, as they come out of its events one by one."""

from dataclasses import replace
from datetime import datetime

from voicebot.conversation import events
from voicebot.conversation.events import Event
from voicebot.dashboard.languages import mark
from voicebot.dashboard.live.happenings import happening
from voicebot.dashboard.live.line import CALLEE, HAPPENED, ROBOT, Line
from voicebot.dashboard.live.meanings import meant, tone_of

DIALLING, RINGING, ANSWERED = mark("dialling"), mark("ringing"), mark("answered")
ROBOT_SPEAKS, PERSON_SPEAKS = mark("the robot speaks"), mark("the person speaks")
LISTENS, HANDED_OVER, ENDED = mark("the robot listens"), mark("being handed over"), mark("ended")

STATES: dict[type[Event], str] = {
    events.Ringing: RINGING,
    events.EarlyMedia: RINGING,
    events.Answered: ANSWERED,
    events.PromptStarted: ROBOT_SPEAKS,
    events.PromptEnded: LISTENS,
    events.SpeechStarted: PERSON_SPEAKS,
    events.SpeechEnded: LISTENS,
    events.TransferStarted: HANDED_OVER,
    events.HungUp: ENDED,
}


class Story:
    """What has happened on one call. `lines` are in order; an empty one is gone."""

    def __init__(self) -> None:
        self.state = DIALLING
        self.began_at: datetime | None = None
        self.answered = False
        self.ended_s: float | None = None
        self.fell_behind = 0
        self.lines: dict[int, Line] = {}
        self._changed: set[int] = set()
        self._speaking: int | None = None  # the robot's line that is being said
        self._open: list[int] = []  # the person's lines whose words are not final
        self._said: int | None = None  # the person's last line

    def changed(self) -> tuple[Line, ...]:
        """The lines that changed since this was asked last."""
        found = tuple(self.lines[key] for key in sorted(self._changed))
        self._changed.clear()
        return found

    def take(self, event: Event) -> None:
        """Take in what happened next."""
        self.state = STATES.get(type(event), self.state) if self.ended_s is None else ENDED
        match event:
            case events.Began():
                self.began_at = event.at
            case events.Answered():
                self.answered = True
            case events.PromptStarted(at_s, _, text):
                self._drop_unheard()
                self._robot_falls_silent(completed=True)
                self._speaking = self._add(Line(0, ROBOT, at_s, text, growing=True))
            case events.PromptEnded(_, _, completed):
                self._robot_falls_silent(completed)
            case events.SpeechStarted(at_s):
                self._person_begins(at_s)
            case events.Heard():
                self._heard(event)
            case events.Understood():
                self._understood(event)
            case events.RecognitionFellBehind(_, skipped):
                self.fell_behind += skipped
        self._happened(event)

    def _happened(self, event: Event) -> None:
        told = happening(event)
        if told is not None:
            self._add(Line(0, HAPPENED, event.at_s, told.said, told.what, told.term, told.tone))
        if isinstance(event, events.HungUp):
            self.ended_s = event.at_s
            self._robot_falls_silent(completed=True)

    def _robot_falls_silent(self, completed: bool) -> None:
        if self._speaking is not None:
            self._put(replace(self.lines[self._speaking], growing=False, cut=not completed))
            self._speaking = None

    def _person_begins(self, at_s: float) -> None:
        if not self._open:
            self._open.append(self._add(Line(0, CALLEE, at_s, growing=True)))

    def _heard(self, event: events.Heard) -> None:
        """A partial result grows the newest open line; a final one closes the oldest."""
        if not self._open:
            self._person_begins(event.from_s)
        key = self._open.pop(0) if event.final else self._open[-1]
        self._put(replace(self.lines[key], said=event.text, growing=not event.final))
        if event.final and event.text:
            self._said = key

    def _understood(self, event: events.Understood) -> None:
        if self._said is not None and meant(event):
            line = self.lines[self._said]
            self._put(replace(line, meant=meant(event), tone=tone_of(event)))

    def _drop_unheard(self) -> None:
        """Sounds that no words came of."""
        for key in [key for key in self._open if not self.lines[key].said]:
            self._open.remove(key)
            self._put(replace(self.lines[key], growing=False))

    def _add(self, line: Line) -> int:
        key = len(self.lines)
        self._put(replace(line, key=key))
        return key

    def _put(self, line: Line) -> None:
        self.lines[line.key] = line
        self._changed.add(line.key)

"""A call's times, measured from its events."""

from voicebot.conversation import events as ev
from voicebot.outcomes.course import Course
from voicebot.outcomes.record import Timings, TranscriptLine


def timings_of(course: Course) -> Timings:
    """Seconds to the millisecond, milliseconds to the tenth; None where it did not happen."""
    return Timings(
        ring_s=_seconds(_ring_s(course)),
        talk_s=_seconds(course.talk_s),
        speech_end_to_saved_ms=_saved_ms(course),
        barge_in_ms=_barge_in_ms(course),
        identified_s=_seconds(_identified_s(course)),
        response_ms=_response_ms(course),
    )


def transcript_of(course: Course) -> tuple[TranscriptLine, ...]:
    """What both sides said, by time; of the person only final words, save a last unfinished one."""
    lines: list[TranscriptLine] = []
    unfinished: ev.Heard | None = None
    for event in course.events:
        if isinstance(event, ev.PromptStarted):
            lines.append(TranscriptLine(event.at_s, "robot", event.text))
        elif isinstance(event, ev.Heard):
            unfinished = None if event.final else event
            if event.final and event.text.strip():
                lines.append(_said(event))
    if unfinished is not None and unfinished.text.strip():
        lines.append(_said(unfinished))
    return tuple(sorted(lines, key=lambda line: line.at_s))


def _said(heard: ev.Heard) -> TranscriptLine:
    return TranscriptLine(heard.from_s, "callee", heard.text, heard.confidence)


def _ring_s(course: Course) -> float | None:
    rang = course.first(ev.Ringing) or course.first(ev.EarlyMedia)
    if rang is None:
        return None
    over = course.first(ev.Answered) or course.first(ev.HungUp)
    return None if over is None else max(0.0, over.at_s - rang.at_s)


def _saved_ms(course: Course) -> float | None:
    """0 where an unfinished sentence was enough to act upon."""
    saved = course.first(ev.OptOutSaved)
    if saved is None or saved.speech_ended_s is None:
        return None
    return _milliseconds(saved.at_s - saved.speech_ended_s)


def _barge_in_ms(course: Course) -> float | None:
    barged = course.first(ev.BargedIn)
    return None if barged is None else _milliseconds(barged.at_s - barged.onset_s)


def _identified_s(course: Course) -> float | None:
    """The person's own greeting comes before, and is not counted."""
    spoke, given = course.first(ev.PromptStarted), course.first(ev.IdentityGiven)
    if spoke is None or given is None:
        return None
    return max(0.0, given.at_s - spoke.at_s)


def _response_ms(course: Course) -> tuple[float, ...]:
    """From each end of the person's speech to our next words, unless they spoke on before."""
    waits: list[float] = []
    ended: ev.SpeechEnded | None = None
    for event in course.events:
        if isinstance(event, ev.SpeechEnded):
            ended = event
        elif isinstance(event, ev.SpeechStarted):
            ended = None
        elif isinstance(event, ev.PromptStarted) and ended is not None:
            waits.append(_milliseconds(event.at_s - ended.at_s))
            ended = None
    return tuple(waits)


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _milliseconds(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 1)

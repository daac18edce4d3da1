"""A call's events to its one outcome. Pure: nothing is looked up, and any events have an outcome.

What the person demanded comes before what they asked, that before what the flow achieved, and all
of it before what went wrong on our side: a call that broke down after "stop calling me" is an
opt-out, not a failure.

SILENT and EARLY_HANGUP part by who ended the call: SILENT is ours, after we asked whether anyone
is there; EARLY_HANGUP is theirs, having said nothing to the matter. Where they spoke and it was
not recognised, it is neither.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicebot.conversation import events as ev
from voicebot.outcomes.course import Course
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import OptOutHeard, Outcome
from voicebot.outcomes.timings import timings_of, transcript_of
from voicebot.understanding.intents import AnsweredBy, Intent, RefusalKind

EARLY_S = 10.0  # a hang-up so soon after the identification, with only a greeting said, is early
CONFIRMED = "confirmed"  # the goal that is a confirmation

# Words that show somebody is there and say nothing to the matter.
IDLE_WORDS = frozenset(
    {Intent.GREETING, Intent.BACKCHANNEL, Intent.OTHER, Intent.WHO_IS_THIS, Intent.REPEAT}
)
NO_PERSON = frozenset({AnsweredBy.INTERCEPT, AnsweredBy.CALL_SCREENER})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A disposition, with the kind of refusal in it, and the event or words that decided."""

    disposition: Disposition
    because: str
    refusal_kind: RefusalKind | None = None


Rule = Callable[[Course], Verdict | None]


def settle(events: Sequence[ev.Event]) -> Outcome:
    """Exactly one outcome, whatever the events: torn, repeated, out of time, or none at all."""
    course = Course.of(events)
    verdict = next(found for rule in RULES if (found := rule(course)) is not None)
    goal, told = course.last(ev.GoalReached), course.last(ev.SatisfactionTold)
    return Outcome(
        cause=course.cause,
        answered_by=course.answered_by,
        disposition=verdict.disposition,
        refusal_kind=verdict.refusal_kind,
        opt_out=_opt_out(course),
        callback_at=course.callback_at,
        goal=goal.goal if goal else None,
        transcript=transcript_of(course),
        timings=timings_of(course),
        keys=course.keys,
        because=verdict.because,
        review=_review(course),
        announcement=course.announcement,
        satisfaction=told.satisfaction if told else None,
    )


def _opt_out(course: Course) -> OptOutHeard | None:
    saved = course.first(ev.OptOutSaved)
    if saved is None:
        return None
    return OptOutHeard(
        optout_id=saved.optout_id,
        scope=saved.scope,
        words=saved.words,
        number=saved.number,
        saved_before_acknowledged=course.saved_before_acknowledged,
        where=saved.where,
    )


def opt_out_saved(course: Course) -> Verdict | None:
    """An opt-out on disk decides the call, whatever else happened."""
    saved = course.first(ev.OptOutSaved)
    if saved is None:
        return None
    demanded = _demanded(course)
    kind = RefusalKind.EXPLICIT_OPT_OUT if demanded is None else demanded[1]
    return Verdict(Disposition.OPT_OUT, saved.words, kind)


def opt_out_unsaved(course: Course) -> Verdict | None:
    """A demand that was understood and is on no disk still stops calls, by its consequence."""
    demanded = _demanded(course)
    if demanded is None:
        return None
    words, kind = demanded
    return Verdict(Disposition.HARD_REFUSAL, f"not saved: {words}", kind)


def emergency(course: Course) -> Verdict | None:
    """Somebody was in danger: whatever else was said, it refused nothing."""
    said = course.understood(Intent.EMERGENCY)
    if said is None:
        return None
    return transferred(course) or Verdict(Disposition.PARTIAL, said.text)


def machine(course: Course) -> Verdict | None:
    """An answering machine or a fax: was the message left?"""
    if course.answered_by not in (AnsweredBy.MACHINE, AnsweredBy.FAX):
        return None
    if course.has(ev.MessageLeft):
        return Verdict(Disposition.VOICEMAIL_LEFT, "the message was left")
    return Verdict(Disposition.VOICEMAIL_NOT_LEFT, "a machine answered")


def no_person(course: Course) -> Verdict | None:
    """An operator's announcement, or a screener that did not put us through."""
    if course.answered_by not in NO_PERSON:
        return None
    known = course.last(ev.AnswererKnown)
    told = known.because if known is not None else ""
    return Verdict(Disposition.NOT_REACHED, told or f"answered by {course.answered_by}")


def hostile(course: Course) -> Verdict | None:
    """Abuse."""
    said = _refusal(course, RefusalKind.HOSTILE_REFUSAL)
    if said is None:
        return None
    return Verdict(Disposition.HARD_REFUSAL, said.text, RefusalKind.HOSTILE_REFUSAL)


def complaint(course: Course) -> Verdict | None:
    """A grievance."""
    return _if_understood(course, Intent.COMPLAINT, Disposition.COMPLAINT)


def wrong_number(course: Course) -> Verdict | None:
    """Nobody there has that name."""
    return _if_understood(course, Intent.WRONG_NUMBER, Disposition.WRONG_NUMBER)


def wrong_person(course: Course) -> Verdict | None:
    """Somebody else, who does not know them."""
    return _if_understood(course, Intent.WRONG_PERSON, Disposition.WRONG_PERSON)


def transferred(course: Course) -> Verdict | None:
    """A person took over."""
    if any(ended.ok for ended in course.all(ev.TransferEnded)):
        who = "a supervisor" if course.has(ev.TakenOver) else "the operators"
        return Verdict(Disposition.TRANSFERRED, f"{who} took the call")
    return None


def callback(course: Course) -> Verdict | None:
    """Asked to be called later."""
    asked = course.last(ev.CallbackAsked)
    if asked is None:
        return None
    said = course.understood(Intent.CALLBACK)
    return Verdict(Disposition.CALLBACK_REQUESTED, said.text if said else "asked to call later")


def goal(course: Course) -> Verdict | None:
    """The flow got what it was made for."""
    reached = course.last(ev.GoalReached)
    if reached is None:
        return None
    confirmed = reached.goal == CONFIRMED
    return Verdict(
        Disposition.CONFIRMED if confirmed else Disposition.COMPLETED, f"goal: {reached.goal}"
    )


def soft_refusal(course: Course) -> Verdict | None:
    """A polite no, or "I will contact you myself", which is the firmer of the two."""
    for kind in (RefusalKind.DEFERRED_REFUSAL, RefusalKind.SOFT_REFUSAL):
        said = _refusal(course, kind)
        if said is not None:
            return Verdict(Disposition.SOFT_REFUSAL, said.text, kind)
    return None


def third_party(course: Course) -> Verdict | None:
    """Somebody who knows them."""
    return _if_understood(course, Intent.THIRD_PARTY, Disposition.THIRD_PARTY)


def language_barrier(course: Course) -> Verdict | None:
    """Another language, and nothing came of it."""
    return _if_understood(course, Intent.OTHER_LANGUAGE, Disposition.LANGUAGE_BARRIER)


def failed(course: Course) -> Verdict | None:
    """Our own side broke, or its log breaks off before the end."""
    failure = course.first(ev.Failed)
    if failure is not None:
        return Verdict(Disposition.TECHNICAL_FAILURE, failure.what)
    if not course.has(ev.HungUp):
        return Verdict(Disposition.TECHNICAL_FAILURE, "the call's log breaks off")
    return None


def not_reached(course: Course) -> Verdict | None:
    """Never connected."""
    if not course.answered:
        return Verdict(Disposition.NOT_REACHED, str(course.cause.result))
    return None


def unrecognised(course: Course) -> Verdict | None:
    """They spoke, and words of it never came: nobody can say that they were silent or idle."""
    if not course.has(ev.WordsLost):
        return None
    return abandoned(course) or partial(course)


def silent(course: Course) -> Verdict | None:
    """Nobody spoke even when asked, and we ended the call."""
    if course.has(ev.SilenceEnded):
        return Verdict(Disposition.SILENT, "nobody spoke")
    return None


def early_hangup(course: Course) -> Verdict | None:
    """They hung up having said nothing, or no more than a greeting to our first words."""
    if course.hung_up_by != "callee" or course.keys:
        return None
    kind = RefusalKind.SILENT_REFUSAL
    if not course.said_something:
        return Verdict(Disposition.EARLY_HANGUP, "hung up without a word", kind)
    if _only_idle_words(course) and _ended_early(course):
        return Verdict(Disposition.EARLY_HANGUP, "hung up at our first words", kind)
    return None


def abandoned(course: Course) -> Verdict | None:
    """They answered, and we said nothing to them (47 CFR 64.1200(a)(7))."""
    if not course.has(ev.PromptStarted):
        return Verdict(Disposition.ABANDONED, "nothing was said to the person")
    return None


def partial(course: Course) -> Verdict:
    """A conversation that came to no end."""
    if course.has(ev.EndedBySupervisor) and course.hung_up_by == "robot":
        return Verdict(Disposition.PARTIAL, "ended by a supervisor")
    if course.has(ev.WordsLost):
        return Verdict(Disposition.PARTIAL, "words were not recognised in time")
    return Verdict(Disposition.PARTIAL, f"ended by the {course.hung_up_by or 'log'}")


# The first rule that applies decides.
RULES: tuple[Rule, ...] = (
    opt_out_saved,
    machine,
    no_person,
    opt_out_unsaved,
    emergency,
    hostile,
    complaint,
    wrong_number,
    wrong_person,
    transferred,
    callback,
    goal,
    soft_refusal,
    third_party,
    language_barrier,
    failed,
    not_reached,
    unrecognised,
    silent,
    early_hangup,
    abandoned,
    partial,
)


def _if_understood(course: Course, intent: Intent, disposition: Disposition) -> Verdict | None:
    said = course.understood(intent)
    return None if said is None else Verdict(disposition, said.text)


def _demanded(course: Course) -> tuple[str, RefusalKind] | None:
    """The words and the kind of the first demand to stop that was not denied when asked about."""
    for said in course.undenied:
        if isinstance(said, ev.AskedWhetherToStop):
            return said.words, said.refusal_kind or RefusalKind.EXPLICIT_OPT_OUT
        if said.opt_out:
            return said.text, said.refusal_kind or RefusalKind.EXPLICIT_OPT_OUT
    return None


def _review(course: Course) -> str:
    """Why a person should look at this call; "" where none need to."""
    people = course.answered_by not in (*NO_PERSON, AnsweredBy.MACHINE, AnsweredBy.FAX)
    return "emergency" if people and course.understood(Intent.EMERGENCY) else ""


def _refusal(course: Course, kind: RefusalKind) -> ev.Understood | None:
    return next((u for u in course.all(ev.Understood) if u.refusal_kind is kind), None)


def _only_idle_words(course: Course) -> bool:
    return all(said.intent in IDLE_WORDS for said in course.all(ev.Understood))


def _ended_early(course: Course) -> bool:
    given, ended = course.first(ev.IdentityGiven), course.first(ev.HungUp)
    return given is None or (ended is not None and ended.at_s - given.at_s < EARLY_S)

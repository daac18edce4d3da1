"""Any sequence of call events settles to exactly one outcome, and to the right one."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from voicebot.conversation import events as ev
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.outcomes.course import UNTOLD_S
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import EARLY_S, settle
from voicebot.understanding.intents import AnsweredBy, Intent, RefusalKind

AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
WELL = Cause(NetworkResult.ANSWERED, 200, 16)
BEGAN = ev.Began(0.0, "a1", "outbound", "+12025550123", "reminder", "en", AT)
RINGING = ev.Ringing(0.5)
ANSWERED = ev.Answered(4.0)
IDENTIFIED = (
    ev.PromptStarted(5.0, "identification", "This is the clinic's robot."),
    ev.PromptEnded(9.0, "identification", True),
    ev.IdentityGiven(9.0),
)
SAVED = ev.OptOutSaved(14.4, "o1", "+12025550123", "SELLER", "stop calling me", "database", 14.0)
UP = (BEGAN, RINGING, ANSWERED, *IDENTIFIED)


def heard(text: str, at_s: float = 12.0) -> ev.Heard:
    return ev.Heard(at_s, text, 0.9, True, at_s - 1.0, at_s)


def meant(text: str, intent: Intent, kind: RefusalKind | None = None) -> ev.Understood:
    return ev.Understood(12.1, text, intent, 0.9, kind, intent is Intent.OPT_OUT)


def hung_up(by: str = "callee", at_s: float = 20.0, cause: Cause = WELL) -> ev.HungUp:
    assert by in ("callee", "robot", "network")
    return ev.HungUp(at_s, by, cause)  # type: ignore[arg-type]


def said(text: str, intent: Intent, kind: RefusalKind | None = None) -> tuple[ev.Event, ...]:
    return (*UP, heard(text), meant(text, intent, kind), hung_up())


CASES: list[tuple[str, Sequence[ev.Event], Disposition, RefusalKind | None]] = [
    (
        "confirmed",
        (
            *UP,
            heard("yes"),
            meant("yes", Intent.AFFIRM),
            ev.GoalReached(13.0, "confirmed"),
            hung_up("robot"),
        ),
        Disposition.CONFIRMED,
        None,
    ),
    (
        "another goal",
        (*UP, heard("yes"), ev.GoalReached(13.0, "already_paid"), hung_up("robot")),
        Disposition.COMPLETED,
        None,
    ),
    (
        "opt-out",
        (
            *UP,
            heard("stop calling me"),
            meant("stop calling me", Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT),
            SAVED,
            hung_up("robot"),
        ),
        Disposition.OPT_OUT,
        RefusalKind.EXPLICIT_OPT_OUT,
    ),
    (
        "opt-out by key",
        (*UP, ev.KeyPressed(12.0, "9"), SAVED, hung_up("robot")),
        Disposition.OPT_OUT,
        RefusalKind.EXPLICIT_OPT_OUT,
    ),
    (
        "opt-out, then we broke",
        (*UP, SAVED, ev.Failed(15.0, "agent died")),
        Disposition.OPT_OUT,
        RefusalKind.EXPLICIT_OPT_OUT,
    ),
    (
        "opt-out on voicemail",
        (*UP, ev.AnswererKnown(6.0, AnsweredBy.MACHINE), SAVED, hung_up()),
        Disposition.OPT_OUT,
        RefusalKind.EXPLICIT_OPT_OUT,
    ),
    (
        "reasoned",
        (
            *UP,
            meant("always refused", Intent.OPT_OUT, RefusalKind.REASONED_REFUSAL),
            SAVED,
            hung_up(),
        ),
        Disposition.OPT_OUT,
        RefusalKind.REASONED_REFUSAL,
    ),
    (
        "opt-out not saved",
        said("stop calling me", Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT),
        Disposition.HARD_REFUSAL,
        RefusalKind.EXPLICIT_OPT_OUT,
    ),
    (
        "polite no",
        said("no thanks", Intent.REFUSAL, RefusalKind.SOFT_REFUSAL),
        Disposition.SOFT_REFUSAL,
        RefusalKind.SOFT_REFUSAL,
    ),
    (
        "will contact us",
        said("I'll call you", Intent.REFUSAL, RefusalKind.DEFERRED_REFUSAL),
        Disposition.SOFT_REFUSAL,
        RefusalKind.DEFERRED_REFUSAL,
    ),
    (
        "abuse",
        said("go to hell", Intent.REFUSAL, RefusalKind.HOSTILE_REFUSAL),
        Disposition.HARD_REFUSAL,
        RefusalKind.HOSTILE_REFUSAL,
    ),
    ("wrong number", said("wrong number", Intent.WRONG_NUMBER), Disposition.WRONG_NUMBER, None),
    ("wrong person", said("I am not John", Intent.WRONG_PERSON), Disposition.WRONG_PERSON, None),
    ("third party", said("he is not home", Intent.THIRD_PARTY), Disposition.THIRD_PARTY, None),
    ("complaint", said("terrible service", Intent.COMPLAINT), Disposition.COMPLAINT, None),
    (
        "another language",
        said("no entiendo", Intent.OTHER_LANGUAGE),
        Disposition.LANGUAGE_BARRIER,
        None,
    ),
    (
        "another language, then a goal",
        (
            *UP,
            meant("по-русски", Intent.OTHER_LANGUAGE),
            ev.GoalReached(15.0, "confirmed"),
            hung_up(),
        ),
        Disposition.CONFIRMED,
        None,
    ),
    (
        "transferred",
        (
            *UP,
            ev.TransferStarted(13.0, "operators"),
            ev.TransferEnded(14.0, True, 200),
            hung_up("robot"),
        ),
        Disposition.TRANSFERRED,
        None,
    ),
    (
        "taken over by a supervisor",
        (
            *UP,
            ev.TakenOver(12.0, "a.supervisor", "711"),
            ev.TransferStarted(13.0, "711"),
            ev.TransferEnded(14.0, True, 200),
            hung_up("robot"),
        ),
        Disposition.TRANSFERRED,
        None,
    ),
    (
        "ended by a supervisor",
        (*UP, ev.EndedBySupervisor(12.0, "a.supervisor"), hung_up("robot")),
        Disposition.PARTIAL,
        None,
    ),
    (
        "transfer refused",
        (
            *UP,
            heard("operator"),
            meant("operator", Intent.OPERATOR),
            ev.TransferEnded(14.0, False, 503),
            hung_up(),
        ),
        Disposition.PARTIAL,
        None,
    ),
    (
        "callback",
        (*UP, ev.CallbackAsked(13.0, AT), hung_up("robot")),
        Disposition.CALLBACK_REQUESTED,
        None,
    ),
    (
        "message left",
        (
            BEGAN,
            ANSWERED,
            ev.AnswererKnown(6.0, AnsweredBy.MACHINE),
            ev.MessageLeft(20.0),
            hung_up("robot"),
        ),
        Disposition.VOICEMAIL_LEFT,
        None,
    ),
    (
        "machine, no message",
        (BEGAN, ANSWERED, ev.AnswererKnown(6.0, AnsweredBy.MACHINE), hung_up("robot")),
        Disposition.VOICEMAIL_NOT_LEFT,
        None,
    ),
    (
        "announcement",
        (
            BEGAN,
            ev.EarlyMedia(1.0),
            ev.AnswererKnown(3.0, AnsweredBy.INTERCEPT),
            hung_up("robot", 4.0, Cause(NetworkResult.NO_ANSWER, 480, 20)),
        ),
        Disposition.NOT_REACHED,
        None,
    ),
    (
        "busy",
        (BEGAN, hung_up("network", 1.0, Cause(NetworkResult.BUSY, 486, 17))),
        Disposition.NOT_REACHED,
        None,
    ),
    (
        "rings out",
        (BEGAN, RINGING, hung_up("robot", 25.0, Cause(NetworkResult.NO_ANSWER, 487, None))),
        Disposition.NOT_REACHED,
        None,
    ),
    (
        "silent",
        (*UP, ev.AskedAboutSilence(14.0), ev.SilenceEnded(20.0), hung_up("robot", 21.0)),
        Disposition.SILENT,
        None,
    ),
    (
        "listens and hangs up",
        (*UP, hung_up("callee", 60.0)),
        Disposition.EARLY_HANGUP,
        RefusalKind.SILENT_REFUSAL,
    ),
    (
        "hangs up at once",
        (BEGAN, RINGING, ANSWERED, hung_up("callee", 4.8)),
        Disposition.EARLY_HANGUP,
        RefusalKind.SILENT_REFUSAL,
    ),
    (
        "a greeting and gone",
        (
            *UP,
            heard("hello"),
            meant("hello", Intent.GREETING),
            hung_up("callee", 9.0 + EARLY_S / 2),
        ),
        Disposition.EARLY_HANGUP,
        RefusalKind.SILENT_REFUSAL,
    ),
    (
        "talked and hung up",
        (*UP, heard("what time"), meant("what time", Intent.OTHER), hung_up("callee", 60.0)),
        Disposition.PARTIAL,
        None,
    ),
    (
        "spoke, was not recognised, and hung up",
        (*UP, ev.SpeechStarted(10.0), hung_up(), ev.WordsLost(35.0, 10.0)),
        Disposition.PARTIAL,
        None,
    ),
    (
        "recognised only after the call, at our first words",
        (*UP, hung_up("callee", 12.0), ev.WordsLost(27.0, 10.0), heard("hello")),
        Disposition.PARTIAL,
        None,
    ),
    (
        "spoke, was not recognised, and was taken for silent",
        (*UP, ev.SilenceEnded(20.0), hung_up("robot", 21.0), ev.WordsLost(36.0, 10.0)),
        Disposition.PARTIAL,
        None,
    ),
    (
        "spoke, was not recognised, and heard nothing of us",
        (BEGAN, ANSWERED, hung_up("callee", 7.0), ev.WordsLost(22.0, 5.0)),
        Disposition.ABANDONED,
        None,
    ),
    (
        "agreed, and the goodbye was not recognised",
        (*UP, ev.GoalReached(13.0, "confirmed"), hung_up(), ev.WordsLost(35.0, 19.0)),
        Disposition.CONFIRMED,
        None,
    ),
    (
        "abandoned",
        (BEGAN, ANSWERED, heard("hello", 5.0), hung_up("robot", 7.0)),
        Disposition.ABANDONED,
        None,
    ),
    ("we broke", (BEGAN, ev.Failed(0.1, "no line")), Disposition.TECHNICAL_FAILURE, None),
    (
        "we broke after a wrong number",
        (*UP, meant("wrong number", Intent.WRONG_NUMBER), ev.Failed(13.0, "agent died")),
        Disposition.WRONG_NUMBER,
        None,
    ),
    ("the log breaks off", UP, Disposition.TECHNICAL_FAILURE, None),
    ("nothing", (), Disposition.TECHNICAL_FAILURE, None),
]


@pytest.mark.parametrize(
    ("events", "disposition", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_call_settles_as_it_went(
    events: Sequence[ev.Event], disposition: Disposition, kind: RefusalKind | None
) -> None:
    outcome = settle(events)
    assert (outcome.disposition, outcome.refusal_kind) == (disposition, kind)


def test_who_answered_in_silence_is_told_only_after_a_while() -> None:
    assert settle((BEGAN, ANSWERED, hung_up("callee", 4.8))).answered_by is AnsweredBy.NONE
    later = hung_up("callee", 4.0 + UNTOLD_S + 1)
    assert settle((BEGAN, ANSWERED, later)).answered_by is AnsweredBy.NOT_SURE


def test_an_announcement_keeps_the_network_result_and_says_what_it_told() -> None:
    known = ev.AnswererKnown(3.0, AnsweredBy.INTERCEPT, "SWITCHED_OFF: switched off")
    cause = Cause(NetworkResult.NO_ANSWER, 480, 20)
    outcome = settle((BEGAN, ev.EarlyMedia(1.0), known, hung_up("robot", 4.0, cause)))
    assert (outcome.answered_by, outcome.cause) == (AnsweredBy.INTERCEPT, cause)
    assert outcome.because == "SWITCHED_OFF: switched off"


def test_a_doubtful_opt_out_that_was_asked_about_and_denied_stops_nothing() -> None:
    doubt = ev.Understood(
        12.0, "stop", Intent.OPT_OUT, 0.6, RefusalKind.EXPLICIT_OPT_OUT, opt_out=True
    )
    denied = ev.Understood(15.0, "no go on", Intent.AFFIRM, 0.9)
    asked = ev.AskedWhetherToStop(12.1, "stop", 0.6, RefusalKind.EXPLICIT_OPT_OUT)
    events = (*UP, doubt, asked, ev.StopNotWanted(15.0), denied, ev.GoalReached(16.0, "confirmed"))
    assert settle((*events, hung_up())).disposition is Disposition.CONFIRMED


@pytest.mark.parametrize("kind", [RefusalKind.EXPLICIT_OPT_OUT, RefusalKind.REASONED_REFUSAL])
def test_a_likely_demand_that_nobody_denied_and_nobody_saved_is_a_refusal_of_its_kind(
    kind: RefusalKind,
) -> None:
    soft = meant("I have had it with this", Intent.OTHER)
    asked = ev.AskedWhetherToStop(12.2, "I have had it with this", 0.5, kind)
    outcome = settle((*UP, soft, asked, hung_up()))
    assert (outcome.disposition, outcome.refusal_kind) == (Disposition.HARD_REFUSAL, kind)
    saved = settle((*UP, soft, asked, SAVED, hung_up()))
    assert (saved.disposition, saved.refusal_kind) == (Disposition.OPT_OUT, kind)


@pytest.mark.parametrize("ok", [True, False])
def test_an_emergency_is_no_refusal_whatever_else_was_said_and_somebody_looks_at_it(
    ok: bool,
) -> None:
    events = (
        *UP,
        meant("no thank you", Intent.REFUSAL, RefusalKind.SOFT_REFUSAL),
        meant("idiots", Intent.REFUSAL, RefusalKind.HOSTILE_REFUSAL),
        meant("help, fire", Intent.EMERGENCY),
        ev.TransferEnded(15.0, ok),
    )
    outcome = settle((*events, hung_up()))
    assert outcome.disposition is (Disposition.TRANSFERRED if ok else Disposition.PARTIAL)
    assert outcome.refusal_kind is None
    assert outcome.review == "emergency"


def test_a_call_without_an_emergency_needs_no_review() -> None:
    assert settle(said("stop calling me", Intent.OPT_OUT)).review == ""


def test_the_times_of_a_call_are_measured() -> None:
    events = (
        *UP,
        ev.PromptStarted(9.1, "reminder", "Your appointment is tomorrow."),
        ev.BargedIn(10.3, 10.1),
        ev.PromptEnded(10.3, "reminder", False),
        ev.SpeechStarted(10.1),
        ev.SpeechEnded(11.0, 11.5),
        heard("stop calling me", 11.2),
        ev.OptOutSaved(11.4, "o1", "+12025550123", "SELLER", "stop calling me", "database", 11.0),
        ev.OptOutAcknowledged(11.5),
        ev.PromptStarted(11.8, "goodbye", "We will not call again."),
        hung_up("robot", 14.0),
    )
    outcome = settle(events)
    times = outcome.timings
    assert (times.ring_s, times.talk_s, times.identified_s) == (3.5, 10.0, 4.0)
    assert times.speech_end_to_saved_ms == pytest.approx(400)
    assert times.barge_in_ms == pytest.approx(200)
    assert times.response_ms == (pytest.approx(800),)
    assert outcome.opt_out is not None
    assert outcome.opt_out.saved_before_acknowledged
    assert [line.who for line in outcome.transcript] == ["robot", "robot", "callee", "robot"]


def test_an_acknowledgement_before_the_save_is_told() -> None:
    outcome = settle((*UP, ev.OptOutAcknowledged(14.0), SAVED, hung_up()))
    assert outcome.opt_out is not None
    assert not outcome.opt_out.saved_before_acknowledged


def test_words_cut_off_by_the_end_stay_in_the_transcript() -> None:
    partial = ev.Heard(12.0, "stop call", 0.5, False, 11.0, 12.0)
    assert settle((*UP, partial, hung_up())).transcript[-1].text == "stop call"

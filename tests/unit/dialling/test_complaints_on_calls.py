"""What a person complains of on a call is a complaint like one that was written."""

from datetime import timedelta

from tests.fakes.ann import NUMBER, contact, wish
from tests.fakes.lines import FakeLines, began
from voicebot.bootstrap import Office
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import ANSWER_WITHIN, ComplaintState, FeedbackKind
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.events import Answered, Event, HungUp, PromptStarted, Understood
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.wish import Wish
from voicebot.eligibility.deciding import decide
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import Intent, RefusalKind

WORDS = "this is an outrage I want to complain"


def complains(order: CallOrder) -> tuple[Event, ...]:
    return (
        began(order),
        Answered(1.0),
        PromptStarted(1.2, "identification", "Hello"),
        Understood(4.0, WORDS, Intent.COMPLAINT, 0.9),
        HungUp(6.0, "callee", Cause(NetworkResult.ANSWERED, 200, 16)),
    )


def complains_before(with_ann: Office) -> None:
    attempted = with_ann.attempt(FakeLines(complains)).run(wish())
    assert attempted.record is not None
    assert attempted.record.outcome.disposition is Disposition.COMPLAINT


def test_it_is_open_with_the_same_deadline_as_a_written_one(with_ann: Office) -> None:
    complains_before(with_ann)
    (kept,) = with_ann.storage.complaints.every()
    assert (kept.number, kept.kind, kept.state) == (
        NUMBER,
        FeedbackKind.COMPLAINT,
        ComplaintState.OPEN,
    )
    assert (kept.text, kept.channel) == (WORDS, Channel.VOICE)
    assert kept.answer_due_at == kept.at + ANSWER_WITHIN


def test_it_freezes_advertising_until_it_is_resolved_and_what_is_owed_goes_out(
    with_ann: Office,
) -> None:
    complains_before(with_ann)

    def reasons(purpose: Purpose) -> tuple[str, ...]:
        asked = Wish(contact(), "survey", purpose, "en", {})
        at = with_ann.clock.now() + timedelta(days=8)
        return decide(with_ann.storage.books.facts(asked.question(asked.order(), at))).reasons

    assert "OPEN_COMPLAINT" in reasons(Purpose.SURVEY)
    assert "OPEN_COMPLAINT" not in reasons(Purpose.TRANSACTIONAL)
    (kept,) = with_ann.storage.complaints.every()
    with_ann.storage.complaints.resolve(kept.complaint_id, "we said sorry")
    assert "OPEN_COMPLAINT" not in reasons(Purpose.SURVEY)


def test_settling_the_same_call_again_opens_no_second_one(with_ann: Office) -> None:
    lines = FakeLines(complains)
    attempted = with_ann.attempt(lines).run(wish())
    (order,) = lines.placed
    with_ann.settling().settle(
        order, FakeLines(complains).place(order), attempted.decision.at, None
    )
    assert len(list(with_ann.storage.complaints.every())) == 1


def threatens(order: CallOrder) -> tuple[Event, ...]:
    threat = RefusalKind.THREAT_OF_COMPLAINT
    said = Understood(4.0, "I will tell the police", Intent.OPT_OUT, 0.9, threat, True)
    return (
        began(order),
        Answered(1.0),
        PromptStarted(1.2, "identification", "Hello"),
        said,
        HungUp(6.0, "callee", Cause(NetworkResult.ANSWERED, 200, 16)),
    )


def test_a_threat_is_a_complaint_whose_resolution_ends_the_legal_hold(
    with_ann: Office,
) -> None:
    with_ann.attempt(FakeLines(threatens)).run(wish())

    def reasons() -> tuple[str, ...]:
        at = with_ann.clock.now() + timedelta(days=8)
        return decide(with_ann.storage.books.facts(wish().question(wish().order(), at))).reasons

    assert {"LEGAL_HOLD", "INTERNAL_DNC"} <= set(reasons())
    (kept,) = with_ann.storage.complaints.every()
    with_ann.storage.complaints.resolve(kept.complaint_id, "the lawyers agreed")
    assert "LEGAL_HOLD" not in reasons()
    assert "INTERNAL_DNC" in reasons()

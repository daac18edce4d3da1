"""The one question about what is likely a demand to stop, and what counts as an answer to it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.rehearsed import finish, said, saved
from tests.fakes.unsure import Unsure
from voicebot.conversation import events
from voicebot.conversation.answers import is_clear_no
from voicebot.conversation.flow import load_flow
from voicebot.conversation.phrases import phrases
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import settle
from voicebot.understanding.intents import Intent, RefusalKind
from voicebot.understanding.meaning import understand
from voicebot.understanding.words import words_of

DIALPLANS = Path(__file__).parents[3] / "dialplans"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
NUMBER = "+12025550199"
LIKELY = {"en": "sick of this", "ru": "надоело это"}
GREETING = {"en": "hello", "ru": "алло"}

Answer = Callable[[Rehearsal], None]


def asked(language: str = "en", words: str | None = None, guess: float | None = None) -> Rehearsal:
    """A call that has come to the question."""
    rehearsal = begun(language, guess)
    rehearsal.speak(GREETING[language])
    finish(rehearsal)
    rehearsal.speak(words or LIKELY[language])
    assert rehearsal.prompt is not None
    assert rehearsal.prompt.name == "shall_we_stop"
    return rehearsal


def begun(language: str = "en", guess: float | None = None) -> Rehearsal:
    flow = load_flow(DIALPLANS / "appointment_reminder.yaml")
    order = rehearsed_order(flow, language, NUMBER)
    unsure = Unsure(words=frozenset({*LIKELY.values(), "can call"}), guess=guess)
    session = Session(flow, order, seller="Northern Clinic", now=NOW, understanding=unsure)
    rehearsal = Rehearsal(session, order, NOW)
    rehearsal.dial()
    rehearsal.answer()
    return rehearsal


YES: dict[str, Answer] = {
    "silence": lambda call: call.keep_silent(),
    "a yes": lambda call: call.speak("yes"),
    "words that mean nothing": lambda call: call.speak("the weather is fine"),
    "what?": lambda call: call.speak("what?"),
    "a polite no to everything": lambda call: call.speak("no thank you"),
    "an unclear no": lambda call: call.speak("no more"),
    "abuse": lambda call: call.speak("go to hell"),
    "a wish for a person": lambda call: call.speak("I want a person"),
    "a wrong number": lambda call: call.speak("wrong number"),
    "key 1": lambda call: call.press("1"),
    "key 9": lambda call: call.press("9"),
    "a hang-up": lambda call: call.hang_up(),
}


@pytest.mark.parametrize("answer", YES.values(), ids=YES.keys())
@pytest.mark.parametrize("heard_out", [True, False])
def test_whatever_is_no_clear_no_is_a_yes(answer: Answer, heard_out: bool) -> None:
    rehearsal = asked()
    if heard_out:
        finish(rehearsal)
    answer(rehearsal)
    if not heard_out and not saved(rehearsal):
        finish(rehearsal)
        rehearsal.keep_silent()
    (save,) = saved(rehearsal)
    assert save.words.startswith(LIKELY["en"])
    assert save.refusal_kind is RefusalKind.EXPLICIT_OPT_OUT
    finish(rehearsal)
    outcome = settle(rehearsal.log)
    assert outcome.disposition is Disposition.OPT_OUT
    assert outcome.refusal_kind is RefusalKind.EXPLICIT_OPT_OUT


@given(st.text(max_size=60), st.sampled_from(("en", "ru")))
@settings(max_examples=150, deadline=None)
def test_any_words_settle_the_question_one_way_or_the_other(text: str, language: str) -> None:
    rehearsal = asked(language)
    finish(rehearsal)
    rehearsal.speak(text)
    while not rehearsal.over:
        finish(rehearsal)
        rehearsal.keep_silent()
    meant = understand(text, language).intent
    spared = is_clear_no(text, language) or meant in (Intent.EMERGENCY, Intent.CALLBACK)
    assert len(saved(rehearsal)) == (0 if spared else 1)


NO = [
    ("en", "no"),
    ("en", "No, it's fine."),
    ("en", "no, you can call me"),
    ("en", "no, keep calling"),
    ("en", "no, don't stop"),
    ("ru", "нет"),
    ("ru", "Нет, звоните."),
    ("ru", "нет, всё нормально, звоните"),
    ("ru", "можете звонить"),
    ("ru", "нет, почему же, звоните"),
    ("ru", "не прекращайте"),
]
NO_CLEAR_NO = [
    ("en", "don't keep calling"),
    ("en", "no calls please"),
    ("en", "no thank you"),
    ("en", "yes no I don't know"),
    ("en", ""),
    ("ru", "нет, не звонить"),
    ("ru", "нет, не звоните"),
    ("ru", "не надо"),
    ("ru", "нет, не надо звонить"),
    ("ru", "не можете звонить"),
    ("ru", "нет спасибо"),
]


@pytest.mark.parametrize(("language", "words"), NO)
def test_after_a_clear_no_the_call_goes_on_where_it_was(language: str, words: str) -> None:
    rehearsal = asked(language)
    finish(rehearsal)
    rehearsal.speak(words)
    assert said(rehearsal)[-2:] == ["shall_we_stop", "remind"]
    rehearsal.hang_up()
    assert saved(rehearsal) == []
    outcome = settle(rehearsal.log)
    assert outcome.disposition is not Disposition.OPT_OUT
    assert outcome.refusal_kind is not RefusalKind.SOFT_REFUSAL, "that no refused nothing"


@pytest.mark.parametrize(("language", "words"), NO_CLEAR_NO)
def test_a_no_that_may_mean_no_calls_is_not_clear(language: str, words: str) -> None:
    assert not is_clear_no(words, language)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "call me tomorrow at ten"), ("ru", "перезвоните завтра в десять")],
)
def test_a_wish_to_be_called_later_is_a_no_and_is_granted(language: str, words: str) -> None:
    rehearsal = asked(language)
    finish(rehearsal)
    rehearsal.speak(words)
    assert said(rehearsal)[-1] == "callback_confirmed"
    finish(rehearsal)
    assert saved(rehearsal) == []
    assert settle(rehearsal.log).disposition is Disposition.CALLBACK_REQUESTED


def test_it_is_asked_once_and_the_second_time_the_words_are_taken_as_they_are() -> None:
    rehearsal = asked()
    finish(rehearsal)
    rehearsal.speak("no")
    finish(rehearsal)
    rehearsal.speak(LIKELY["en"])
    assert said(rehearsal).count("shall_we_stop") == 1
    assert saved(rehearsal) == []


def test_an_explicit_demand_after_a_no_is_acted_upon_at_once() -> None:
    rehearsal = asked()
    finish(rehearsal)
    rehearsal.speak("no")
    finish(rehearsal)
    rehearsal.speak("stop calling me")
    (save,) = saved(rehearsal)
    assert save.words == "stop calling me"


def test_both_utterances_are_the_evidence_and_it_begins_before_the_first() -> None:
    rehearsal = asked()
    first_ended = rehearsal.now_s
    finish(rehearsal)
    rehearsal.speak("I guess so")
    (save,) = saved(rehearsal)
    assert save.words == f"{LIKELY['en']} | I guess so"
    assert save.first_ended_s is not None
    assert save.speech_ended_s is not None
    assert save.first_ended_s < first_ended < save.speech_ended_s


def test_who_hangs_up_with_such_words_has_given_no_clear_no() -> None:
    rehearsal = begun()
    rehearsal.speak(GREETING["en"])
    finish(rehearsal)
    rehearsal.hang_up()
    rehearsal.hear_after_the_end(LIKELY["en"])
    assert [save.words for save in saved(rehearsal)] == [LIKELY["en"]]


def left_speaking() -> Rehearsal:
    """The question was asked, and they hung up upon words that are still being recognised."""
    rehearsal = asked()
    finish(rehearsal)
    rehearsal.feed(events.SpeechStarted(rehearsal.now_s))
    rehearsal.now_s += 1.5
    rehearsal.hang_up()
    assert saved(rehearsal) == []
    return rehearsal


@pytest.mark.parametrize("words", ["no, keep calling", "no", "call me tomorrow at ten"])
def test_who_answers_no_and_hangs_up_before_it_is_recognised_has_said_no(words: str) -> None:
    rehearsal = left_speaking()
    rehearsal.hear_after_the_end(words)
    assert saved(rehearsal) == []
    assert settle(rehearsal.log).opt_out is None
    assert settle(rehearsal.log).disposition is not Disposition.OPT_OUT
    assert settle(rehearsal.log).disposition is not Disposition.HARD_REFUSAL


@pytest.mark.parametrize(
    "words", ["yes", "go to hell", "stop calling me", "the weather is fine", LIKELY["en"]]
)
def test_any_other_answer_recognised_after_the_call_is_a_yes_and_among_its_words(
    words: str,
) -> None:
    rehearsal = left_speaking()
    rehearsal.hear_after_the_end(words)
    (save,) = saved(rehearsal)
    assert save.words == f"{LIKELY['en']} | {words}"
    assert settle(rehearsal.log).disposition is Disposition.OPT_OUT


@pytest.mark.parametrize("words", ["", "mhm", "hello"])
def test_last_words_that_do_not_answer_leave_a_hang_up_which_is_a_yes(words: str) -> None:
    rehearsal = left_speaking()
    rehearsal.hear_after_the_end(words)
    (save,) = saved(rehearsal)
    assert save.words.startswith(LIKELY["en"])


def test_an_answer_that_is_lost_with_the_call_is_a_yes() -> None:
    rehearsal = left_speaking()
    rehearsal.feed(events.WordsLost(rehearsal.now_s + 15, rehearsal.now_s))
    assert [save.words for save in saved(rehearsal)] == [LIKELY["en"]]


def test_of_two_answers_in_recognition_the_second_may_be_the_no() -> None:
    rehearsal = asked()
    finish(rehearsal)
    for _ in range(2):
        rehearsal.feed(events.SpeechStarted(rehearsal.now_s))
        rehearsal.now_s += 1.0
    rehearsal.hang_up()
    rehearsal.hear_after_the_end("mhm")
    assert saved(rehearsal) == []
    rehearsal.hear_after_the_end("no, keep calling")
    assert saved(rehearsal) == []


def test_an_emergency_recognised_after_the_call_is_no_yes() -> None:
    rehearsal = left_speaking()
    rehearsal.hear_after_the_end("help, call an ambulance")
    assert saved(rehearsal) == []
    assert settle(rehearsal.log).review == "emergency"


@given(st.lists(st.text(max_size=30) | st.sampled_from(["no", "yes", "stop"]), max_size=3))
@settings(max_examples=100, deadline=None)
def test_what_is_not_spared_by_the_last_words_is_saved_once_they_have_come(last: list[str]) -> None:
    rehearsal = asked()
    finish(rehearsal)
    for _ in last:
        rehearsal.feed(events.SpeechStarted(rehearsal.now_s))
    rehearsal.hang_up()
    for words in last:
        rehearsal.hear_after_the_end(words)
    spared = any(isinstance(event, events.StopNotWanted) for event in rehearsal.log)
    assert len(saved(rehearsal)) == 1 or spared


def test_into_our_last_words_it_is_asked_and_after_a_no_the_call_ends() -> None:
    rehearsal = begun()
    rehearsal.speak(GREETING["en"])
    finish(rehearsal)
    rehearsal.speak("yes")
    rehearsal.speak("no thank you, not interested", stops_prompt=False)
    rehearsal.speak(LIKELY["en"], stops_prompt=False)
    assert said(rehearsal)[-1] == "shall_we_stop"
    finish(rehearsal)
    rehearsal.speak("no")
    assert said(rehearsal)[-1] == "goodbye"
    finish(rehearsal)
    assert rehearsal.over
    assert saved(rehearsal) == []


def test_an_emergency_settles_the_question_and_is_no_yes() -> None:
    rehearsal = asked()
    finish(rehearsal)
    rehearsal.speak("help, call an ambulance")
    finish(rehearsal)
    rehearsal.hang_up()
    assert saved(rehearsal) == []
    assert settle(rehearsal.log).review == "emergency"


def test_likely_words_that_name_a_wrong_number_end_the_call_after_a_no() -> None:
    rehearsal = asked(words=f"wrong number, I am {LIKELY['en']}")
    finish(rehearsal)
    rehearsal.speak("no")
    assert said(rehearsal)[-1] == "wrong_number"


def test_abuse_that_is_sure_stays_abuse_though_nobody_need_stop() -> None:
    rehearsal = asked(words=f"go to hell, I am {LIKELY['en']}")
    finish(rehearsal)
    rehearsal.speak("no")
    assert said(rehearsal)[-1] == "hostile_refusal"


def test_what_such_words_may_mean_besides_decides_nothing_if_it_is_a_mere_guess() -> None:
    rehearsal = asked(words=f"go to hell, I am {LIKELY['en']}", guess=0.3)
    finish(rehearsal)
    rehearsal.speak("no")
    assert said(rehearsal)[-1] == "remind"
    finish(rehearsal)
    rehearsal.speak("yes")
    finish(rehearsal)
    assert settle(rehearsal.log).disposition is Disposition.CONFIRMED


def test_who_says_that_calls_may_go_on_is_not_asked() -> None:
    rehearsal = begun()
    rehearsal.speak(GREETING["en"])
    finish(rehearsal)
    rehearsal.speak("no, you can call me", stops_prompt=False)
    assert "shall_we_stop" not in said(rehearsal)


def test_every_language_has_its_words_for_the_question() -> None:
    for language in ("en", "ru"):
        known = phrases(language)
        assert known.bare_no <= known.plain_no
        assert known.no_to_stop
        assert not known.beside_no_to_stop & known.negations


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_question_about_stopping_has_a_no_in_it_that_would_make_the_answer_ambiguous(
    language: str,
) -> None:
    known = phrases(language)
    whose = load_flow(DIALPLANS / "opt_out_line.yaml").steps["whose"].say.texts[language]
    for question in (known.says["shall_we_stop"], whose.partition("?")[0]):
        assert not set(words_of(question, {})) & (known.plain_no | known.negations)


def heard_two_ways(believed: str, otherwise: str) -> Rehearsal:
    """A call in which two engines made different words of what was said."""
    rehearsal = begun()
    rehearsal.speak(GREETING["en"])
    finish(rehearsal)
    now = rehearsal.now_s
    rehearsal.feed(events.Heard(now, believed, 0.7, True, now - 1, now, otherwise))
    return rehearsal


def test_a_demand_that_only_the_other_engine_heard_is_asked_about() -> None:
    rehearsal = heard_two_ways("the weather is fine", "stop calling me")
    assert rehearsal.prompt is not None
    assert rehearsal.prompt.name == "shall_we_stop"
    assert saved(rehearsal) == []
    rehearsal.hang_up()
    assert len(saved(rehearsal)) == 1


@pytest.mark.parametrize(
    ("believed", "otherwise"),
    [("yes", "guess"), ("call an ambulance", "call it a balance stop calling me")],
)
def test_what_else_was_heard_changes_nothing_where_it_demands_nothing_or_danger_was_heard(
    believed: str, otherwise: str
) -> None:
    assert "shall_we_stop" not in said(heard_two_ways(believed, otherwise))


def test_an_answer_that_argues_tells_of_which_kind_the_demand_is() -> None:
    rehearsal = asked()
    finish(rehearsal)
    rehearsal.speak("I have always refused")
    (demand,) = saved(rehearsal)
    assert demand.refusal_kind is RefusalKind.REASONED_REFUSAL

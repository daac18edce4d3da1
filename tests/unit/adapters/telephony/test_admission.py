"""Calls begin only while people are heard in time."""

import math

from voicebot.adapters.telephony.admission import APART_S, BEHIND_S, RECOVERS_S, Admission


class Machine:
    """A clock and a lag that the test sets."""

    def __init__(self) -> None:
        self.at = 100.0
        self.lag_s = 0.0
        self.admission = Admission(lambda: self.lag_s, lambda: self.at)

    def lets_in(self, calls: int = 3) -> bool:
        return self.admission.lets_in(calls)


def test_calls_begin_at_once_while_recognition_keeps_up():
    machine = Machine()
    assert all(machine.lets_in() for _ in range(10))


def test_no_call_begins_while_words_are_recognised_too_late():
    machine = Machine()
    machine.lag_s = BEHIND_S + 0.1
    assert not machine.lets_in()
    machine.at += 60
    assert not machine.lets_in()


def test_the_first_call_begins_whatever_was_measured_before():
    machine = Machine()
    machine.lag_s = BEHIND_S + 0.1
    assert machine.lets_in(calls=0)


def test_not_even_the_first_call_begins_while_nothing_can_recognise_words():
    machine = Machine()
    machine.lag_s = math.inf
    assert not machine.lets_in(calls=0)
    machine.at += 60
    assert not machine.lets_in(calls=0)
    machine.lag_s = 0.0
    assert machine.lets_in(calls=0)


def test_after_it_was_behind_calls_begin_one_by_one():
    machine = Machine()
    machine.lag_s = BEHIND_S + 0.1
    machine.lets_in()
    machine.lag_s = 0.0
    machine.at += 0.1
    assert machine.lets_in()
    assert not machine.lets_in()
    machine.at += APART_S
    assert machine.lets_in()
    machine.at += RECOVERS_S
    assert machine.lets_in()
    assert machine.lets_in()


def test_who_was_let_in_and_is_not_called_holds_up_nobody():
    machine = Machine()
    machine.lag_s = BEHIND_S + 0.1
    machine.lets_in()
    machine.lag_s = 0.0
    assert machine.lets_in()
    machine.admission.not_used()
    assert machine.lets_in()
    assert not machine.lets_in()

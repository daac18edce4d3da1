"""Calls begin one after another."""

from voicebot.dialling.pace import Pace


def test_calls_begin_no_faster_than_asked():
    slept: list[float] = []
    moment = [100.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moment[0] += seconds

    pace = Pace(2.0, sleep, lambda: moment[0])
    for _ in range(3):
        pace.wait()
    assert slept == [0.5, 0.5]


def test_time_that_passed_by_itself_is_not_waited_for_again():
    slept: list[float] = []
    moments = iter([0.0, 10.0])
    pace = Pace(2.0, slept.append, lambda: next(moments))
    pace.wait()
    pace.wait()
    assert slept == []

"""What people do when they are called, and what it does to them."""

from dataclasses import dataclass

import numpy as np

from voicebot.simulation.population.endings import Ending
from voicebot.simulation.population.people import OPTIONAL, Flags, Floats, Ints, People, at_hand
from voicebot.simulation.population.society import PURPOSES

DRAWS = 8
"""Chances drawn for each person and day, the same whatever policy calls: (n, DRAWS) of [0, 1)."""

HALF_YEAR = 182.0
RELIEF = 0.5  # annoyance that a call which helped takes away
_ANSWERS, _ENDS, _HOW, _GOAL, _AFTER, _TALK, _RING, _MISSED = range(DRAWS)


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of one day: whom, for which purpose (an index of PURPOSES), at which local hour."""

    people: Ints
    purpose: Ints
    hour: Floats
    weekday: Ints
    day: int


@dataclass(frozen=True, slots=True)
class Reactions:
    """What came of each call; seconds are nan where there was nothing to measure."""

    ending: Ints
    talk_s: Floats
    ring_s: Floats


def react(people: People, calls: Calls, draws: Floats) -> Reactions:
    """The endings of a day's calls; each person's annoyance is brought up to date.

    `draws` are the day's chances of everybody; a person is called at most once a day.
    """
    drawn = draws[calls.people]
    pressure = people.annoyance[calls.people] / people.patience[calls.people]
    bad_hour = (calls.hour < 10) | (calls.hour >= 19)
    answers = drawn[:, _ANSWERS] < _chance(_answering(people, calls, pressure))
    harmed = drawn[:, _ENDS] < _chance(_harming(people, calls, pressure, bad_hour))
    ending = np.where(
        answers,
        np.where(harmed, _annoyed(pressure, drawn), _talked(people, calls, drawn)),
        _unanswered(people, calls, drawn),
    )
    ending = np.where(answers & people.stranger[calls.people], Ending.WRONG_NUMBER, ending)
    ending = np.where(people.dead[calls.people], Ending.INVALID, ending)
    _remember(people, calls, ending, bad_hour)
    return Reactions(ending, _talk_s(ending, drawn[:, _TALK]), 5 + 25 * drawn[:, _RING])


def forget(people: People, days: float = 1.0) -> None:
    """Time passes: annoyance fades."""
    people.annoyance[:] *= 0.5 ** (days / people.society.forgets_days)


def _chance(logit: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def _answering(people: People, calls: Calls, pressure: Floats) -> Floats:
    society, who = people.society, calls.people
    shifted = calls.hour - society.season_h * calls.day / HALF_YEAR
    habit = society.habit * at_hand(people.habit[who], shifted, calls.weekday)
    return people.answer[who] + habit - society.pressure_answer * np.minimum(pressure, 3.0)


def _harming(people: People, calls: Calls, pressure: Floats, bad_hour: Flags) -> Floats:
    society, who = people.society, calls.people
    matters = [society.matters[purpose] for purpose in PURPOSES]
    middle = np.array([matter.harm for matter in matters])[calls.purpose]
    minding = np.array([matter.aversion for matter in matters])[calls.purpose]
    unconcerned = ~people.concerned[who, calls.purpose]
    return np.asarray(
        middle
        + minding * people.aversion[who]
        + society.pressure_harm * np.minimum(pressure, 3.0)
        + society.bad_hour * bad_hour
        + society.unconcerned_harm * unconcerned
        + society.wearier * calls.day / HALF_YEAR
    )


def _annoyed(pressure: Floats, drawn: Floats) -> Ints:
    """Most just hang up; the more it is too much, the more demand an end to it."""
    firm = 0.25 + 0.25 * np.minimum(pressure, 1.5)
    how, within = drawn[:, _HOW], drawn[:, _HOW] / np.maximum(firm, 1e-9)
    kinds = np.select(
        [within < 0.45, within < 0.60, within < 0.85, within < 0.95],
        [Ending.OPT_OUT, Ending.REASONED, Ending.HOSTILE, Ending.COMPLAINT],
        Ending.THREAT,
    )
    return np.where(how < firm, kinds, Ending.EARLY_HANGUP)


def _talked(people: People, calls: Calls, drawn: Floats) -> Ints:
    matters = [people.society.matters[purpose] for purpose in PURPOSES]
    refuses = np.array([matter.refuses for matter in matters])[calls.purpose]
    unconcerned = ~people.concerned[calls.people, calls.purpose]
    wants = people.goal[calls.people, calls.purpose] - 3.0 * unconcerned
    goal = np.where(OPTIONAL[calls.purpose], Ending.COMPLETED, Ending.CONFIRMED)
    after = drawn[:, _AFTER]
    otherwise = np.select(
        [after < refuses, after < refuses + 0.05, after < refuses + 0.15],
        [Ending.SOFT_REFUSAL, Ending.DEFERRED, Ending.CALLBACK],
        Ending.PARTIAL,
    )
    return np.where(drawn[:, _GOAL] < _chance(wants), goal, otherwise)


def _unanswered(people: People, calls: Calls, drawn: Floats) -> Ints:
    machine = people.machine[calls.people] & (drawn[:, _MISSED] < 0.8)
    left = np.where(OPTIONAL[calls.purpose], Ending.NOT_LEFT, Ending.MESSAGE_LEFT)
    how = drawn[:, _HOW]
    rings = np.select([how < 0.07, how < 0.17], [Ending.BUSY, Ending.REJECTED], Ending.NO_ANSWER)
    return np.where(machine, left, rings)


def _remember(people: People, calls: Calls, ending: Ints, bad_hour: Flags) -> None:
    """An answered call weighs by its purpose, its hour and whether it concerned the person."""
    society = people.society
    weight = np.array([society.matters[p].weight for p in PURPOSES])[calls.purpose]
    unconcerned = ~people.concerned[calls.people, calls.purpose]
    talked = weight * (1 + society.bad_hour * bad_hour) * (1 + unconcerned)
    helped = np.isin(ending, (Ending.CONFIRMED, Ending.COMPLETED))
    felt = np.where(ending >= Ending.EARLY_HANGUP, talked - RELIEF * helped, society.missed)
    people.annoyance[calls.people] += np.where(ending == Ending.INVALID, 0.0, felt)


def _talk_s(ending: Ints, drawn: Floats) -> Floats:
    """A hang-up comes within 12 s, one in twelve of them before the robot spoke."""
    talked = np.where(ending == Ending.EARLY_HANGUP, 1 + 11 * drawn, 12 + 50 * drawn)
    machine = np.isin(ending, (Ending.MESSAGE_LEFT, Ending.NOT_LEFT))
    return np.where(ending >= Ending.WRONG_NUMBER, talked, np.where(machine, 15.0, np.nan))

"""What a model in force says of calls that are asked about, as the facts of their decisions."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage import learned_one, left_alone
from voicebot.adapters.storage.best_hours import BestHours
from voicebot.adapters.storage.known_one import Person
from voicebot.adapters.storage.known_tables import Whose
from voicebot.adapters.storage.prepared import AT, Prepared
from voicebot.adapters.storage.tables import AttemptRow
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.known import Question
from voicebot.learning.policy.deciding import Action
from voicebot.learning.policy.scoring import TASK, THRESHOLD, Scored, Scoring
from voicebot.learning.policy.worth import WorthTable
from voicebot.learning.shelf import Shelf

Facts = dict[str, Any]


def _told(whose: Whose) -> Any:
    said = AttemptRow.satisfaction.is_not(None)
    query = select(AttemptRow.satisfaction).where(whose(AttemptRow.number), said)
    return query.where(AttemptRow.at < AT).order_by(AttemptRow.at.desc()).limit(1)


_TOLD = Prepared.of(_told)


class Scores:
    """Puts the model in force to questions; a promotion is seen by the next question.

    `default_zone` is the setting's IANA zone, "" for none.
    """

    def __init__(
        self,
        shelf: Shelf,
        worth: WorthTable,
        default_zone: str = "",
        hours: BestHours | None = None,
    ) -> None:
        self._shelf = shelf
        self._worth = worth
        self._zone = default_zone
        self._hours = hours
        self._lock = threading.Lock()
        self._pointer: str | None = None
        self._scoring: Scoring | None = None

    def scoring(self) -> Scoring | None:
        """The model in force with the table of worth; None where nothing was learned yet."""
        pointer = self._shelf.in_force(TASK)
        with self._lock:
            if pointer != self._pointer:
                self._scoring = None if pointer is None else self._taken()
                self._pointer = pointer
            return self._scoring

    def _taken(self) -> Scoring | None:
        """From the shelf; agent processes, which never ask, need not import classifiers."""
        from voicebot.learning.policy.in_force import in_force

        model = in_force(self._shelf)
        return None if model is None else Scoring(model, self._worth)

    def of_one(self, session: Session, question: Question, person: Person) -> Facts | None:
        """What LEARNED has of one question; None where nothing was ever learned."""
        connection = session.connection()
        written = left_alone.latest(connection, person.numbers, question.purpose, question.at)
        lifted = written is not None and written.lifted_at is not None
        scoring = self.scoring()
        if scoring is not None and (written is None or lifted):
            facts = self._scored(session, question, scoring, lifted=lifted)
        else:
            told = _TOLD.rows(connection, person.numbers, at=question.at)
            facts = {"satisfaction": told[0].satisfaction if told else None}
            if written is not None and not lifted:
                facts |= _standing(written)
        return None if all(value is None for value in facts.values()) else facts

    def _scored(
        self, session: Session, question: Question, scoring: Scoring, *, lifted: bool
    ) -> Facts:
        number, at = question.number.e164, question.at
        names = scoring.model.attributes
        past, person = learned_one.history(session, number, at, names, self._zone)
        asked = person | {"purpose": str(question.purpose), "at": at}
        scored = scoring.one(past, asked, question.luck)
        lasts = timedelta(days=self._worth.left_alone.days)
        facts = _fresh(scored, question, scoring.model.version, lasts, lifted)
        hour = self._better_hour(question, scored, asked["zone"])
        return facts | {"better_hour_at": hour, "satisfaction": asked["satisfaction"]}

    def _better_hour(self, question: Question, scored: Scored, zone: str | None) -> datetime | None:
        """For a vital notice that goes out though the score speaks against it."""
        if scored.judged.action is not Action.MOVE or self._hours is None or zone is None:
            return None
        number = question.number.e164
        return self._hours.better(number, zone, question.purpose, question.at)


def _standing(row: Any) -> Facts:
    """What was said before, and still holds."""
    return {
        "left_alone_for": row.reason,
        "left_alone_since": row.since,
        "left_alone_until": row.until,
        "score": row.score,
        "threshold": THRESHOLD,
        "harm_chance": row.harm_chance,
        "reach_chance": row.reach_chance,
        "model": row.model,
        "because": row.because,
        "because_ru": row.because_ru,
        "explored": False,
        "propensity": 0.0,
    }


def _fresh(
    scored: Scored, question: Question, version: str, lasts: timedelta, lifted: bool
) -> Facts:
    """What is said now; where somebody lifted it, the call may be placed whatever the score."""
    judged = scored.judged
    facts: Facts = {
        "score": judged.worth,
        "threshold": THRESHOLD,
        "harm_chance": scored.chances.harm,
        "reach_chance": scored.chances.reach,
        "model": version,
        "explored": judged.explored and not lifted,
        "propensity": 1.0 if lifted else judged.propensity,
        "because": [],
        "because_ru": [],
    }
    if judged.reason is None or lifted:
        return facts
    return facts | {
        "left_alone_for": str(judged.reason),
        "left_alone_since": question.at,
        "left_alone_until": question.at + lasts,
        "because": _words(scored, "en"),
        "because_ru": _words(scored, "ru"),
    }


def _words(scored: Scored, language: str) -> list[str]:
    words: list[Mapping[str, str]] = [reason.words for reason in scored.because]
    return [said[language] for said in words]


def of_attempt(decision: Decision) -> dict[str, Any]:
    """The columns of an attempt that say what a model made of it."""
    said = decision.learned
    if said is None:
        return {}
    return {
        "explored": said.explored,
        "propensity": said.propensity,
        "score": said.score,
        "model_version": said.model,
    }

"""Calls by the words said on them: those with the rarest word in order, each asked for the rest."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select, union_all
from sqlalchemy.orm import Session

from voicebot.adapters.storage import call_words
from voicebot.adapters.storage.tables import AttemptRow, CallWordRow
from voicebot.adapters.storage.wanted_calls import Place, WantedCalls, conditions, older, span
from voicebot.understanding.said_words import Sought

ENTRIES = 60_000  # of the index of words that one page goes through at most
_COUNTED = 2_400  # as far as words are counted to find the rarest


class WordSearch:
    """One search: each of `said` is a word in all its forms, of which one must have been said."""

    def __init__(self, session: Session, wanted: WantedCalls, said: Sequence[list[str]]) -> None:
        self._wanted = wanted
        self._lead, *self._others = sorted(said, key=lambda forms: _common(session, forms))

    @classmethod
    def of(
        cls, session: Session, wanted: WantedCalls, terms: Sequence[Sought]
    ) -> "WordSearch | None":
        """None where one of the words was said on no call."""
        said = [call_words.said_forms(session, term) for term in terms]
        return cls(session, wanted, said) if all(said) else None

    def most(self, window: int) -> int:
        """How many calls a window may hold, so that not too much is read for a word of many forms.

        The first `window` of each form in order hold the first `window` of all.
        """
        return min(window, ENTRIES // len(self._lead))

    def first(self, count: int, after: Place | None) -> Select[*tuple[Any, ...]]:
        """So many calls in order on which a form of the leading word was said."""
        if len(self._lead) == 1:
            return self._with(self._lead[0], count, after)
        forms = [self._with(word, count, after).subquery() for word in self._lead]
        every = union_all(*(select(form.c.at, form.c.attempt_id) for form in forms)).subquery()
        return (
            select(every.c.at, every.c.attempt_id)
            .distinct()
            .order_by(every.c.at.desc(), every.c.attempt_id.desc())
            .limit(count)
        )

    def conditions(self, row: Any) -> list[ColumnElement[bool]]:
        """What else is asked of each."""
        found: list[ColumnElement[bool]] = [_was_said(forms, row) for forms in self._others]
        asked = conditions(self._wanted, AttemptRow)
        if self._wanted.number:
            asked.append(AttemptRow.number == self._wanted.number)
        if asked:
            found.append(exists().where(AttemptRow.attempt_id == row.attempt_id, *asked))
        return found

    def _with(self, word: str, count: int, after: Place | None) -> Select[*tuple[Any, ...]]:
        return (
            select(CallWordRow.at, CallWordRow.attempt_id)
            .where(CallWordRow.word == word, *span(self._wanted, CallWordRow.at))
            .where(*older(CallWordRow, after))
            .order_by(CallWordRow.at.desc(), CallWordRow.attempt_id.desc())
            .limit(count)
        )


def _was_said(forms: Sequence[str], row: Any) -> ColumnElement[bool]:
    return exists().where(
        CallWordRow.word.in_(forms),
        CallWordRow.at == row.at,
        CallWordRow.attempt_id == row.attempt_id,
    )


def _common(session: Session, forms: Sequence[str]) -> int:
    """How many calls have one of the words, as far as it is counted."""
    query = select(CallWordRow.attempt_id).where(CallWordRow.word.in_(forms)).limit(_COUNTED)
    return len(session.scalars(query).all())

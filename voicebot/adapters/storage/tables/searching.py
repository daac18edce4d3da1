"""What calls are found by: the words that were said, and what a look at them would teach."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import Table

_ATTEMPT = "attempts.attempt_id"
# By its letters alone, so that words of one beginning lie together whatever the server's language.
Word = String(32).with_variant(String(32, collation="C"), "postgresql")


class CallWordRow(Table):
    """A word that the person said on a call, once for each call; in small letters, «ё» as «е».

    The key is in the order in which a search reads: the calls with one word, by time.
    """

    __tablename__ = "call_words"
    __table_args__ = (
        Index("ix_call_words_attempt_id", "attempt_id"),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(Word, primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(
        String(64), ForeignKey(_ATTEMPT, ondelete="CASCADE"), primary_key=True
    )


class ReviewItemRow(Table):
    """A call worth a look: how much it would teach (0 to about 1), and why.

    `looks` is how many reviewers gave their word, `disputed` whether they differ.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        Index("ix_review_items_looks", "looks", "worth", "at", "attempt_id"),
        Index("ix_review_items_disputed", "disputed", "at", "attempt_id"),
    )

    attempt_id: Mapped[str] = mapped_column(
        String(64), ForeignKey(_ATTEMPT, ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
    worth: Mapped[float]
    reasons: Mapped[list[str]]
    looks: Mapped[int]
    disputed: Mapped[bool]

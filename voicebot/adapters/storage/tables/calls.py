"""Campaigns, their queues, and call attempts."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import RowId, Table


class CampaignRow(Table):
    """A list called with one flow for one purpose.

    `calls_per_minute` is its own pace, NULL where it goes as fast as the lines allow.
    """

    __tablename__ = "campaigns"

    campaign_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    flow: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    starts_at: Mapped[datetime | None]
    calls_per_minute: Mapped[float | None]


class EntryRow(Table):
    """A contact's place in a campaign: WAITING, TAKEN, DONE or LEFT_ALONE.

    `turn` is the hour at which the person is likeliest to answer, NULL where nothing is known of
    it: whose hour has come goes before who may as well be called later.
    """

    __tablename__ = "campaign_entries"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number", name="uq_campaign_entries_number"),
        Index("ix_campaign_entries_due", "campaign_id", "state", "callback", "not_before"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.campaign_id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    number: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    callback: Mapped[bool]
    not_before: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[str] | None]
    taken_by: Mapped[str | None] = mapped_column(String(80))
    attempt_id: Mapped[str | None] = mapped_column(String(64))
    turn: Mapped[datetime | None]


LISTED = (
    *("state", "number", "campaign_id", "disposition", "refusal_kind"),
    *("answered_by", "direction", "certainty"),
)
"""What a list of calls is narrowed by, in its index: the records, which are long, are not read."""


def _listed_after(leading: str) -> list[str]:
    """The columns of the index of calls of one kind, in the order of time."""
    others = (name for name in LISTED if name not in (leading, "number"))
    return [leading, "at", "attempt_id", *others]


_PAST = "state = 'SETTLED' AND direction = 'outbound' AND request_id IS NULL"


class AttemptRow(Table):
    """A call attempt: OPEN from its decision until its one record is settled.

    The partial unique index is the claim: one open outbound attempt for each number. The partial
    index of past calls holds all that a decision asks of them, so that the records, which are long,
    are not read for it. `source` names the imported history a call came from, empty for our own.

    What is learned from stands beside the record for the same reason: seconds of ringing and of
    talk, how sure the words were understood and how satisfied the person said they were (both 0 to
    1), and what the model in force said: its score, the chance that the policy gave the call, and
    whether it was placed against the score. `words_read` is NULL until the call can be found by
    its words, `counted_as` until it is in the figures: the outcome, the kind of refusal and the
    audience under which they count it, with slashes between. `request_id` names the person's own
    wish for this very call: such a call is none of ours, and no later decision counts it.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        Index("ix_attempts_number_at", "number", "at"),
        Index("ix_attempts_listed", "at", "attempt_id", *LISTED),
        Index("ix_attempts_campaign_listed", *_listed_after("campaign_id")),
        Index("ix_attempts_disposition_listed", *_listed_after("disposition")),
        Index(
            "ix_attempts_refusal_listed",
            *_listed_after("refusal_kind"),
            sqlite_where=text("refusal_kind IS NOT NULL"),
            postgresql_where=text("refusal_kind IS NOT NULL"),
        ),
        Index(
            "ix_attempts_inbound_listed",
            *_listed_after("direction"),
            sqlite_where=text("direction = 'inbound'"),
            postgresql_where=text("direction = 'inbound'"),
        ),
        Index(
            "ix_attempts_unread",
            "attempt_id",
            sqlite_where=text("state = 'SETTLED' AND words_read IS NULL"),
            postgresql_where=text("state = 'SETTLED' AND words_read IS NULL"),
        ),
        Index(
            "ix_attempts_uncounted",
            "attempt_id",
            sqlite_where=text("state = 'SETTLED' AND counted_as IS NULL"),
            postgresql_where=text("state = 'SETTLED' AND counted_as IS NULL"),
        ),
        Index(
            "ix_attempts_past",
            *("number", "at", "purpose", "channel", "campaign_id"),
            *("answered", "disposition", "network_result"),
            sqlite_where=text(_PAST),
            postgresql_where=text(_PAST),
        ),
        Index(
            "uq_attempts_claim",
            "number",
            unique=True,
            sqlite_where=text("state = 'OPEN' AND direction = 'outbound'"),
            postgresql_where=text("state = 'OPEN' AND direction = 'outbound'"),
        ),
    )

    attempt_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str | None] = mapped_column(String(80))
    decision_id: Mapped[str | None] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(String(16))
    campaign_id: Mapped[str | None] = mapped_column(String(64))
    flow: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    order: Mapped[dict[str, Any] | None]
    settled_at: Mapped[datetime | None]
    settled_seq: Mapped[int | None] = mapped_column(BigInteger)
    network_result: Mapped[str | None] = mapped_column(String(32))
    sip_code: Mapped[int | None]
    answered: Mapped[bool | None]
    answered_by: Mapped[str | None] = mapped_column(String(32))
    disposition: Mapped[str | None] = mapped_column(String(32))
    refusal_kind: Mapped[str | None] = mapped_column(String(32))
    record: Mapped[dict[str, Any] | None]
    channel: Mapped[str] = mapped_column(String(16), server_default="VOICE")
    source: Mapped[str] = mapped_column(String(64), server_default="")
    ring_s: Mapped[float | None]
    talk_s: Mapped[float | None]
    certainty: Mapped[float | None]
    satisfaction: Mapped[float | None]
    explored: Mapped[bool] = mapped_column(server_default=false())
    propensity: Mapped[float | None]
    score: Mapped[float | None]
    model_version: Mapped[str | None] = mapped_column(String(32))
    words_read: Mapped[bool | None]
    counted_as: Mapped[str | None] = mapped_column(String(80))
    request_id: Mapped[str | None] = mapped_column(String(64))


class CorrectionRow(Table):
    """What a reviewer put in the place of an attempt's outcome; never changed once written.

    The attempt keeps its own outcome. Of one reviewer the newest of an attempt counts.
    """

    __tablename__ = "corrections"

    correction_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempt_id: Mapped[str] = mapped_column(
        ForeignKey("attempts.attempt_id", ondelete="CASCADE"), index=True
    )
    disposition: Mapped[str] = mapped_column(String(32))
    refusal_kind: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(index=True)
    journal_seq: Mapped[int] = mapped_column(BigInteger)

"""Calls counted by the hour, so that no page counts calls."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.adapters.storage.tables.stored_types import Table


class CallFigureRow(Table):
    """What calls that began within one hour (UTC), or one day of it, came to, seen by one facet.

    A facet is what calls are told apart by ("channel"), `name` one of its values ("VOICE"). Each
    call of ours counts once in every facet that it has a value of; the facet "all" has the name "".
    Under "channel.day" and the like are the sums of whole days, for long spans.
    `satisfied` is the sum of what `told` people said, each 0 to 1; `talk_s` is in seconds.
    """

    __tablename__ = "call_figures"
    __table_args__ = (
        Index("ix_call_figures_name", "facet", "name", "hour"),
        {"sqlite_with_rowid": False},
    )

    facet: Mapped[str] = mapped_column(String(16), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    calls: Mapped[int]
    answered: Mapped[int]
    goals: Mapped[int]
    refusals: Mapped[int]
    opt_outs: Mapped[int]
    complaints: Mapped[int]
    hang_ups: Mapped[int]
    harms: Mapped[int]
    machines: Mapped[int]
    failed: Mapped[int]
    told: Mapped[int]
    satisfied: Mapped[float]
    talk_s: Mapped[float]

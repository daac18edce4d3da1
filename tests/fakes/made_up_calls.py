"""Calls of made-up people, written into the books as if they had been placed."""

from datetime import timedelta

import polars as pl
from sqlalchemy import insert

from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.tables import AttemptRow
from voicebot.simulation.population.loop import Scale, World, live_through
from voicebot.simulation.population.policies import POLICIES
from voicebot.simulation.population.society import SOCIETIES

_KEPT = (
    "attempt_id", "number", "at", "direction", "channel", "purpose", "campaign_id",
    "network_result", "answered_by", "disposition", "refusal_kind", "ring_s", "talk_s", "certainty",
)  # fmt: skip


def made_up_calls(people: int = 200, days: int = 60, seed: int = 5) -> pl.DataFrame:
    """ATTEMPTS of a society whose people are called always."""
    world = World(SOCIETIES["ordinary"], Scale(people, days), seed)
    return live_through(world, POLICIES[0]).sort("at", "attempt_id")


def write_calls(database: Database, calls: pl.DataFrame) -> None:
    """Into the books, settled."""
    rows = [
        row
        | {"state": "SETTLED", "target": row["number"], "flow": "reminder", "language": "en"}
        | {"answered": row["network_result"] == "ANSWERED", "source": "made up", "record": {}}
        | {"settled_at": row["at"] + timedelta(minutes=5)}
        for row in calls.select(_KEPT).to_dicts()
    ]
    with database.write() as session:
        session.execute(insert(AttemptRow), rows)

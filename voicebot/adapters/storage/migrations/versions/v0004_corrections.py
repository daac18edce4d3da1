"""What supervisors put in the place of outcomes, and what was tried to learn from it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)
CERTAINTY = {
    "sqlite": """
        SELECT avg(json_extract(value, '$.confidence'))
        FROM json_each(attempts.record, '$.transcript')
        WHERE json_extract(value, '$.who') = 'callee'
    """,
    "postgresql": """
        SELECT avg((line ->> 'confidence')::float)
        FROM jsonb_array_elements(attempts.record -> 'transcript') AS line
        WHERE line ->> 'who' = 'callee'
    """,
}
SECONDS = {
    "sqlite": "json_extract(record, '$.timings.{name}')",
    "postgresql": "(record -> 'timings' ->> '{name}')::float",
}
TOLD = {
    "sqlite": "json_type(record, '$.transcript') = 'array'",
    "postgresql": "jsonb_typeof(record -> 'transcript') = 'array'",
}


def upgrade() -> None:
    """To this revision."""
    _attempts()
    _corrections()


def _attempts() -> None:
    for column in (
        sa.Column("ring_s", sa.Double(), nullable=True),
        sa.Column("talk_s", sa.Double(), nullable=True),
        sa.Column("certainty", sa.Double(), nullable=True),
        sa.Column("satisfaction", sa.Double(), nullable=True),
        sa.Column("explored", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("propensity", sa.Double(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("model_version", sa.String(length=32), nullable=True),
    ):
        op.add_column("attempts", column)
    _fill_from_records(op.get_bind().dialect.name)


def _fill_from_records(dialect: str) -> None:
    """Calls that are here already get what their records say."""
    seconds = {name: SECONDS[dialect].format(name=name) for name in ("ring_s", "talk_s")}
    certainty = f"CASE WHEN {TOLD[dialect]} THEN ({CERTAINTY[dialect]}) END"
    told = ", ".join(f"{name} = {said}" for name, said in seconds.items())
    op.execute(f"UPDATE attempts SET {told}, certainty = {certainty} WHERE record IS NOT NULL")


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("correction_id", sa.String(length=64), nullable=False),
        sa.Column("attempt_id", sa.String(length=64), nullable=False),
        sa.Column("disposition", sa.String(length=32), nullable=False),
        sa.Column("refusal_kind", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("journal_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.attempt_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("correction_id"),
    )
    op.create_index(op.f("ix_corrections_attempt_id"), "corrections", ["attempt_id"])

"""Figures that are asked for over long spans are kept by whole days, too."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

FACETS = ("channel", "audience", "language", "purpose", "script")
MEASURES = (
    *("calls", "answered", "goals", "refusals", "opt_outs", "complaints", "hang_ups", "harms"),
    *("machines", "failed", "told", "satisfied", "talk_s"),
)
DAY = {
    "sqlite": "strftime('%Y-%m-%d 00:00:00.000000', hour)",
    "postgresql": "date_trunc('day', hour, 'UTC')",
}


def upgrade() -> None:
    """To this revision."""
    day, columns = DAY[op.get_bind().dialect.name], ", ".join(MEASURES)
    sums = ", ".join(f"sum({measure})" for measure in MEASURES)
    facets = ", ".join(f"'{facet}'" for facet in FACETS)
    op.execute(
        sa.text(
            f"INSERT INTO call_figures (facet, hour, name, {columns})"
            f" SELECT facet || '.day', {day}, name, {sums} FROM call_figures"
            f" WHERE facet IN ({facets}) GROUP BY 1, 2, 3"
        )
    )

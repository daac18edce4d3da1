"""Runs the migrations on the connection that `schema.py` hands over, in its transaction."""

from alembic import context

from voicebot.adapters.storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
)
context.run_migrations()

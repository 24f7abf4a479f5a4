"""Alembic's entry: migrates on the connection, and in the transaction, that builder.store.schema.database holds."""

from alembic import context

from builder.store.schema.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()

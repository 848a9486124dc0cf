"""Run by Alembic: applies the versions over the connection it is given."""

from __future__ import annotations

from alembic import context

from workbench.storage.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()

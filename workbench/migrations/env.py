"""Run by Alembic: applies the versions over the connection it is given."""

from __future__ import annotations

from alembic import context

from workbench.storage.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()

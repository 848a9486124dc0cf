"""Brings a project file to the newest version with Alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from workbench import paths


def upgrade(connection: Connection) -> None:
    """Apply the missing versions on an open connection, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

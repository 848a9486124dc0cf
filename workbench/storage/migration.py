"""Brings a project file to the newest version with Alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from workbench import paths


def upgrade(connection: Connection) -> None:
    """Apply the missing versions on an open connection, inside its transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def knows(revision: str) -> bool:
    """Whether there is a version of this name to start from."""
    versions = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision in {version.revision for version in versions}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    return config

"""Migrations make the very tables that the code is written for."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from workbench.storage.project import Project
from workbench.storage.schema import Base


def test_migrations_and_tables_agree(tmp_path: Path) -> None:
    """A project made by the migrations differs in nothing from the declared tables."""
    path = tmp_path / "a.nerproj"
    Project.create(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()

"""Migrations make the tables that the code is written for, and bring older files along."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex

from workbench import paths
from workbench.domain.errors import StorageError
from workbench.examining.known_schemas import KNOWN_SCHEMAS, OWN_NAMES
from workbench.examining.look import SCHEMA, examine, fingerprint, read_only
from workbench.storage import database, migration
from workbench.storage.project import Project
from workbench.storage.schema import APPLICATION_ID, HEAD_REVISION, METADATA

NEXT = "9999"
VERSION = f'''
"""A version that does not exist yet."""

from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD_REVISION}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE later (a)")
    op.execute("%s")
'''


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of today's version."""
    path = tmp_path / "a.nerproj"
    Project.create(path, ["PER"]).close()
    return path


def add_version(patch: pytest.MonkeyPatch, tmp_path: Path, statement: str) -> None:
    """Let the program know a newer version, whose second statement is this one."""
    folder = tmp_path / "migrations"
    shutil.copytree(paths.migrations(), folder)
    (folder / "versions" / "later.py").write_text(VERSION % statement, "utf-8")
    patch.setattr(paths, "migrations", lambda: folder)
    patch.setattr(database, "HEAD_REVISION", NEXT)


def revision(path: Path) -> tuple[str, bool]:
    """The version of a closed project file, and whether it has the later table."""
    connection = sqlite3.connect(path)
    (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    later = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchone()
    connection.close()
    return version, later is not None


def is_compared(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """All but falling indexes, compared below, and the search's own table with its shadows."""
    falling = {"length", "edited", "doubt", "disagreement"}
    if kind == "index":
        return (name or "").removeprefix("ix_sentences_") not in falling
    return not (name or "").startswith("search_postings")


def test_migrations_and_tables_agree(path: Path) -> None:
    """A project made by the migrations differs in nothing from the declared tables."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_compared})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_newest_schema_is_known(path: Path) -> None:
    """What another process compares a file with is what the migrations make."""
    with read_only(path) as connection:
        schema = list(connection.execute(SCHEMA))
    assert KNOWN_SCHEMAS[HEAD_REVISION] == fingerprint(schema)
    assert {f"{kind} {name}" for kind, name, *_ in schema} <= OWN_NAMES


def test_indexes_are_declared_as_they_are(path: Path) -> None:
    """Alembic cannot compare those that fall, so that all are compared by their statement."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
    made = {name: sql for name, sql in rows if str(name).startswith("ix_")}
    connection.close()
    declared = {
        str(index.name): str(CreateIndex(index).compile(dialect=sqlite.dialect()))
        for table in METADATA.tables.values()
        for index in table.indexes
    }
    assert made == declared


@pytest.mark.parametrize("version", sorted(KNOWN_SCHEMAS)[:-1])
def test_each_earlier_version_opens(tmp_path: Path, version: str) -> None:
    """A project of every version so far becomes one of today, with a copy beside it."""
    path = tmp_path / "old.nerproj"
    path.touch()
    connection = database.connect(path)
    with connection.begin():
        config = migration._config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    database.close(connection)
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.close()
    assert examine(path).ok
    with Project.open(path) as project:
        assert project.ask(lambda reader: (reader.queue(), reader.count())).result() == ([], 0)
    assert revision(path) == (HEAD_REVISION, False)
    assert revision(path.with_name(f"old.nerproj.before-{HEAD_REVISION}")) == (version, False)


def test_an_older_project_is_brought_along_after_a_backup(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the new tables and its old content; the backup beside it is as it was."""
    add_version(monkeypatch, tmp_path, "SELECT 1")
    with Project.open(path) as project:
        assert project.ask(lambda reader: reader.labels().names).result() == ("PER",)
    assert revision(path) == (NEXT, True)
    assert revision(path.with_name(f"a.nerproj.before-{NEXT}")) == (HEAD_REVISION, False)


def test_a_migration_that_fails_changes_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old or new, never between: what ran before the failure is rolled back."""
    add_version(monkeypatch, tmp_path, "SELECT * FROM nowhere")
    with pytest.raises(StorageError) as caught:
        Project.open(path)
    assert caught.value.code == "NW-S22"
    assert revision(path) == (HEAD_REVISION, False)


def test_a_version_that_nobody_knows_is_refused(path: Path) -> None:
    """A file that claims an older version than the first one is not touched."""
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError) as caught:
        Project.open(path)
    assert caught.value.code == "NW-S13"
    assert path.read_bytes() == before

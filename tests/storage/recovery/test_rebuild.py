"""A new file for a project that is gone: from the side journal, a copy, or both."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.invariants import dump
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.errors import StorageError
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations import edit
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.storage.recovery import places, records
from workbench.storage.recovery.foreign import put_away_foreign_wal
from workbench.storage.recovery.rebuild import rebuild


def add_more(transaction: Transaction) -> Changes:
    transaction.add([NewSentence(("more",), ("O",), IOB2, Status.NEW, None, "d")] * 5)
    return transaction.changes("more")


def test_a_young_project_comes_back_from_its_journal_alone(
    project: Project, tmp_path: Path
) -> None:
    """Everything since it was made, to the byte; and it is named among those that are lost."""
    project.submit(edit.put_entity, 1, Entity("ORG", 1, 2)).result()
    before = project.ask(dump).result()
    project.close()
    project.path.unlink()
    assert project.path in places.lost()
    assert rebuild(project.path, tmp_path / "new.nerproj") == 3
    with Project.open(tmp_path / "new.nerproj") as found:
        assert found.ask(dump).result() == before


def test_what_is_too_large_for_the_journal_is_kept_as_a_copy(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines after it go on from there."""
    monkeypatch.setattr(records, "MOST_ADDED", 4)
    project.submit(add_more).result()
    project.submit(edit.set_note, 1, "after").result()
    before = project.ask(dump).result()
    project.close()
    project.path.unlink()
    assert rebuild(project.path, tmp_path / "new.nerproj") == 1
    with Project.open(tmp_path / "new.nerproj") as found:
        assert found.ask(dump).result() == before


def test_nothing_is_written_over(project: Project) -> None:
    """Neither by a new file, nor where nothing is known of a project."""
    with pytest.raises(StorageError) as caught:
        rebuild(project.path, project.path)
    assert caught.value.code == "NW-S21"
    with pytest.raises(StorageError) as caught:
        rebuild(project.path.with_name("never was"), project.path.with_name("new.nerproj"))
    assert caught.value.code == "NW-S41"


def test_a_log_is_put_away_from_an_older_file_only(project: Project, tmp_path: Path) -> None:
    """A file that was restored together with its log keeps it, whichever disk it lies on."""
    older = tmp_path / "older"
    project.backup(older)
    project.submit(edit.set_note, 1, "in the file").result()
    project.close()
    with Project.open(project.path) as again:
        again.submit(edit.set_note, 1, "in the log").result()
        files = {one: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()}
        wal = project.path.with_name(f"{project.path.name}-wal")
        assert wal in files
    for one, content in files.items():
        one.unlink(missing_ok=True)
        one.write_bytes(content)
    put_away_foreign_wal(project.path)
    assert wal.exists()
    older.replace(project.path)
    put_away_foreign_wal(project.path)
    assert not wal.exists()

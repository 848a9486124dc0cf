"""Backups make themselves: before what changes much, from time to time, and at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.examining.look import examine
from workbench.operations import clean, edit
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.backups import folder, making
from workbench.storage.backups.keeper import EVERY, YOUNG, Keeper
from workbench.storage.project import Project


def fill(transaction: Transaction) -> Changes:
    sentence = NewSentence(("Ada", "met"), ("B-PER", "O-"), IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * 9)
    return transaction.changes("fill")


class FakeClock:
    """Seconds that pass when somebody says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def project(tmp_path: Path, clock: FakeClock) -> Iterator[Project]:
    with Project.create(tmp_path / "a.nerproj", ["PER"]) as project:
        project.submit(fill).result()
        project._keeper = Keeper(project.path, lambda: project._connection, True, clock)
        yield project


def reasons(project: Project) -> list[str]:
    if project._keeper is not None:
        project._keeper.wait()
    return [one.reason for one in folder.listed(project.path)]


def test_before_a_bulk_change_the_state_before_it_is_kept(project: Project) -> None:
    """The backup holds the bad tags that the cleaning repairs."""
    project.submit(clean.clean).result()
    assert reasons(project) == ["before clean"]
    (backup,) = folder.listed(project.path)
    with Project.open(backup.path) as copy:
        assert copy.ask(lambda reader: reader.sentence(1).tags).result() == ("B-PER", "O-")


def test_a_young_backup_counts(project: Project, clock: FakeClock) -> None:
    """Two bulk changes in a minute need no two copies; later they do, if something changed."""
    project.submit(clean.clean).result()
    project.submit(clean.clean).result()
    assert reasons(project) == ["before clean"]
    clock.now += YOUNG
    project.submit(clean.clean).result()
    assert reasons(project) == ["before clean"] * 2


def test_every_half_hour_where_something_changed(project: Project, clock: FakeClock) -> None:
    """An edit after that time brings it about, and the next one does not."""
    for flag in (True, False):
        project.submit(edit.set_flag, [1], flag).result()
    assert reasons(project) == []
    clock.now += EVERY
    for flag in (True, False):
        project.submit(edit.set_flag, [1], flag).result()
    assert reasons(project) == ["regular"]
    assert examine(folder.listed(project.path)[0].path, digests=True).ok


def test_at_the_end_of_a_session_that_changed_something(tmp_path: Path) -> None:
    """One that only looked makes none."""
    path = tmp_path / "a.nerproj"
    with Project.create(path) as project:
        project.submit(fill).result()
    for change, number in ((False, 0), (True, 1)):
        with Project.open(path) as project:
            project.keep_backups()
            if change:
                project.submit(edit.set_flag, [1], True).result()
        assert len(folder.listed(path)) == number


def test_an_empty_project_needs_none(tmp_path: Path) -> None:
    """There is nothing in it to lose."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.keep_backups()
        project.submit(clean.clean).result()
    assert folder.listed(tmp_path / "a.nerproj") == []


def test_a_copy_that_is_not_whole_gets_no_name(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is taken away; the reason stays with whoever makes backups."""

    def damage(connection: object, target: Path, *_: object) -> Path:
        part = copy(connection, target)  # type: ignore[arg-type]
        content = part.read_bytes()
        part.write_bytes(content.replace(b"Ada\nmet", b"Ida\nmet", 1))
        return part

    copy = making.copy
    monkeypatch.setattr(making, "copy", damage)
    project.submit(clean.clean).result()
    assert reasons(project) == []
    assert project._keeper is not None
    assert project._keeper.failure is not None
    assert project._keeper.failure.code == "NW-S30"
    assert list((project.path.with_name("a.backups")).iterdir()) == []

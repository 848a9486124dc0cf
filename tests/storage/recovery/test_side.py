"""The side journal: what a copy of a project lacks, and that it gets exactly that."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.invariants import Dump, dump, sentences
from workbench.domain.entity import Entity
from workbench.domain.sentence import Status
from workbench.operations import edit, history, label
from workbench.storage.project import Project
from workbench.storage.recovery import places


def state(project: Project) -> Dump:
    return project.ask(dump).result()


def edited(project: Project, older: Path) -> Dump:
    """Some changes of every kind after a copy was made; the state they lead to."""
    project.backup(older)
    project.submit(edit.put_entity, 1, Entity("ORG", 1, 2)).result()
    project.submit(edit.set_status, [1, 2, 3], Status.REJECTED).result()
    project.submit(history.undo).result()
    project.submit(edit.set_note, 2, "süß").result()
    return state(project)


def test_an_older_copy_is_told_what_it_lacks(project: Project, tmp_path: Path) -> None:
    """Put in the place of the project, it offers the changes since, and gets all of them."""
    older = tmp_path / "older"
    after = edited(project, older)
    project.close()
    older.replace(project.path)
    with Project.open(project.path) as again:
        assert again.missing == 4
        assert state(again) != after
        assert again.recover().result().details == {"recovered": 4}
        assert state(again) == after
        assert again.missing == 0
    with Project.open(project.path) as again:
        assert again.missing == 0


def test_a_project_that_goes_on_is_asked_nothing(project: Project) -> None:
    """Neither after it was closed, nor when it was moved."""
    project.submit(edit.set_note, 2, "a").result()
    project.close()
    moved = project.path.with_name("moved.nerproj")
    project.path.rename(moved)
    with Project.open(moved) as again:
        assert again.missing == 0
        again.submit(edit.set_note, 2, "b").result()
    mark = again._side.mark
    assert mark is not None
    assert len(list(places.folder().glob(f"{mark.project}*.jsonl"))) == 1


def test_a_copy_beside_the_project_lacks_nothing(project: Project, tmp_path: Path) -> None:
    """What was done to the project later is no loss of its copy, which has a past of its own."""
    older = tmp_path / "older.nerproj"
    edited(project, older)
    with Project.open(older) as copy:
        assert copy.missing == 0
        copy.submit(edit.set_note, 2, "copy").result()
    with Project.open(older) as copy:
        assert copy.missing == 0


def test_what_is_left_is_not_offered_again(project: Project, tmp_path: Path) -> None:
    """Neither before an edit nor after it."""
    older = tmp_path / "older"
    edited(project, older)
    project.close()
    for edits in (0, 1):
        shutil.copy(older, project.path)
        with Project.open(project.path) as again:
            assert again.missing == 4
            for _ in range(edits):
                again.submit(edit.set_note, 2, "anew").result()
            assert again.missing == 4
            again.leave_missing().result()
            assert again.missing == 0
            again.submit(edit.set_note, 2, "left").result()
        with Project.open(project.path) as again:
            assert again.missing == 0
        for one in places.folder().glob("*.aside"):
            one.replace(one.with_suffix(""))


def test_an_edit_decides_nothing_about_what_is_missing(project: Project, tmp_path: Path) -> None:
    """It is offered until somebody answers; what was edited since stays, the rest comes back."""
    older = tmp_path / "older"
    edited(project, older)
    project.submit(edit.set_flag, [3], True).result()
    project.submit(label.add_labels, ["NEW"]).result()
    project.close()
    shutil.copy(older, project.path)
    for note in ("anew", "and again"):
        with Project.open(project.path) as again:
            assert again.missing == 6
            again.submit(edit.set_note, 2, note).result()
            again.submit(edit.set_flag, [4], True).result()
            assert again.missing == 6
    with Project.open(project.path) as again:
        changes = again.recover().result()
        assert changes.details == {"kept": 1, "recovered": 6}
        assert again.missing == 0
        found = again.ask(sentences).result()
        assert (found[2].note, found[4].flagged, found[3].flagged) == ("and again", True, True)
        assert Entity("ORG", 1, 2) in found[1].entities
        assert "NEW" in again.ask(lambda reader: reader.labels().names).result()
        again.submit(history.undo).result()
        assert Entity("ORG", 1, 2) not in again.ask(sentences).result()[1].entities
    with Project.open(project.path) as again:
        assert again.missing == 0


def test_the_journal_survives_lines_that_are_cut_off(project: Project, tmp_path: Path) -> None:
    """Whatever is left of it leads to a state that the project was in, or offers nothing."""
    older = tmp_path / "older"
    edited(project, older)
    log = project._side.path
    assert log is not None
    project.close()
    whole = log.read_bytes()
    for size in range(len(whole), 0, -len(whole) // 12):
        shutil.copy(older, project.path)
        log.write_bytes(whole[:size])
        with Project.open(project.path) as again:
            assert again.missing <= 4
            again.recover().result()


def test_no_side_journal_is_no_reason_to_refuse_an_edit(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be written the edit is saved all the same, and the reason is known."""
    monkeypatch.setattr(places, "folder", lambda: project.path / "no folder")
    project._side.close()
    project.submit(edit.set_note, 2, "a").result()
    assert project._side.problem is not None
    monkeypatch.undo()
    project.submit(edit.set_note, 2, "b").result()
    assert project._side.problem is None

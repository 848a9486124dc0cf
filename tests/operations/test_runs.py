"""Names, ends and the keeping of runs."""

from __future__ import annotations

import pytest

from workbench.domain.errors import UsageError
from workbench.domain.training import JobState
from workbench.operations.history import redo, undo
from workbench.operations.runs import (
    delete_run,
    has_unfinished,
    name_run,
    next_run_name,
    pin_run,
    put_run,
    requeue_run,
)
from workbench.operations.store import Run
from workbench.storage.project import Project


def test_a_run_gets_a_name_that_nobody_has(project: Project) -> None:
    """Neither a run of the project nor a folder beside it."""
    assert project.ask(next_run_name).result() == "run-1"
    project.submit(put_run, Run("run-1", JobState.DONE, "run-1", "now", {})).result()
    assert project.ask(next_run_name, {"run-2", "run-3"}).result() == "run-4"


def add_run(project: Project, name: str = "run-1", state: JobState = JobState.DONE) -> None:
    error = {"code": "NW-J07"} if state is JobState.LOST else None
    project.submit(put_run, Run(name, state, name, "now", {}, error=error)).result()


def run_of(project: Project, name: str = "run-1") -> Run:
    return project.ask(lambda reader: reader.run(name)).result()


def test_a_run_has_a_title_and_a_pin(project: Project) -> None:
    """Both stay when its state changes, and undo reaches them."""
    add_run(project)
    changes = project.submit(name_run, "run-1", "  with  lower case \n").result()
    assert changes.runs
    project.submit(pin_run, "run-1").result()
    add_run(project)
    assert (run_of(project).title, run_of(project).pinned) == ("with lower case", True)
    assert project.submit(undo).result().runs
    assert (run_of(project).title, run_of(project).pinned) == ("with lower case", False)
    project.submit(name_run, "run-1", " ").result()
    assert run_of(project) == Run("run-1", "done", "run-1", "now", {})


def test_a_deleted_run_comes_back_with_undo(project: Project) -> None:
    """It is on no list, and its name is not given to another one."""
    add_run(project)
    project.submit(name_run, "run-1", "first").result()
    project.submit(delete_run, "run-1").result()
    assert project.ask(lambda reader: reader.runs()).result() == []
    with pytest.raises(UsageError) as caught:
        run_of(project)
    assert caught.value.code == "NW-U21"
    assert project.ask(next_run_name).result() == "run-2"
    assert project.submit(undo).result().runs
    assert run_of(project).title == "first"
    project.submit(redo).result()
    assert project.ask(lambda reader: reader.runs()).result() == []


def test_a_run_under_way_is_not_deleted(project: Project) -> None:
    """Nor one that waits; and what is not there cannot be named."""
    add_run(project, state=JobState.QUEUED)
    assert project.ask(has_unfinished).result()
    with pytest.raises(UsageError) as caught:
        project.submit(delete_run, "run-1").result()
    assert caught.value.code == "NW-J26"
    with pytest.raises(UsageError):
        project.submit(name_run, "run-9", "x").result()


def test_a_run_that_broke_off_waits_again(project: Project) -> None:
    """Without the error of before."""
    add_run(project, state=JobState.LOST)
    assert not project.ask(has_unfinished).result()
    project.submit(requeue_run, "run-1").result()
    assert (run_of(project).state, run_of(project).error) == ("queued", None)

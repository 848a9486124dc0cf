"""Names and ends of runs."""

from __future__ import annotations

from workbench.domain.training import JobState
from workbench.operations.runs import CUT_OFF, lose_unfinished, next_run_name, put_run
from workbench.operations.store import Run
from workbench.storage.project import Project


def test_a_run_gets_a_name_that_nobody_has(project: Project) -> None:
    """Neither a run of the project nor a folder beside it."""
    assert project.ask(next_run_name).result() == "run-1"
    project.submit(put_run, Run("run-1", JobState.DONE, "run-1", "now", {})).result()
    assert project.ask(next_run_name, {"run-2", "run-3"}).result() == "run-4"


def test_runs_that_nobody_follows_are_lost(project: Project) -> None:
    """Those that ended stay as they are."""
    for number, state in enumerate((JobState.DONE, JobState.QUEUED, JobState.RUNNING), 1):
        name = f"run-{number}"
        project.submit(put_run, Run(name, state, name, "now", {})).result()
    changes = project.submit(lose_unfinished).result()
    assert changes.details == {"runs": 2} and changes.runs
    runs = project.ask(lambda reader: reader.runs()).result()
    assert [run.state for run in runs] == ["done", "lost", "lost"]
    assert [run.error for run in runs] == [None, CUT_OFF, CUT_OFF]

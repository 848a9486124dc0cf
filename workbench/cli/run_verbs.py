"""Verbs that train, go on with a training, and look after the runs."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.job_running import follow, raise_failure
from workbench.cli.output import Answer, format_seconds, say, table
from workbench.cli.projects import opened
from workbench.cli.score_text import headline, report_lines
from workbench.cli.train_options import chosen, settings_of
from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.run_reports import RunReport
from workbench.domain.sentence import Split, Status
from workbench.domain.training import JobState
from workbench.jobs.devices import graphics_cards
from workbench.operations.runs import name_run, pin_run
from workbench.operations.store import Run
from workbench.settings import TrainingSettings
from workbench.workflow import presets, training
from workbench.workflow import runs as workflow_runs
from workbench.workflow.training import Prepared

if TYPE_CHECKING:
    from workbench.storage.project import Project

_KEPT = (JobState.DONE, JobState.STOPPED)


def train(arguments: Namespace) -> Answer:
    """Train once, to the end, and take the report in; or go on with a run that broke off."""
    if arguments.resume and (chosen(arguments) or arguments.preset):
        raise UsageError(
            "NW-J27",
            "A run that is resumed keeps its settings.",
            "Nothing was changed.",
            "Leave the other options away, or start a new run without --resume.",
        )
    with opened(arguments.project) as project:
        if arguments.resume:
            prepared = workflow_runs.prepare_resuming(project, arguments.resume)
        else:
            prepared = training.prepare_training(project, _settings(project, arguments))
        if arguments.name is not None:
            project.submit(name_run, prepared.run.name, arguments.name).result()
        return run_prepared(project, prepared)


def _settings(project: Project, arguments: Namespace) -> TrainingSettings:
    """Those of the preset, if one is named, with what was given in their place."""
    begin_with = TrainingSettings()
    if arguments.preset:
        choice = _choice(project, arguments)
        begin_with = choice.settings
        if choice.notice:
            say(f"warning: {choice.notice} To fetch it, add --download.")
    settings = settings_of(arguments, begin_with)
    if arguments.save_preset:
        name = arguments.save_preset
        presets.save_preset(presets.preset_of(settings, name, name))
    return settings


def _choice(project: Project, arguments: Namespace) -> presets.Choice:
    """What a preset stands for here."""
    in_training = Filter((Term(Field.STATUS, Status.DONE), Term(Field.SPLIT, Split.TRAIN)))
    count = project.ask(lambda reader: reader.count(in_training)).result()
    values = chosen(arguments)
    return presets.choose(
        presets.preset_named(arguments.preset, count),
        fetch=bool(values.get("download")),
        gpu=values.get("device") != "cpu" and bool(graphics_cards()),
    )


def run_training(project: Project, settings: TrainingSettings) -> Answer:
    """Train with progress on standard error."""
    return run_prepared(project, training.prepare_training(project, settings))


def run_prepared(project: Project, prepared: Prepared) -> Answer:
    """Run a training that waits, to its end."""
    for warning in prepared.warnings:
        say(f"warning: {warning}")
    name = prepared.run.name
    training.note_running(project, name)
    try:
        finished = follow(prepared.folder, f"training {name}")
    except BaseException:
        # A second Ctrl+C, or nobody reads the progress any more: the worker was ended.
        workflow_runs.take_up(project)
        raise
    error = asdict(finished.error) if finished.error else None
    training.take_in_training(project, name, finished.state, error)
    raise_failure(finished)
    run = project.ask(lambda reader: reader.run(name)).result()
    return _training_answer(run, prepared.folder)


def _training_answer(run: Run, folder: Path) -> Answer:
    report = RunReport.from_json(dict(run.report)) if run.report else None
    values = {
        "run": run.name,
        "title": run.title,
        "state": str(run.state),
        "seconds": run.seconds,
        "folder": str(folder),
        "dev": headline(report.dev if report else None),
        "test": headline(report.test if report else None),
    }
    status = 0 if run.state in _KEPT else 1
    lines = [f"{run.name} is {run.state}."]
    if report:
        lines = [f"{run.name} is {run.state} after {format_seconds(report.seconds)}."]
        lines += report_lines(report)
        lines += filter(None, [presets.describe_reported(report.preset)])
    return Answer(values, lines, status)


def runs(arguments: Namespace) -> Answer:
    """List the runs; or name, pin or delete one first."""
    with opened(arguments.project) as project:
        _look_after(project, arguments)
        found = project.ask(lambda reader: reader.runs()).result()
        sizes = workflow_runs.disk_use(project)
    values = [_run_values(run, sizes[run.name]) for run in found]
    head = ("run", "title", "state", "dev F1", "test F1", "seconds", "MB")
    rows: list[tuple[object, ...]] = [head]
    rows += [_row(one) for one in sorted(values, key=lambda one: not one["pinned"])]
    total = sum(sizes.values())
    lines = [*table(rows), f"All files: {_megabytes(total)} MB"] if found else ["No run yet."]
    return Answer({"runs": values, "bytes": total}, lines)


def _look_after(project: Project, arguments: Namespace) -> None:
    """Do what was asked of one run."""
    if arguments.name:
        run, title = arguments.name
        _do(project.submit(name_run, run, title).result())
    if arguments.pin:
        _do(project.submit(pin_run, arguments.pin, True).result())
    if arguments.unpin:
        _do(project.submit(pin_run, arguments.unpin, False).result())
    if arguments.delete:
        _do(workflow_runs.remove_run(project, arguments.delete))


def _do(changes: Changes) -> None:
    say(f"done: {changes.operation}")


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    name = f"* {one['run']}" if one["pinned"] else one["run"]
    scores = (_f1(one["dev"]), _f1(one["test"]), _shown(one["seconds"]))
    return (name, one["title"] or "–", one["state"], *scores, _megabytes(one["bytes"]))


def _run_values(run: Run, size: int) -> dict[str, Any]:
    report = RunReport.from_json(dict(run.report)) if run.report else None
    return {
        "run": run.name,
        "title": run.title,
        "pinned": run.pinned,
        "state": str(run.state),
        "created": run.created,
        "seconds": run.seconds,
        "engine": run.spec.get("engine"),
        "base": run.spec.get("base"),
        "dev": headline(report.dev if report else None),
        "test": headline(report.test if report else None),
        "error": dict(run.error) if run.error else None,
        "bytes": size,
    }


def _f1(scores: dict[str, float] | None) -> str:
    return f"{scores['f1']:.3f}" if scores else "–"


def _shown(seconds: float | None) -> str:
    return f"{seconds:.0f}" if seconds is not None else "–"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"

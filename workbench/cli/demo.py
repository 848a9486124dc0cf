"""The whole loop on the sample: import, clean, split, train, report, suggest."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import paths
from workbench.cli.model_verbs import run_suggesting
from workbench.cli.output import Answer, say
from workbench.cli.run_verbs import run_training
from workbench.formats.reading import read_corpus
from workbench.operations import clean, exchange, split
from workbench.settings import TrainingSettings
from workbench.workflow.suggesting import model_of_run

if TYPE_CHECKING:
    from workbench.storage.project import Project


def demo(arguments: Namespace) -> Answer:
    """Open the window on the sample, or run the loop to its end in the terminal."""
    from workbench.bootstrap import create_project, has_display, open_sample, open_window

    if not (arguments.headless or arguments.json) and has_display():
        with open_sample(arguments.project) as project:
            path = project.path
        return Answer({"project": str(path)}, [], open_window(path))
    path = arguments.project or paths.free_name(paths.sample_project())
    with create_project(path) as project:
        return _run_loop(project, arguments.epochs, time.monotonic())


def _run_loop(project: Project, epochs: int, begun: float) -> Answer:
    corpus = read_corpus([paths.sample_corpus()])
    counts = corpus.counts
    say(f"imported {counts.sentences} sentences with {counts.entities} entities")
    project.submit(exchange.import_corpus, corpus).result()
    cleaned = project.submit(clean.clean).result()
    say(f"cleaned {cleaned.details.get('changed_tags', 0)} bad tags")
    project.submit(split.draw_splits).result()
    trained = run_training(project, TrainingSettings(epochs=epochs))
    name = trained.values["run"]
    suggested = run_suggesting(project, model_of_run(project, name), "new")
    report = Path(trained.values["folder"]) / "report.json"
    values = {
        "project": str(project.path),
        "run": name,
        "dev": trained.values["dev"],
        "test": trained.values["test"],
        "suggested": suggested.values["entities"],
        "seconds": round(time.monotonic() - begun, 1),
        "report": str(report),
    }
    lines = [
        *trained.lines,
        *suggested.lines,
        f"The report is at {report}.",
        f"Look at everything in the window: workbench {project.path}",
    ]
    return Answer(values, lines)

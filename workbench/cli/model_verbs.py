"""Verbs that train models, read their reports and let them propose."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.output import Answer, ProgressLine, format_seconds, say, table
from workbench.cli.projects import opened
from workbench.domain.errors import JobError, UsageError
from workbench.domain.recipes import TransformersOptions
from workbench.domain.reports import Report
from workbench.domain.run_reports import EpochRow, RunReport, difference
from workbench.domain.training import Example, JobKind, JobState
from workbench.jobs.protocol import Fault, Finished, Log, Message, Progress
from workbench.jobs.spec import RunFolder, create_run_folder, read_predictions
from workbench.jobs.supervisor import run_job
from workbench.operations.runs import gold_examples
from workbench.operations.store import Run
from workbench.settings import TrainingSettings
from workbench.workflow import suggesting, training
from workbench.workflow.suggesting import Model

if TYPE_CHECKING:
    from workbench.storage.project import Project

_KEPT = (JobState.DONE, JobState.STOPPED)


def train(arguments: Namespace) -> Answer:
    """Train once, to the end, and take the report in."""
    settings = TrainingSettings(
        engine=arguments.engine,
        base=arguments.base,
        epochs=arguments.epochs,
        batch_size=arguments.batch_size,
        learning_rate=arguments.learning_rate,
        max_length=arguments.max_length,
        seed=arguments.seed,
        transformers=TransformersOptions(all_pieces=arguments.all_pieces),
        quick=arguments.quick,
        one_label=arguments.one_label,
        threads=arguments.threads,
    )
    with opened(arguments.project) as project:
        return run_training(project, settings)


def run_training(project: Project, settings: TrainingSettings) -> Answer:
    """Train with progress on standard error."""
    prepared = training.prepare_training(project, settings)
    for warning in prepared.warnings:
        say(f"warning: {warning}")
    name = prepared.run.name
    training.note_running(project, name)
    try:
        finished = _follow(prepared.folder, f"training {name}")
    except BaseException:
        # A second Ctrl+C, or nobody reads the progress any more: the worker was ended.
        training.take_in_training(project, name, JobState.CANCELLED)
        raise
    error = asdict(finished.error) if finished.error else None
    training.take_in_training(project, name, finished.state, error)
    _raise_failure(finished)
    run = project.ask(lambda reader: reader.run(name)).result()
    return _training_answer(run, prepared.folder)


def _training_answer(run: Run, folder: Path) -> Answer:
    report = RunReport.from_json(dict(run.report)) if run.report else None
    values = {
        "run": run.name,
        "state": str(run.state),
        "seconds": run.seconds,
        "folder": str(folder),
        "dev": _headline(report.dev if report else None),
        "test": _headline(report.test if report else None),
    }
    status = 0 if run.state in _KEPT else 1
    lines = [f"{run.name} is {run.state}."]
    if report:
        lines = [f"{run.name} is {run.state} after {format_seconds(report.seconds)}."]
        lines += _report_lines(report)
    return Answer(values, lines, status)


def _headline(report: Report | None) -> dict[str, float] | None:
    if report is None:
        return None
    micro = report.strict.micro
    return {"precision": micro.precision, "recall": micro.recall, "f1": micro.f1}


def _follow(folder: Path, what: str) -> Finished:
    line = ProgressLine(what)

    def show(message: Message) -> None:
        match message:
            case Progress():
                loss = "" if message.loss is None else f"loss {message.loss:.3f}"
                line.show(message.step / max(message.steps, 1), message.seconds_left, loss)
            case EpochRow():
                line.end()
                best = " (best)" if message.best else ""
                say(f"epoch {message.epoch}: dev F1 {message.dev.f1:.3f}{best}")
            case Log(text):
                line.end()
                say(text)

    finished = run_job(folder, show)
    line.end()
    return finished


def _raise_failure(finished: Finished) -> None:
    if finished.state in (JobState.FAILED, JobState.LOST):
        raise (finished.error or _UNEXPLAINED).to_error()
    if finished.state == JobState.CANCELLED:
        raise JobError(
            "NW-J10", "The job was cancelled.", "The project is untouched.", "Start it again."
        )


_UNEXPLAINED = Fault(
    "NW-J11",
    "The job ended without saying why.",
    "The project is untouched.",
    "Look at worker.log in its folder, then start it again.",
)


def runs(arguments: Namespace) -> Answer:
    """List the runs."""
    with opened(arguments.project) as project:
        found = project.ask(lambda reader: reader.runs()).result()
    values = [_run_values(run) for run in found]
    rows: list[tuple[object, ...]] = [("run", "state", "dev F1", "test F1", "seconds")]
    rows += [
        (one["run"], one["state"], _f1(one["dev"]), _f1(one["test"]), _shown(one["seconds"]))
        for one in values
    ]
    return Answer({"runs": values}, table(rows) if found else ["No run yet."])


def _run_values(run: Run) -> dict[str, Any]:
    report = RunReport.from_json(dict(run.report)) if run.report else None
    return {
        "run": run.name,
        "state": str(run.state),
        "created": run.created,
        "seconds": run.seconds,
        "engine": run.spec.get("engine"),
        "base": run.spec.get("base"),
        "dev": _headline(report.dev if report else None),
        "test": _headline(report.test if report else None),
        "error": dict(run.error) if run.error else None,
    }


def _f1(scores: dict[str, float] | None) -> str:
    return f"{scores['f1']:.3f}" if scores else "–"


def _shown(seconds: float | None) -> str:
    return f"{seconds:.0f}" if seconds is not None else "–"


def report(arguments: Namespace) -> Answer:
    """Show the report of a run."""
    with opened(arguments.project) as project:
        found = _report_of(project.ask(lambda reader: reader.run(arguments.run)).result())
    split, scored = _scored(found)
    values = {**found.to_json(), "split": split, **scored.to_json()}
    return Answer(values, _report_lines(found))


def _report_of(run: Run) -> RunReport:
    if run.report is None:
        raise UsageError(
            "NW-U23",
            f"{run.name} has no report: it is {run.state}.",
            "Nothing was changed.",
            "Choose a run that is done or stopped.",
        )
    return RunReport.from_json(dict(run.report))


def _scored(found: RunReport) -> tuple[str, Report]:
    """The report on test, or on dev where there is no test set."""
    return ("test", found.test) if found.test else ("dev", found.dev or Report())


def _report_lines(found: RunReport) -> list[str]:
    split, scored = _scored(found)
    return [
        f"{found.engine} on {found.base}, {found.device}; best epoch {found.best_epoch}",
        *score_lines(split, scored),
    ]


def score_lines(split: str, scored: Report) -> list[str]:
    """The entity table of a report, strict and lenient, with what was not scored."""
    rows: list[tuple[object, ...]] = [
        (f"{split}, strict", "precision", "recall", "F1", "support", "lenient F1")
    ]
    lenient = scored.lenient.labels
    for name, scores in scored.strict.labels.items():
        other = lenient[name].f1 if name in lenient else 0.0
        rows.append((name, scores.precision, scores.recall, scores.f1, scores.support, other))
    for name in ("micro", "macro", "weighted"):
        scores, other_scores = getattr(scored.strict, name), getattr(scored.lenient, name)
        rows.append(
            (name, scores.precision, scores.recall, scores.f1, scores.support, other_scores.f1)
        )
    coverage = scored.coverage
    return [
        *table(rows),
        f"tokens: accuracy {scored.token.accuracy:.3f}, macro F1 {scored.token.macro.f1:.3f}",
        f"scored {coverage.entities:,} entities in {coverage.sentences:,} sentences; "
        f"{coverage.cut:,} tokens cut, {coverage.unscored:,} not seen by the model",
    ]


def compare(arguments: Namespace) -> Answer:
    """Show how a second run differs from a first."""
    with opened(arguments.project) as project:
        first, second = (
            _report_of(project.ask(lambda reader, name=name: reader.run(name)).result())  # type: ignore[misc]
            for name in (arguments.first, arguments.second)
        )
    delta = difference(_scored(first)[1], _scored(second)[1])
    same = first.snapshot.get("sha256", {}).get("test.jsonl") == second.snapshot.get(
        "sha256", {}
    ).get("test.jsonl")
    values = {
        "first": first.run,
        "second": second.run,
        "same_test_set": same,
        "difference": delta.to_json(),
    }
    rows: list[tuple[object, ...]] = [("F1", f"{second.run} − {first.run}")]
    rows += [(name, f"{value:+.3f}") for name, value in delta.labels.items()]
    rows += [("micro", f"{delta.micro:+.3f}"), ("macro", f"{delta.macro:+.3f}")]
    note = "on the same test set" if same else "on different test sets: compare with care"
    return Answer(values, [*table(rows), note])


def suggest(arguments: Namespace) -> Answer:
    """Let a model propose entities."""
    with opened(arguments.project) as project:
        return run_suggesting(project, _model(project, arguments), arguments.on)


def run_suggesting(project: Project, model: Model, on: str) -> Answer:
    """Predict with progress on standard error, and take the suggestions in."""
    prepared = suggesting.prepare_model(project, model, on)
    _raise_failure(_follow(prepared.folder, f"suggesting by {model.name}"))
    spent = RunFolder(prepared.folder).report()
    changes = suggesting.take_in_suggestions(project, prepared.folder, prepared.suggester)
    values = {
        "sentences": prepared.sentences,
        "entities": changes.details["entities"],
        "seconds": spent.seconds if spent else None,
    }
    text = f"{values['entities']:,} entities suggested on {prepared.sentences:,} sentences."
    return Answer(values, [text])


def _model(project: Project | None, arguments: Namespace) -> Model:
    if arguments.model:
        return suggesting.model_of_folder(arguments.model)
    if project is None or not arguments.run:
        raise UsageError(
            "NW-U19",
            "No model was named.",
            "Nothing was changed.",
            "Add --run RUN or --model FOLDER.",
        )
    return suggesting.model_of_run(project, arguments.run)


def evaluate(arguments: Namespace) -> Answer:
    """Score a model on gold."""
    with opened(arguments.project) as project:
        model = _model(project, arguments)
        examples = project.ask(gold_examples, arguments.split).result()
    if not examples:
        raise UsageError(
            "NW-U24",
            f"There is no done sentence in the split {arguments.split}.",
            "Nothing was changed.",
            "Choose another split, or confirm sentences of this one.",
        )
    with _job(model, JobKind.EVALUATE, examples) as folder:
        found = folder.report()
    scored = found.test if found and found.test else Report()
    values = {"split": arguments.split, "model": model.name, **scored.to_json()}
    return Answer(values, score_lines(arguments.split, scored))


@contextmanager
def _job(model: Model, kind: JobKind, examples: tuple[Example, ...]) -> Iterator[RunFolder]:
    """Run a job outside of any project; its folder is gone afterwards."""
    parent = Path(tempfile.mkdtemp(prefix="workbench-"))
    try:
        spec = suggesting.prediction_spec(model, kind)
        folder = create_run_folder(parent / "job", spec, {"input": examples})
        _raise_failure(_follow(folder.path, f"reading with {model.name}"))
        yield folder
    finally:
        shutil.rmtree(parent, ignore_errors=True)


def tag(arguments: Namespace) -> Answer:
    """Tag text from standard input, one sentence a line."""
    model = _model(None, arguments)
    lines = (line.split() for line in _standard_input().split("\n"))
    examples = tuple(
        Example(number, tuple(tokens)) for number, tokens in enumerate(lines, 1) if tokens
    )
    if not examples:
        return Answer({"sentences": []}, [])
    with _job(model, JobKind.PREDICT, examples) as folder:
        rows = [json.loads(line) for line in folder.predictions.read_text("utf-8").splitlines()]
        entities = read_predictions(folder)
    tokens = {example.id: example.tokens for example in examples}
    sentences = [
        {
            "tokens": list(tokens[row["id"]]),
            "tags": row["tags"],
            "scores": row["scores"],
            "entities": [
                {"label": entity.label, "start": entity.start, "end": entity.end, "score": score}
                for entity, score in entities[row["id"]]
            ],
        }
        for row in rows
    ]
    return Answer(
        {"sentences": sentences}, [json.dumps(one, ensure_ascii=False) for one in sentences]
    )


def _standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise UsageError(
            "NW-U26",
            f"The text on standard input is not {error.encoding}.",
            "Nothing was tagged.",
            "Convert it to UTF-8 first.",
        ) from error

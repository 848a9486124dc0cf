"""Verbs that read reports, compare runs and score models."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.job_running import choose_model, follow, passing_job, raise_failure
from workbench.cli.output import Answer, table
from workbench.cli.projects import opened
from workbench.cli.score_text import report_lines, report_of, score_lines, scored
from workbench.domain.comparison import Comparison, Delta
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.reports import Report
from workbench.domain.run_reports import RunReport
from workbench.domain.sentence import Split
from workbench.domain.training import Example, JobKind
from workbench.operations.runs import gold_examples
from workbench.workflow import comparing, rescoring, suggesting
from workbench.workflow.comparing import Answers
from workbench.workflow.report_files import write_report
from workbench.workflow.suggesting import Model

if TYPE_CHECKING:
    from workbench.storage.project import Project


def report(arguments: Namespace) -> Answer:
    """Show the report of a run; with `--out`, write it as files."""
    with opened(arguments.project) as project:
        run = project.ask(lambda reader: reader.run(arguments.run)).result()
        found = report_of(run)
        written = _write(project, found, run.title, arguments) if arguments.out else []
    split, figures = scored(found)
    values = {**found.to_json(), "split": split, **figures.to_json()}
    lines = [*report_lines(found), *_remarks(found)]
    if not written:
        return Answer(values, lines)
    names = [str(path) for path in written]
    return Answer({**values, "files": names}, [*lines, *names])


def _remarks(found: RunReport) -> list[str]:
    warned = [f"warned before the start: {text}" for text in found.warnings]
    return [*warned, *(f"on the way: {text}" for text in found.notes)]


def _write(project: Project, found: RunReport, title: str, arguments: Namespace) -> list[Path]:
    formats = [name.strip() for name in arguments.format.split(",") if name.strip()]
    examples: tuple[Example, ...] = ()
    if arguments.with_sentences:
        examples = comparing.kept_answers(project, found.run).examples
    return write_report(found, arguments.out, formats, title=title, examples=examples)


def compare(arguments: Namespace) -> Answer:
    """Show how a second run or model differs from a first on the same sentences."""
    with opened(arguments.project) as project:
        first, second = _answers(project, arguments)
    found = comparing.compare_answers(first, second)
    values = {
        **found.to_json(),
        "same_test_set": True,
        "difference": {
            "micro": found.micro.value,
            "macro": found.macro.value,
            "labels": {label: delta.value for label, delta in found.labels.items()},
        },
    }
    return Answer(values, _comparison_lines(found))


def _comparison_lines(found: Comparison) -> list[str]:
    rows: list[tuple[object, ...]] = [
        ("strict F1", found.first, found.second, "difference", "95 % interval", "support")
    ]
    for label, delta in found.labels.items():
        rows.append((label, *found.label_scores[label], *_told(delta), found.support[label]))
    rows.append(("micro", *found.micro_scores, *_told(found.micro), found.entities))
    rows.append(("macro", *found.macro_scores, *_told(found.macro), found.entities))
    return [
        *table(rows),
        f"on the same {found.sentences:,} sentences; {found.second} has fewer mistakes in "
        f"{len(found.won):,} of them, more in {len(found.lost):,}",
    ]


def _told(delta: Delta) -> tuple[str, str]:
    return f"{delta.value:+.3f}", f"{delta.low:+.3f} … {delta.high:+.3f}"


def _answers(project: Project, arguments: Namespace) -> tuple[Answers, Answers]:
    """What both say: as their runs kept it, or read anew where a split or a model is named."""
    names = (arguments.first, arguments.second)
    known = project.ask(lambda reader: reader.run_names()).result()
    runs = [name for name in names if name in known]
    if arguments.split is None and runs:
        kept = {name: comparing.kept_answers(project, name) for name in runs}
        examples = kept[runs[0]].examples
    else:
        kept = {}
        examples = _gold(project, arguments.split or Split.TEST)
    first, second = (kept.get(name) or _read_anew(project, name, known, examples) for name in names)
    return first, second


def _read_anew(
    project: Project, name: str, known: frozenset[str], examples: tuple[Example, ...]
) -> Answers:
    if name in known or not Path(name).is_dir():
        model = suggesting.model_of_run(project, name)
    else:
        model = suggesting.model_of_folder(Path(name))
    around = suggesting.with_wanted_context(project, model, examples)
    with passing_job(model, JobKind.EVALUATE, around) as folder:
        return comparing.evaluated(name, folder)


def rescore(arguments: Namespace) -> Answer:
    """Score what a run said of its test set against the gold of today."""
    with opened(arguments.project) as project:
        prepared = rescoring.prepare_rescoring(project, arguments.run)
        raise_failure(follow(prepared.folder, f"rescoring {arguments.run}"))
        rescoring.take_in_rescoring(project, prepared)
        run = project.ask(lambda reader: reader.run(arguments.run)).result()
    found = report_of(run)
    again = found.rescored[-1]
    values = {"run": run.name, **again.to_json(), **again.test.to_json()}
    left_out = again.gone + again.retokenised + again.unconfirmed
    lines = [
        *report_lines(found)[-1:],
        f"left out: {left_out:,} sentences ({again.gone:,} deleted, {again.retokenised:,} "
        f"with other tokens, {again.unconfirmed:,} not done)",
        *score_lines("gold of today", again.test),
    ]
    return Answer(values, lines)


def evaluate(arguments: Namespace) -> Answer:
    """Score a model on gold."""
    with opened(arguments.project) as project:
        model = choose_model(project, arguments)
        examples = suggesting.with_wanted_context(project, model, _gold(project, arguments.split))
    figures = _score(model, examples)
    values = {"split": arguments.split, "model": model.name, **figures.to_json()}
    return Answer(values, score_lines(arguments.split, figures))


def _score(model: Model, examples: tuple[Example, ...]) -> Report:
    with passing_job(model, JobKind.EVALUATE, examples) as folder:
        found = folder.report()
    return found.test if found and found.test else Report()


def _gold(project: Project, split: str) -> tuple[Example, ...]:
    examples = project.ask(gold_examples, Split(split)).result()
    if not examples:
        raise UsageError(
            "NW-U24",
            f"There is no done sentence in the split {split}.",
            NOTHING_CHANGED,
            "Choose another split, or confirm sentences of this one.",
        )
    return examples

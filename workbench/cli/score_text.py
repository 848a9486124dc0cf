"""The figures of a report as lines of text."""

from __future__ import annotations

from workbench.cli.output import table
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.reports import Report
from workbench.domain.run_reports import RunReport
from workbench.operations.store import Run


def report_of(run: Run) -> RunReport:
    """The report of a run; UsageError NW-U23 where it has none."""
    if run.report is None:
        raise UsageError(
            "NW-U23",
            f"{run.name} has no report: it is {run.state}.",
            NOTHING_CHANGED,
            "Choose a run that is done or stopped.",
        )
    return RunReport.from_json(dict(run.report))


def scored(found: RunReport) -> tuple[str, Report]:
    """The report on test, or on dev where there is no test set."""
    return ("test", found.test) if found.test else ("dev", found.dev or Report())


def headline(report: Report | None) -> dict[str, float] | None:
    """The strict micro scores."""
    if report is None:
        return None
    micro = report.strict.micro
    return {"precision": micro.precision, "recall": micro.recall, "f1": micro.f1}


def report_lines(found: RunReport) -> list[str]:
    """A run's figures, with those of today's gold where it was rescored."""
    split, figures = scored(found)
    lines = [
        f"{found.engine} on {found.base}, {found.device}; best epoch {found.best_epoch}",
        *score_lines(split, figures),
    ]
    for again in found.rescored[-1:]:
        f1, before = again.test.strict.micro.f1, figures.strict.micro.f1
        lines.append(
            f"rescored {again.time}: strict F1 {f1:.3f} (before: {before:.3f}) "
            f"on {again.test.coverage.sentences:,} sentences, {again.changed:,} with other gold"
        )
    return lines


def score_lines(split: str, figures: Report) -> list[str]:
    """The entity table of a report, strict and lenient, with what was not scored."""
    rows: list[tuple[object, ...]] = [
        (f"{split}, strict", "precision", "recall", "F1", "support", "lenient F1")
    ]
    lenient = figures.lenient.labels
    for name, scores in figures.strict.labels.items():
        other = lenient[name].f1 if name in lenient else 0.0
        rows.append((name, scores.precision, scores.recall, scores.f1, scores.support, other))
    for name in ("micro", "macro", "weighted"):
        scores, other_scores = getattr(figures.strict, name), getattr(figures.lenient, name)
        rows.append(
            (name, scores.precision, scores.recall, scores.f1, scores.support, other_scores.f1)
        )
    return [*table(rows), *_other_readings(figures), _coverage(figures)]


def _other_readings(figures: Report) -> list[str]:
    token, micro = figures.token, "{} {:.3f}".format
    readings = ("exact", "type", "partial")
    told = ", ".join(micro(name, getattr(figures, name).micro.f1) for name in readings)
    lines = [
        f"micro F1 otherwise read: {told}",
        f"tokens: accuracy {token.accuracy:.3f}, micro F1 {token.micro.f1:.3f}, "
        f"macro F1 {token.macro.f1:.3f}",
    ]
    if figures.pieces:
        inflated = figures.pieces
        lines.append(
            f"inflated, on {inflated.pieces:,} word pieces: strict F1 "
            f"{inflated.strict.micro.f1:.3f}, token micro F1 {inflated.token.micro.f1:.3f}"
        )
    return [*lines, f"calibration error {figures.calibration.error:.3f}"]


def _coverage(figures: Report) -> str:
    coverage = figures.coverage
    return (
        f"scored {coverage.entities:,} entities in {coverage.sentences:,} sentences; "
        f"{coverage.windowed:,} sentences in several windows, "
        f"{coverage.cut:,} tokens cut, {coverage.unscored:,} not seen by the model"
    )

"""The figures of a report as tables, the same for a page, for plain text and for CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench.domain.reports import Calibration, Confusion, MistakeKind, Mistakes, Report
from workbench.domain.run_reports import RunReport
from workbench.domain.scores import Scores, ScoreTable

Cell = str | int | float | None
AVERAGES = ("micro", "macro", "weighted")
READINGS: Mapping[str, str] = {
    "strict": "label and extent right, from valid tags",
    "lenient": "as conlleval reads it, from broken tags too",
    "exact": "extent right, whatever the label",
    "type": "label right, wherever it overlaps",
    "partial": "any overlap; other borders count half",
}
KINDS: Mapping[MistakeKind, str] = {
    MistakeKind.MISSED: "missed",
    MistakeKind.SPURIOUS: "spurious",
    MistakeKind.WRONG_TYPE: "wrong type",
    MistakeKind.WRONG_EXTENT: "wrong extent",
}
SCORES = ("precision", "recall", "F1")


@dataclass(frozen=True)
class Table:
    """Rows of text and numbers under a head; `title` is a caption, `note` stands below.

    The last `summary` rows are averages or sums of those above.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    summary: int = 0


def shown(cell: Cell) -> str:
    """A cell as a person reads it."""
    match cell:
        case None:
            return "–"
        case float():
            return f"{cell:.3f}"
        case int():
            return f"{cell:,}"
    return cell


def _row(name: str, scores: Scores) -> tuple[Cell, ...]:
    return (name, scores.precision, scores.recall, scores.f1, scores.support)


def score_rows(table: ScoreTable) -> Iterator[tuple[Cell, ...]]:
    """The rows of all labels, then the averages."""
    for label, scores in table.labels.items():
        yield _row(label, scores)
    for name in AVERAGES:
        yield _row(f"{name} average", getattr(table, name))


def strict_table(report: Report) -> Table:
    """Precision, recall, F1 and support of each label, strict."""
    rows = tuple(score_rows(report.strict))
    return Table("Strict, by label", ("label", *SCORES, "support"), rows, summary=len(AVERAGES))


def readings_table(report: Report) -> Table:
    """The micro scores of each reading, with the other two averages of F1."""
    rows: list[tuple[Cell, ...]] = []
    for name, meaning in READINGS.items():
        table: ScoreTable = getattr(report, name)
        micro = table.micro
        f1s = (micro.f1, table.macro.f1, table.weighted.f1)
        rows.append((name, micro.precision, micro.recall, *f1s, meaning))
    token = report.token
    f1s = (token.micro.f1, token.macro.f1, token.weighted.f1)
    rows.append(
        (
            "token",
            token.micro.precision,
            token.micro.recall,
            *f1s,
            "each word for itself, O left out",
        )
    )
    head = (
        "reading",
        "precision",
        "recall",
        "F1 micro",
        "F1 macro",
        "F1 weighted",
        "counts as right",
    )
    return Table("All readings, on words", head, tuple(rows))


def pieces_table(report: Report) -> Table | None:
    """The inflated figures, where the engine told what it says of word pieces."""
    pieces = report.pieces
    if pieces is None:
        return None
    token = pieces.token.micro
    rows = (
        ("strict, on words", *_figures(report.strict.micro)),
        ("strict, on word pieces", *_figures(pieces.strict.micro)),
        ("token, on words", *_figures(report.token.micro)),
        ("token, on word pieces", *_figures(token)),
    )
    note = (
        f"A word counts as often as it has pieces ({pieces.pieces:,} in all), and trailing pieces "
        "have the I- tag of their word. For comparison with write-ups that score so, only."
    )
    return Table("On word pieces (inflated)", ("reading", *SCORES, "support"), rows, note)


def _figures(scores: Scores) -> tuple[Cell, ...]:
    return _row("", scores)[1:]


def token_table(report: Report) -> Table:
    """Each class token by token, O too, as scikit-learn's classification_report prints it."""
    token = report.token
    everything = token.with_outside
    rows: list[tuple[Cell, ...]] = [_row(name, one) for name, one in token.labels.items()]
    outside = everything.labels.get("O")
    if outside is not None:
        rows.append(_row("O", outside))
    support = everything.micro.support
    summary = [
        ("accuracy", None, None, token.accuracy, support),
        _row("micro average without O", token.micro),
        _row("macro average without O", token.macro),
        _row("weighted average without O", token.weighted),
        _row("macro average with O", everything.macro),
        _row("weighted average with O", everything.weighted),
    ]
    head = ("class", *SCORES, "support")
    return Table("Token by token", head, (*rows, *summary), summary=len(summary))


def confusion_table(title: str, confusion: Confusion) -> Table:
    """Counts with a row for each gold label and a column for each predicted one."""
    rows = zip(confusion.labels, confusion.counts, strict=True)
    return Table(
        title,
        ("gold ↓ predicted →", *confusion.labels),
        tuple((label, *counts) for label, counts in rows),
    )


def calibration_table(calibration: Calibration) -> Table:
    """How often the predicted entities of each bin are right."""
    rows = tuple(
        (f"{one.low:.1f} – {one.high:.1f}", one.count, one.confidence, one.accuracy)
        for one in calibration.bins
        if one.count
    )
    head = ("confidence", "entities", "mean confidence", "share right")
    note = f"Expected calibration error: {calibration.error:.3f}."
    return Table("Calibration", head, rows, note)


def mistakes_table(mistakes: Mistakes) -> Table:
    """How many mistakes of each kind, by label."""
    rows: list[tuple[Cell, ...]] = [
        (label, *(counts.get(kind, 0) for kind in KINDS), sum(counts.values()))
        for label, counts in mistakes.labels.items()
    ]
    counts = mistakes.counts
    rows.append(("all", *(counts.get(kind, 0) for kind in KINDS), sum(counts.values())))
    head = ("label", *KINDS.values(), "all")
    note = "A mistake counts under the label of gold, a spurious entity under its own."
    return Table("Mistakes by label", head, tuple(rows), note, summary=1)


def coverage_table(report: Report) -> Table:
    """What was scored, and what the model did not see whole."""
    found = report.coverage
    rows: tuple[tuple[Cell, ...], ...] = (
        ("sentences scored", found.sentences),
        ("gold entities scored", found.entities),
        ("sentences read in several windows", found.windowed),
        ("tokens cut, too long for a window", found.cut),
        ("tokens that the model's tokenizer drops (tagged O)", found.unscored),
    )
    return Table("Coverage", ("what", "count"), rows)


def epochs_table(report: RunReport) -> Table:
    """One row for each epoch."""
    rows = tuple(
        (
            row.epoch,
            row.train_loss,
            row.dev.loss,
            row.dev.precision,
            row.dev.recall,
            row.dev.f1,
            None if row.learning_rate is None else f"{row.learning_rate:.2e}",
            "best" if row.epoch == report.best_epoch else "",
        )
        for row in report.epochs
    )
    head = ("epoch", "train loss", "dev loss", "dev P", "dev R", "dev F1", "learning rate", "")
    return Table("Epochs", head, rows)

"""The pictures of a report: bars by label, who is taken for whom, and trust in confidence."""

from __future__ import annotations

from workbench.domain.reports import Calibration, Confusion, Report
from workbench.domain.run_reports import RunReport
from workbench.domain.scores import ScoreTable
from workbench.workflow.reporting.curves import curve_pictures
from workbench.workflow.reporting.svg import Picture, shorten, text_width

GAP = 8
NAMES = 160.0
BAR, BAR_STEP, BAR_LENGTH = 16, 24, 360
CELL, SMALL_CELL, MANY = 44, 30, 14
SIDE = 240
DEEPEST = 0.6
KEY = 300.0


def pictures_of(report: RunReport) -> list[Picture]:
    """All pictures of a run, those on test where it has a test set."""
    found = curve_pictures(report)
    figures = report.test or report.dev
    return [*found, *figure_pictures(figures)] if figures else found


def figure_pictures(figures: Report) -> list[Picture]:
    """The pictures of one set of figures; those without anything to show are left out."""
    found = []
    if figures.strict.labels:
        found.append(label_bars(figures.strict))
    if len(figures.entity_confusion.labels) > 1:
        found.append(confusion_picture(figures.entity_confusion))
    if any(one.count for one in figures.calibration.bins):
        found.append(calibration_picture(figures.calibration))
    return found


def label_bars(table: ScoreTable) -> Picture:
    """One bar for the strict F1 of each label, with its support."""
    left = names_width(tuple(table.labels))
    height = BAR_STEP * len(table.labels) + GAP
    picture = Picture("labels", "Strict F1 by label", left + BAR_LENGTH + 140, height)
    for number, (label, scores) in enumerate(table.labels.items()):
        y = GAP / 2 + number * BAR_STEP
        tip = f"{label}: P {scores.precision:.3f}, R {scores.recall:.3f}, F1 {scores.f1:.3f}"
        picture.write(left - GAP, y + BAR - 4, shorten(label, left - GAP), "", "end", tip)
        picture.add("rect", x=left, y=y, width=BAR_LENGTH, height=BAR, css="line")
        width = scores.f1 * BAR_LENGTH
        picture.add("rect", tip, x=left, y=y, width=width, height=BAR, css="fill train")
        value = f"{scores.f1:.3f} · {scores.support:,} gold"
        picture.write(left + BAR_LENGTH + GAP, y + BAR - 4, value, "soft")
    return picture


def names_width(labels: tuple[str, ...]) -> float:
    """Room for the names of labels at the left."""
    return min(max(map(text_width, labels), default=0.0), NAMES) + 2 * GAP


def confusion_picture(confusion: Confusion) -> Picture:
    """Gold labels as rows, predicted ones as columns, ∅ for none; deeper means more."""
    labels = confusion.labels
    size = CELL if len(labels) <= MANY else SMALL_CELL
    left = names_width(labels) + 2 * GAP
    top = left
    end = size * len(labels)
    # The names of columns lean out to the right, and the key needs room in any case.
    width = left + max(end + left / 2, KEY)
    picture = Picture("confusion", "Entities, gold by predicted", width, top + end + 40)
    picture.write(0, 12, "gold ↓", "small soft")
    picture.write(0, 26, "predicted →", "small soft")
    for number, label in enumerate(labels):
        name, middle = shorten(label, left - 3 * GAP), number * size + size / 2
        picture.write(left - GAP, top + middle + 4, name, "head", "end", label)
        x, y = left + middle + 4, top - GAP
        turned = f"rotate(-60 {x:.1f} {y:.1f})"
        picture.write(x, y, name, "head", tip=label, transform=turned)
    _fill_cells(picture, confusion, left, top, size)
    for number, line in enumerate(_CONFUSION_KEY):
        picture.write(left, top + end + 16 + 14 * number, line, "small soft")
    return picture


_CONFUSION_KEY = (
    "Diagonal: the label is right, the borders may differ.",
    "∅ row: spurious. ∅ column: missed.",
)


def _fill_cells(
    picture: Picture, confusion: Confusion, left: float, top: float, size: float
) -> None:
    """Shades are by row: the share of a gold label that went where."""
    for row, (gold, counts) in enumerate(zip(confusion.labels, confusion.counts, strict=True)):
        total = sum(counts)
        for column, (said, count) in enumerate(zip(confusion.labels, counts, strict=True)):
            x, y = left + column * size, top + row * size
            tip = f"{gold} → {said}: {count:,}"
            if count:
                css = "fill best" if row == column else "fill dev"
                shade = 0.12 + (DEEPEST - 0.12) * count / total
                picture.add(
                    "rect", tip, x=x, y=y, width=size, height=size, css=css, fill_opacity=shade
                )
            picture.add("rect", x=x, y=y, width=size, height=size, css="line")
            if count:
                small = "small" if size < CELL or count > 9999 else ""
                picture.write(x + size / 2, y + size / 2 + 4, str(count), small, "middle", tip)


def calibration_picture(calibration: Calibration) -> Picture:
    """Bars of how many are right in each bin, against the diagonal where they should end."""
    left, top = 44.0, 12.0
    bottom = top + SIDE
    title = "Calibration of confidence"
    picture = Picture("calibration", title, left + SIDE + 190, bottom + 44)
    for value in (0.0, 0.5, 1.0):
        at = bottom - value * SIDE
        picture.path([(left, at), (left + SIDE, at)], "line")
        picture.write(left - 6, at + 4, f"{value:.1f}", "small soft", "end")
        picture.write(left + value * SIDE, bottom + 16, f"{value:.1f}", "small soft", "middle")
    for one in calibration.bins:
        if not one.count:
            continue
        x, width = left + one.low * SIDE + 1, (one.high - one.low) * SIDE - 2
        height = one.accuracy * SIDE
        tip = (
            f"confidence {one.low:.1f} to {one.high:.1f}: {one.count:,} entities, "
            f"{one.accuracy:.0%} right"
        )
        picture.add(
            "rect", tip, x=x, y=bottom - height, width=width, height=height, css="fill train"
        )
        dot_x, dot_y = left + one.confidence * SIDE, bottom - one.accuracy * SIDE
        picture.add("circle", tip, cx=dot_x, cy=dot_y, r=4, css="ring dev")
    picture.path([(left, bottom), (left + SIDE, top)], "frame dashed")
    picture.write(left + SIDE / 2, bottom + 34, "confidence", "small soft", "middle")
    side = left + SIDE + 2 * GAP
    lines = ("bar: share that is right", "ring: at the mean confidence", "dashed: as it should be")
    for number, line in enumerate((f"error {calibration.error:.3f}", *lines)):
        picture.write(side, top + 16 + 20 * number, line, "head" if not number else "soft")
    return picture

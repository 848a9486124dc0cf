"""The learning curves of a run: loss, F1 and learning rate, epoch by epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from workbench.domain.run_reports import RunReport
from workbench.workflow.reporting.svg import Picture, ticks

LEFT, TOP, WIDTH, HEIGHT = 56.0, 28.0, 300.0, 150.0
FEW = 30
SMALL = 1e-3
Points = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Line:
    """One curve: its name in the legend, its colour, and its points by epoch."""

    name: str
    css: str
    points: Points


def curve_pictures(report: RunReport) -> list[Picture]:
    """One picture for each figure that was noted, with the best epoch marked."""
    rows = report.epochs
    best = report.best_epoch

    def points(values: Sequence[float | None]) -> Points:
        pairs = zip(rows, values, strict=True)
        return [(row.epoch, value) for row, value in pairs if value is not None and isfinite(value)]

    train = Line("train", "train", points([row.train_loss for row in rows]))
    dev = Line("dev", "dev", points([row.dev.loss for row in rows]))
    f1 = Line("dev", "dev", points([row.dev.f1 for row in rows]))
    rate = Line("rate", "train", points([row.learning_rate for row in rows]))
    charts: tuple[tuple[str, str, tuple[Line, ...], int | None], ...] = (
        ("loss", "Loss", (train, dev), best),
        ("f1", "Strict F1", (f1,), best),
        ("rate", "Learning rate", (rate,), None),
    )
    return [
        _chart(name, title, lines, marked)
        for name, title, lines, marked in charts
        if any(line.points for line in lines)
    ]


@dataclass(frozen=True)
class _Scale:
    """From epochs and values to places in the picture."""

    first: float
    last: float
    low: float
    high: float

    def at(self, epoch: float, value: float) -> tuple[float, float]:
        across = (epoch - self.first) / (self.last - self.first)
        up = (value - self.low) / (self.high - self.low)
        return LEFT + across * WIDTH, TOP + HEIGHT - up * HEIGHT


def _scale(lines: Sequence[Line]) -> _Scale:
    epochs = [epoch for line in lines for epoch, _ in line.points]
    values = [value for line in lines for _, value in line.points]
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 0.1
    first, last = min(epochs), max(epochs)
    # One epoch alone stands in the middle.
    margin = 0.5 if first == last else 0.0
    return _Scale(first - margin, last + margin, max(low - room, 0.0), high + room)


def _chart(name: str, title: str, lines: Sequence[Line], best: int | None) -> Picture:
    lines = [line for line in lines if line.points]
    picture = Picture(f"curve-{name}", title, LEFT + WIDTH + 24, TOP + HEIGHT + 44)
    scale = _scale(lines)
    _draw_axes(picture, scale)
    picture.write(LEFT, 16, title, "head")
    for number, line in enumerate(lines):
        _draw_line(picture, line, scale)
        if len(lines) > 1:
            _draw_legend(picture, line, LEFT + WIDTH - 130 + 70 * number)
    if best is not None:
        _mark_best(picture, lines[-1], best, scale, alone=len(lines) == 1)
    return picture


def _draw_axes(picture: Picture, scale: _Scale) -> None:
    for value in ticks(scale.low, scale.high):
        x, y = scale.at(scale.first, value)
        picture.path([(x, y), (x + WIDTH, y)], "line")
        picture.write(x - 6, y + 4, _figure(value), "small soft", "end")
    bottom = TOP + HEIGHT
    picture.add("rect", x=LEFT, y=TOP, width=WIDTH, height=HEIGHT, css="frame")
    for epoch in ticks(scale.first, scale.last, 6):
        if epoch == round(epoch):
            x, _ = scale.at(epoch, scale.low)
            picture.write(x, bottom + 16, f"{epoch:.0f}", "small soft", "middle")
    picture.write(LEFT + WIDTH / 2, bottom + 34, "epoch", "small soft", "middle")


def _figure(value: float) -> str:
    """A number beside an axis; learning rates are too small to be written out."""
    return f"{value:.0e}" if 0 < abs(value) < SMALL else f"{value:.3g}"


def _draw_line(picture: Picture, line: Line, scale: _Scale) -> None:
    places = [scale.at(epoch, value) for epoch, value in line.points]
    picture.path(places, f"{line.css}{' dashed' if line.css == 'dev' else ''}")
    if len(places) > FEW:
        return
    for (x, y), (epoch, value) in zip(places, line.points, strict=True):
        _mark(picture, line.css, x, y, f"{line.name}, epoch {epoch}: {value:.4g}")


def _mark(picture: Picture, css: str, x: float, y: float, tip: str = "") -> None:
    """Circles for train, squares for dev: the colour is never the only sign."""
    if css == "dev":
        picture.add("rect", tip, x=x - 3, y=y - 3, width=6, height=6, css=f"fill {css}")
    else:
        picture.add("circle", tip, cx=x, cy=y, r=3, css=f"fill {css}")


def _draw_legend(picture: Picture, line: Line, x: float) -> None:
    _mark(picture, line.css, x, 12)
    picture.write(x + 8, 16, line.name, "soft")


def _mark_best(picture: Picture, line: Line, best: int, scale: _Scale, alone: bool) -> None:
    """Ring the best epoch; where one line stands alone, its figure fits beside the title."""
    value = dict(line.points).get(best)
    if value is None:
        return
    told = f"best: epoch {best}, {value:.3f}"
    x, y = scale.at(best, value)
    picture.add("circle", told, cx=x, cy=y, r=7, css="ring best")
    if alone:
        right = LEFT + WIDTH
        picture.add("circle", cx=right - 5, cy=12, r=5, css="ring best")
        picture.write(right - 14, 16, told, "soft", "end")

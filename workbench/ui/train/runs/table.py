"""The table of runs: two lines a run, one or two of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.operations.store import Run
from workbench.ui.tables import CommandTable, as_list, fit_columns
from workbench.ui.theme import MEDIUM, SMALL, colours, tabular_font
from workbench.ui.train.runs.model import DISK, F1, RUN, STARTED, TIME, Index, RunModel, state_of
from workbench.ui.train.runs.words import GLYPHS, PIN, TONES, name_of

GLYPH_WIDTH = 20
SAMPLES = ((F1, "0.000"), (TIME, "00:00 min"), (STARTED, "Started"), (DISK, "999 MB"))


class RunDelegate(QStyledItemDelegate):
    """Paints a run's state as a sign, its name, and what it is under it."""

    def __init__(self, runs: RunModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._runs = runs

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        run = self._runs.run_at(index.row())
        if run is not None:
            painter.save()
            area = option.rect.adjusted(MEDIUM, SMALL, -SMALL, -SMALL)
            _paint_run(painter, area, run, self._runs.below(run), option.font)
            painter.restore()


def _paint_run(painter: QPainter, area: QRect, run: Run, below: str, font: QFont) -> None:
    page, state = colours(), state_of(run)
    half = area.height() // 2
    upper = QRect(area.left() + GLYPH_WIDTH, area.top(), area.width() - GLYPH_WIDTH, half)
    left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(font)
    painter.setPen(QColor(getattr(page, TONES.get(state, "muted"))))
    painter.drawText(QRect(area.left(), area.top(), GLYPH_WIDTH, half), left, GLYPHS[state])
    painter.setPen(QColor(page.text))
    name = f"{PIN} {name_of(run)}" if run.pinned else name_of(run)
    painter.drawText(upper, left, _elided(name, font, upper.width()))
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    painter.setFont(small)
    painter.setPen(QColor(page.muted))
    lower = upper.translated(0, half)
    painter.drawText(lower, left, _elided(below, small, lower.width()))


def _elided(text: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


class RunTable(CommandTable):
    """`chosen` carries the run that is looked at, `compared` two of them, the older first."""

    chosen = Signal(object)
    compared = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunModel()
        self.setModel(self.runs)
        self.setItemDelegateForColumn(RUN, RunDelegate(self.runs, self))
        self.setAccessibleName(self.tr("Runs"))
        self.setFont(tabular_font(self.font()))
        as_list(self, RUN, lines=2)
        fit_columns(self, SAMPLES)
        self.selectionModel().selectionChanged.connect(self._choose)

    @property
    def selected(self) -> list[Run]:
        """The selected runs, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        found = (self.runs.run_at(row) for row in rows)
        return [run for run in found if run is not None]

    def show_runs(self, runs: Sequence[Run], chosen: str = "", waiting: Sequence[str] = ()) -> None:
        """Show these, and keep the choice, or put it on the run of that name."""
        kept = [run.name for run in self.selected]
        moved = self.runs.show_runs(runs, waiting)
        if chosen:
            self.choose([chosen])
        elif moved or not kept:
            listed = [name for name in kept if self.runs.row_of(name) >= 0]
            newest = [runs[-1].name] if runs else []
            self.choose(listed or newest)

    def choose(self, names: Sequence[str]) -> None:
        """Select the runs of these names."""
        flags = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        rows = [row for name in names if (row := self.runs.row_of(name)) >= 0]
        for row in rows:
            index = self.runs.index(row, RUN)
            selection.select(index, index)
        if rows:
            model = self.selectionModel()
            model.setCurrentIndex(self.runs.index(rows[0], RUN), flags.NoUpdate)
            model.select(selection, flags.ClearAndSelect | flags.Rows)

    def height_of_rows(self, number: int) -> int:
        """How high the table has to be to show so many runs."""
        return (
            self.horizontalHeader().height() + number * self.verticalHeader().defaultSectionSize()
        )

    def compare(self) -> None:
        """Show the two selected runs side by side."""
        self._choose()

    def _choose(self) -> None:
        found = self.selected
        if len(found) == 1:
            self.chosen.emit(found[0])
        elif len(found) == 2:
            older, newer = sorted(found, key=lambda run: (run.created, run.name))
            self.compared.emit(older, newer)

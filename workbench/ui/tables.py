"""What the tables of all places share: their dress, their keys, and words in their context."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.text_flow import reads_rightwards
from workbench.ui.annotate.mentions.concordance import Line, paint_line
from workbench.ui.theme import MEDIUM, SMALL, colours

Index = QModelIndex | QPersistentModelIndex


def as_list(table: QTableView, stretched: int, lines: int = 1) -> None:
    """Dress a table as a dense list of whole rows; one column takes the room that is left."""
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    height = QFontMetrics(table.font()).height()
    # Rows of two lines need some air between them.
    rows.setDefaultSectionSize(lines * height + MEDIUM + (SMALL if lines == 1 else MEDIUM))
    columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    columns.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    columns.setHighlightSections(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def fit_columns(
    table: QTableView, samples: Iterable[tuple[int, str]], room: int = 3 * MEDIUM
) -> None:
    """Make each column as wide as its sample, with some room around it."""
    metrics = QFontMetrics(table.font())
    for column, sample in samples:
        table.setColumnWidth(column, metrics.horizontalAdvance(sample) + room)


class OpeningTable(QTableView):
    """`row_opened` carries the row that a double click or Enter opens."""

    row_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doubleClicked.connect(lambda index: self.row_opened.emit(index.row()))

    @property
    def row(self) -> int:
        """The current row; -1 where there is none."""
        return self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.row >= 0:
            self.row_opened.emit(self.row)


class AnswerTable(OpeningTable):
    """One row at a time is answered; letters are answers and no search."""

    def go_on(self, waits: Callable[[int], bool]) -> None:
        """Go to the next row that waits for an answer; stay where there is none."""
        rows = range(self.row + 1, self.model().rowCount())
        following = next(filter(waits, rows), None)
        if following is not None:
            self.selectRow(following)

    def keyboardSearch(self, search: str) -> None:
        """Letters are answers here, and no search."""


class CommandTable(QTableView):
    """What is selected has commands: letters are those, and a menu offers `menu_actions`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menu_actions: Sequence[QAction] = ()

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, and no search."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selectionModel().hasSelection():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions([one for one in self.menu_actions if one.isEnabled()])
            menu.popup(event.globalPos())


class ContextDelegate(QStyledItemDelegate):
    """Paints the words with their surroundings; the surroundings give way."""

    def __init__(self, line_at: Callable[[int], Line | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._line_at = line_at

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        line = self._line_at(index.row())
        if line is not None:
            painter.save()
            painter.setFont(option.font)
            _paint(painter, option.rect, line, QFontMetrics(option.font))
            painter.restore()


def _paint(painter: QPainter, area: QRect, line: Line, metrics: QFontMetrics) -> None:
    page = colours()
    if line.hit:
        paint_line(painter, area, line, metrics, page.bad_surface, page.text)
    else:
        _paint_text(painter, area, line.before, metrics)


def _paint_text(painter: QPainter, area: QRect, text: str, metrics: QFontMetrics) -> None:
    """A text of its own, without any token in the middle."""
    flag = Qt.AlignmentFlag
    inner = area.adjusted(MEDIUM, 0, -MEDIUM, 0)
    rightwards = reads_rightwards(text.split()[:16])
    side = flag.AlignLeft if rightwards else flag.AlignRight
    painter.setPen(QColor(colours().text))
    shown = metrics.elidedText(display_text(text), Qt.TextElideMode.ElideRight, inner.width())
    painter.drawText(inner, int(side | flag.AlignVCenter | flag.AlignAbsolute), shown)

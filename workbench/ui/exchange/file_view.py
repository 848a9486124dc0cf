"""A small window that shows a file at a line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.errors import WorkbenchError
from workbench.formats.base import Cancelled, Problem
from workbench.formats.corpus import CorpusFile
from workbench.ui.exchange.file_excerpt import Excerpt, look_into
from workbench.ui.exchange.progress import Errand
from workbench.ui.notify import describe
from workbench.ui.tasks import Tasks
from workbench.ui.theme import LARGE, MEDIUM, SMALL, colours, fixed_font, plain_label, theme
from workbench.workflow.exchange import Watch

SIZE = (860, 560)
FONT_SIZE = 10.0


class NumberedText(QPlainTextEdit):
    """Plain text with the numbers of its lines; one line stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = 1
        self._marked: int | None = None
        self.setReadOnly(True)
        self.setFont(fixed_font(FONT_SIZE))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._margin = _Margin(self)
        self.updateRequest.connect(self._follow)
        theme().changed.connect(self._mark)

    def show_lines(self, excerpt: Excerpt) -> None:
        """Show these lines with the wanted one in the middle."""
        self._first = excerpt.first
        self.setPlainText("\n".join(excerpt.lines))
        place = excerpt.wanted - excerpt.first
        self._marked = place if 0 <= place < len(excerpt.lines) else None
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        self._mark()

    def margin_width(self) -> int:
        """How wide the column of numbers is."""
        widest = f"{self._first + self.blockCount():,}"
        return self.fontMetrics().horizontalAdvance(widest) + 2 * MEDIUM

    def paint_numbers(self, painter: QPainter, area: QRect) -> None:
        """Write the number of each line that shows."""
        painter.fillRect(area, QColor(colours().base))
        block = self.firstVisibleBlock()
        while block.isValid() and block.isVisible():
            top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
            if top > area.bottom():
                break
            self._paint_number(painter, block, round(top))
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(
            QRect(inside.topLeft(), QSize(self.margin_width(), inside.height()))
        )

    def _paint_number(self, painter: QPainter, block: QTextBlock, top: int) -> None:
        is_marked = block.blockNumber() == self._marked
        painter.setPen(QColor(colours().accent if is_marked else colours().faint))
        box = QRect(0, top, self.margin_width() - MEDIUM, self.fontMetrics().height())
        number = f"{self._first + block.blockNumber():,}"
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight), number)

    def _mark(self) -> None:
        if self._marked is None:
            return
        cursor = QTextCursor(self.document().findBlockByNumber(self._marked))
        paint = QTextBlockFormat()
        paint.setBackground(QColor(colours().selection))
        cursor.setBlockFormat(paint)
        self.setTextCursor(cursor)
        self.centerCursor()

    def _follow(self, area: QRect, moved: int) -> None:
        if moved:
            self._margin.scroll(0, moved)
        else:
            self._margin.update(0, area.y(), self._margin.width(), area.height())


class _Margin(QWidget):
    """The column of numbers."""

    def __init__(self, text: NumberedText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        return QSize(self._text.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._text.paint_numbers(QPainter(self), event.rect())


class FileView(QDialog):
    """Shows where a problem is; Esc closes it."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._errand: Errand | None = None
        self._problem: Problem | None = None
        self.excerpt: Excerpt | None = None
        self.message = plain_label(wrap=True)
        self.refusal = plain_label(role="muted", wrap=True)
        self.text = NumberedText()
        self.text.setAccessibleName(self.tr("The lines of the file"))
        policy = self.text.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.text.setSizePolicy(policy)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.open_button = self.buttons.addButton(self.tr("Open in the usual program"), role)
        self.copy_button = self.buttons.addButton(self.tr("Copy"), role)
        self.copy_button.setToolTip(self.tr("Copy what is selected, or else the line"))
        self.buttons.rejected.connect(self.reject)
        self.open_button.clicked.connect(self._open)
        self.copy_button.clicked.connect(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(SMALL)
        for widget in (self.message, self.refusal):
            layout.addWidget(widget)
        layout.addWidget(self.text, 1)
        layout.addSpacing(MEDIUM)
        layout.addWidget(self.buttons)
        self.resize(*SIZE)

    def show_problem(self, file: CorpusFile, problem: Problem) -> None:
        """Read the lines around a problem elsewhere, and show them."""
        self._drop()
        self._problem = problem
        self.setWindowTitle(f"{problem.file}, {self.tr('line')} {problem.line:,}")
        self.message.setText(f"{problem.code}: {problem.message[:500]}")
        self._refuse(self.tr("Reading…"))
        watch = Watch()
        ticket = self._tasks.run(
            lambda: look_into(file, problem, watch.progress), self._show, self._fail
        )
        self._errand = Errand(watch, ticket)
        self.show()
        self.raise_()

    def done(self, result: int) -> None:
        self._drop()
        super().done(result)

    def _drop(self) -> None:
        if self._errand is not None:
            self._errand.drop()
        self._errand = self.excerpt = None

    def _show(self, excerpt: Excerpt) -> None:
        self._errand, self.excerpt = None, excerpt
        if excerpt.refusal:
            self._refuse(excerpt.refusal)
        else:
            self.text.show_lines(excerpt)
            self.text.show()
            self.refusal.hide()
            self.text.setFocus()
        self.copy_button.setEnabled(not excerpt.refusal)
        self.open_button.setEnabled(True)

    def _refuse(self, words: str) -> None:
        """Words in place of lines."""
        self.refusal.setText(words)
        self.refusal.show()
        self.text.hide()
        self.copy_button.setEnabled(False)
        self.open_button.setEnabled(False)

    def _fail(self, error: BaseException) -> None:
        self._errand = None
        if isinstance(error, WorkbenchError):
            self._refuse(describe(error))
        elif not isinstance(error, Cancelled):
            self._tasks.went_wrong.emit(error)

    def _open(self) -> None:
        if self.excerpt is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.excerpt.path)))

    def _copy(self) -> None:
        selected = self.text.textCursor().selection().toPlainText()
        line = self.excerpt.line if self.excerpt else ""
        QGuiApplication.clipboard().setText(selected or line)

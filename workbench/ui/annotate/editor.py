"""The painted editor: shows one sentence, and turns mouse and arrows into a selection."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from workbench.ui.annotate.cursor import Chip, Cursor, chip_under, next_stop, select
from workbench.ui.annotate.page_painter import Marks, PagePainter
from workbench.ui.annotate.sentence_page import (
    LARGEST,
    NORMAL_SIZE,
    SMALLEST,
    Fonts,
    Page,
    Ruler,
    lay_out_page,
)
from workbench.ui.annotate.shown import Shown
from workbench.ui.annotate.tips import describe_chip, describe_token, plain_tip
from workbench.ui.theme import HUGE, colours, theme

CLICK_SLACK = 6.0
ZOOM_STEP = 1.0


class Editor(QAbstractScrollArea):
    """Knows what is shown and selected; changes nothing by itself."""

    cursor_changed = Signal()
    typed = Signal(str)
    context_clicked = Signal(int)
    menu_wanted = Signal(QPoint)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cursor_state = Cursor()
        self.empty_text = ""
        self._page: Page | None = None
        self._shown: Shown | None = None
        self._hits: frozenset[int] = frozenset()
        self._size = NORMAL_SIZE
        self._ruler = Ruler(Fonts.of(self.font(), self._size))
        self._pressed: int | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Sentence editor")
        self.viewport().setMouseTracking(True)
        theme().changed.connect(self._repaint)

    @property
    def shown(self) -> Shown | None:
        return self._shown

    @property
    def page(self) -> Page | None:
        return self._page

    @property
    def text_size(self) -> float:
        """The size of the text in points."""
        return self._size

    @property
    def current_chip(self) -> Chip | None:
        """The entity or suggestion that is selected or holds the cursor."""
        return chip_under(self._shown.chips, self.cursor_state) if self._shown else None

    def show_sentence(self, shown: Shown | None, hits: frozenset[int] = frozenset()) -> None:
        """Show a sentence; the cursor stays where it is in the same one."""
        same = self._shown and shown and self._shown.sentence.id == shown.sentence.id
        self._shown, self._hits = shown, hits
        before = self.cursor_state
        self.cursor_state = before.within(shown.length) if same and shown else Cursor()
        self._lay_out()
        if not same:
            self.verticalScrollBar().setValue(0)
            self._scroll_to_sentence()
        self.setAccessibleDescription(shown.sentence.text[:500] if shown else self.empty_text)
        self.cursor_changed.emit()

    def set_hits(self, hits: frozenset[int]) -> None:
        """Mark the tokens that a search found."""
        self._hits = hits
        self.viewport().update()

    def set_cursor(self, cursor: Cursor) -> None:
        """Move the cursor or the selection, and show it."""
        self.cursor_state = cursor
        self._scroll_to(cursor.position)
        self.viewport().update()
        self.cursor_changed.emit()

    def select_chip(self, chip: Chip) -> None:
        self.set_cursor(select(chip.entity.start, chip.entity.end))

    def go_to_stop(self, forward: bool) -> bool:
        """Select the next or previous entity or suggestion; False when there is none."""
        stop = next_stop(self._shown.chips, self.cursor_state, forward) if self._shown else None
        if stop is not None:
            self.set_cursor(stop)
        return stop is not None

    def go_to_hit(self) -> bool:
        """Go to the next hit of the search behind the cursor; False when there is none."""
        hit = min((h for h in self._hits if h > self.cursor_state.position), default=None)
        if hit is not None:
            self.set_cursor(Cursor(hit))
        return hit is not None

    def zoom(self, steps: float | None) -> None:
        """Make the text larger or smaller; None goes back to the first size."""
        wanted = NORMAL_SIZE if steps is None else self._size + steps * ZOOM_STEP
        self._size = max(SMALLEST, min(wanted, LARGEST))
        self._ruler = Ruler(Fonts.of(self.font(), self._size))
        self._lay_out()
        self.zoomed.emit(self._size)

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(colours().base))
        if self._page is None:
            self._paint_empty(painter)
            return
        offset = self.verticalScrollBar().value()
        painter.translate(0, -offset)
        clip = QRectF(event.rect()).translated(0, offset)
        marks = Marks(self.cursor_state, self.current_chip, self._hits, self.hasFocus())
        PagePainter(painter, self._page, marks, clip).paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._shown is None or not self._move_by_key(event):
            text = event.text()
            if self._shown is not None and text and text.isprintable() and not _is_command(event):
                self.typed.emit(text)
            else:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._page is None:
            return
        point = self._on_page(event.position())
        self._pressed = self._page.token_at(point, CLICK_SLACK)
        if self._pressed is not None:
            self.set_cursor(self._clicked(self._pressed, event))
            return
        neighbour = self._page.context_at(point)
        if neighbour is not None:
            self.context_clicked.emit(neighbour)
        else:
            self.set_cursor(self.cursor_state.cleared())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._page is None:
            return
        point = self._on_page(event.position())
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._page.context_at(point) is not None
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)
            return
        token = self._page.token_at(point)
        if token is not None and token != self.cursor_state.position:
            self.set_cursor(Cursor(token, self._pressed))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._page is None:
            return
        token = self._page.token_at(self._on_page(event.position()), CLICK_SLACK)
        if token is not None:
            self.set_cursor(Cursor(token, token))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._page is None:
            return
        token = self._page.token_at(self._on_page(QPointF(event.pos())), CLICK_SLACK)
        if token is not None and token not in self.cursor_state.span:
            self.set_cursor(self._selecting(token))
        self.menu_wanted.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().viewportEvent(event)

    def _clicked(self, token: int, event: QMouseEvent) -> Cursor:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._shown is not None:
            return self.cursor_state.moved(token, self._shown.length, extend=True)
        return self._selecting(token)

    def _selecting(self, token: int) -> Cursor:
        chip = self._page.chip_at(token) if self._page else None
        return select(chip.entity.start, chip.entity.end) if chip else Cursor(token, token)

    def _move_by_key(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers & ~Qt.KeyboardModifier.ShiftModifier or self._page is None:
            return False
        target = self._target(Qt.Key(event.key()))
        if target is None:
            return False
        extend = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        length = len(self._page.flow.boxes)
        self.set_cursor(self.cursor_state.moved(target, length, extend))
        return True

    def _target(self, key: Qt.Key) -> int | None:
        """The token that an arrow leads to; left and right are meant as they are seen."""
        page, position = self._page, self.cursor_state.position
        if page is None or not page.flow.boxes:
            return None
        onwards = 1 if page.flow.rightwards else -1
        moves = {
            Qt.Key.Key_Right: position + onwards,
            Qt.Key.Key_Left: position - onwards,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(page.flow.boxes) - 1,
        }
        if key in moves:
            return moves[key]
        steps = {Qt.Key.Key_Up: -page.line_height, Qt.Key.Key_Down: page.line_height}
        if key not in steps:
            return None
        center = page.token_area(position).center()
        return page.token_at(QPointF(center.x(), center.y() + steps[key]))

    def _on_page(self, point: QPointF) -> QPointF:
        return QPointF(point.x(), point.y() + self.verticalScrollBar().value())

    def _lay_out(self) -> None:
        view = self.viewport()
        self._page = None
        if self._shown is not None:
            self._page = lay_out_page(self._shown, self._ruler, view.width())
        bar = self.verticalScrollBar()
        height = self._page.height if self._page else 0
        bar.setPageStep(view.height())
        bar.setSingleStep(int(self._page.line_height) if self._page else 1)
        bar.setRange(0, max(0, int(height) - view.height()))
        view.update()

    def _scroll_to(self, token: int) -> None:
        if self._page is None or token >= len(self._page.flow.boxes):
            return
        area = self._page.token_area(token)
        self._show_between(area.top() - HUGE, area.bottom() + HUGE)

    def _scroll_to_sentence(self) -> None:
        """After a long sentence before it, the first line still has to be seen."""
        page = self._page
        if page is not None and page.top + page.line_height > self.viewport().height():
            self.verticalScrollBar().setValue(int(page.top) - HUGE)

    def _show_between(self, top: float, bottom: float) -> None:
        bar = self.verticalScrollBar()
        if top < bar.value():
            bar.setValue(int(top))
        elif bottom > bar.value() + self.viewport().height():
            bar.setValue(int(bottom) - self.viewport().height())

    def _repaint(self) -> None:
        self.viewport().update()

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setPen(QColor(colours().muted))
        painter.setFont(self._ruler.fonts.context)
        area = self.viewport().rect().adjusted(HUGE, HUGE, -HUGE, -HUGE)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(area, flags, self.empty_text)

    def _show_tip(self, event: QHelpEvent) -> None:
        page = self._page
        token = page.token_at(self._on_page(QPointF(event.pos())), 0.0) if page else None
        if page is None or token is None:
            QToolTip.hideText()
            return
        chip = page.chip_at(token)
        said = describe_token(page.shown, token)
        if chip is not None:
            said = f"{said}\n{describe_chip(page.shown, chip)}"
        QToolTip.showText(event.globalPos(), plain_tip(said), self.viewport())


def _is_command(event: QKeyEvent) -> bool:
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.modifiers() & (commands | Qt.KeyboardModifier.AltModifier))

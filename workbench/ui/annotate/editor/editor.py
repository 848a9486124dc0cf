"""The painted editor: shows one sentence, and turns mouse and arrows into a selection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

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

from workbench.domain.entity import Entity
from workbench.ui.annotate.editor import moves
from workbench.ui.annotate.editor.cursor import (
    Chip,
    Cursor,
    CursorMemory,
    chip_under,
    next_stop,
    select,
)
from workbench.ui.annotate.editor.keys import is_command, moved_by_key, moved_by_letter
from workbench.ui.annotate.editor.lines import EditorLines
from workbench.ui.annotate.editor.mouse import CLICK_SLACK, EditorMouse
from workbench.ui.annotate.editor.page_painter import Marks, PagePainter, area_of
from workbench.ui.annotate.editor.sentence_page import (
    LARGEST,
    NORMAL_SIZE,
    SMALLEST,
    Fonts,
    Page,
    Ruler,
    lay_out_page,
)
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.editor.tips import describe_chip, describe_token, plain_tip
from workbench.ui.annotate.proposals import next_rival
from workbench.ui.theme import HUGE, colours, theme

ZOOM_STEP = 1.0


class Editor(QAbstractScrollArea):
    """Knows what is shown and selected; changes nothing by itself."""

    cursor_changed = Signal()
    typed = Signal(str)
    context_clicked = Signal(int)
    menu_wanted = Signal(QPoint)
    zoomed = Signal(float)
    # A selection made by the mouse is complete.
    selection_finished = Signal()
    # An entity, and where a person dragged it to begin and end.
    border_moved = Signal(object, int, int)
    token_cut = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cursor_state = Cursor()
        self.empty_text = ""
        self._page: Page | None = None
        self._shown: Shown | None = None
        self._hits: frozenset[int] = frozenset()
        self._size = NORMAL_SIZE
        self._ruler = Ruler(Fonts.of(self.font(), self._size))
        self._ground: moves.Ground | None = None
        self._known: tuple[range, ...] = ()
        self._letters: Mapping[str, int] = {}
        self._memory = CursorMemory()
        self._mouse = EditorMouse(self)
        self.lines = EditorLines(self)
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

    @property
    def ground(self) -> moves.Ground:
        """What jumps go by in the sentence that is shown."""
        if self._ground is None:
            shown = self._shown
            chips = tuple(chip.entity.positions for chip in shown.chips) if shown else ()
            self._ground = moves.Ground(
                shown.sentence.tokens if shown else (), chips, self._known if shown else ()
            )
        return self._ground

    def show_sentence(self, shown: Shown | None, hits: frozenset[int] = frozenset()) -> None:
        """Show a sentence; the cursor is where it was when the sentence was shown last."""
        before = self._shown
        same = before is not None and shown and before.sentence.id == shown.sentence.id
        if before is not None and not same:
            self._memory.keep(before.sentence.id, self.cursor_state)
        if same and shown and before and before.preferred is not None:
            shown = replace(shown, preferred=before.preferred)
        cursor = self.cursor_state if same else self._memory.find(shown.sentence.id if shown else 0)
        self._shown, self._hits = shown, hits
        self.cursor_state = cursor.within(shown.length) if shown else Cursor()
        if not same or (before and shown and before.sentence.tokens != shown.sentence.tokens):
            self._known = ()
            self.lines.close()
        self._lay_out()
        if not same:
            self.verticalScrollBar().setValue(0)
            self._scroll_to_sentence()
            self._scroll_to(self.cursor_state.position)
        self.setAccessibleDescription(shown.sentence.text[:500] if shown else self.empty_text)
        self.cursor_changed.emit()

    def set_known(self, known: Iterable[range]) -> None:
        """Tell which tokens make texts that are tagged elsewhere in the project."""
        self._known, self._ground = tuple(known), None

    def set_hits(self, hits: frozenset[int]) -> None:
        """Mark the tokens that a search found."""
        self._hits = hits
        self.viewport().update()

    def set_cursor(self, cursor: Cursor, scroll: bool = True) -> None:
        """Move the cursor or the selection, and show it."""
        self._repaint_marks()
        self.cursor_state = cursor
        if scroll:
            self._scroll_to(cursor.position)
        self._repaint_marks()
        self.cursor_changed.emit()

    def select_chip(self, chip: Chip) -> None:
        self.set_cursor(select(chip.entity.start, chip.entity.end))

    def go_to_stop(self, forward: bool) -> bool:
        """Select the next or previous entity or suggestion; False when there is none."""
        stop = next_stop(self._shown.chips, self.cursor_state, forward) if self._shown else None
        if stop is not None:
            self.set_cursor(stop)
        return stop is not None

    def go_to_suggestion(self) -> bool:
        """Select the next suggestion behind the cursor or else the first; False without one."""
        chips = [chip for chip in self._shown.chips if not chip.is_gold] if self._shown else []
        stop = next_stop(chips, self.cursor_state, True)
        if stop is not None:
            self.set_cursor(stop)
        return stop is not None

    def go_to_likely(self, forward: bool) -> bool:
        """Select the next or previous likely name; False when there is none."""
        found = moves.next_likely(self.ground, self.cursor_state, forward)
        if found is not None:
            self.set_cursor(found)
        return found is not None

    def cycle(self) -> bool:
        """Show the next of the proposals that overlap here; False when there is no other."""
        shown, chip = self._shown, self.current_chip
        if shown is None or (chip is not None and chip.is_gold):
            return False
        span = chip.entity.positions if chip else self.cursor_state.span
        found = next_rival(shown.open_proposals, chip.entity if chip else None, span)
        if found is not None:
            self.prefer(found)
        return found is not None

    @property
    def preferred(self) -> Entity | None:
        """The proposal that a person brought to the front."""
        return self._shown.preferred if self._shown else None

    def prefer(self, proposed: Entity) -> None:
        """Show this proposal before others that overlap it, and select it."""
        if self._shown is not None:
            self._shown = replace(self._shown, preferred=proposed)
            self._lay_out()
            self.set_cursor(select(proposed.start, proposed.end))

    @property
    def letters(self) -> Mapping[str, int]:
        """The letters that stand over tokens now, and their tokens."""
        return self._letters

    def set_letters(self, letters: Mapping[str, int]) -> None:
        """Show these letters over the tokens."""
        if letters != self._letters:
            self._letters = letters
            self.viewport().update()

    def zoom(self, steps: float | None) -> None:
        """Make the text larger or smaller; None goes back to the first size."""
        wanted = NORMAL_SIZE if steps is None else self._size + steps * ZOOM_STEP
        self._size = max(SMALLEST, min(wanted, LARGEST))
        self._ruler = Ruler(Fonts.of(self.font(), self._size))
        self.lines.close()
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
        focused = self.hasFocus() or self.lines.are_open
        marks = Marks(self.cursor_state, self.current_chip, self._hits, focused, self._letters)
        PagePainter(painter, self._page, marks, clip).paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lines.close()
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._shown is None or self._page is None:
            super().keyPressEvent(event)
            return
        moved = moved_by_key(self._page, self.ground, self.cursor_state, event)
        # A label may have a capital as its key; that comes first.
        if moved is None and all(label.key != event.text() for label in self._shown.labels):
            moved = moved_by_letter(self.ground, self.cursor_state, event)
        if moved is not None:
            self.set_cursor(moved)
        elif event.text().isprintable() and event.text() and not is_command(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._page is None:
            return
        token = self._page.token_at(self.on_page(QPointF(event.pos())), CLICK_SLACK)
        if token is not None and token not in self.cursor_state.span:
            self.set_cursor(self.selecting(token))
        self.menu_wanted.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().viewportEvent(event)

    def selecting(self, token: int) -> Cursor:
        """What a click on a token selects: the entity there, or the token."""
        chip = self._page.chip_at(token) if self._page else None
        return select(chip.entity.start, chip.entity.end) if chip else Cursor(token, token)

    def on_page(self, point: QPointF) -> QPointF:
        """A point of the viewport as one of the page."""
        return QPointF(point.x(), point.y() + self.verticalScrollBar().value())

    def _repaint_marks(self) -> None:
        """Repaint where cursor and selection are: on a long page that is little of it."""
        page = self._page
        if page is None or not page.flow.boxes:
            return
        chip = self.current_chip
        spans = [self.cursor_state.span, *([chip.entity.positions] if chip else [])]
        offset = self.verticalScrollBar().value()
        for span in spans:
            area = area_of(page, span).translated(0, -offset)
            self.viewport().update(area.toAlignedRect().adjusted(-8, -8, 8, 8))

    def _lay_out(self) -> None:
        view = self.viewport()
        self._page = self._ground = None
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
        token = page.token_at(self.on_page(QPointF(event.pos())), 0.0) if page else None
        if page is None or token is None:
            QToolTip.hideText()
            return
        chip = page.chip_at(token)
        said = describe_token(page.shown, token)
        if chip is not None:
            said = f"{said}\n{describe_chip(page.shown, chip)}"
        QToolTip.showText(event.globalPos(), plain_tip(said), self.viewport())

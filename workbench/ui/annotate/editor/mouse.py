"""What the mouse does in the editor: click, drag, double click, and moving a border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from workbench.ui.annotate.editor.cursor import Chip, Cursor, border_at, select

if TYPE_CHECKING:
    from workbench.ui.annotate.editor.editor import Editor

CLICK_SLACK = 6.0
SCROLL_MS = 30
# Pixels beyond the edge for each pixel that the page scrolls at a beat.
SCROLL_SHARE = 4
SCROLL_MOST = 40

_SHAPES = Qt.CursorShape


class EditorMouse(QObject):
    """Turns presses and moves into the editor's cursor; finished gestures are announced."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._pressed: int | None = None
        self._on_chip = False
        self._border: tuple[Chip, bool] | None = None
        self._last = QPointF()
        self._scroll = QTimer(self, interval=SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    def press(self, event: QMouseEvent) -> None:
        editor, page = self._editor, self._editor.page
        if event.button() != Qt.MouseButton.LeftButton or page is None:
            return
        point = editor.on_page(event.position())
        self._border = page.edge_at(point)
        if self._border is not None:
            editor.select_chip(self._border[0])
            return
        self._pressed = page.token_at(point, CLICK_SLACK)
        if self._pressed is not None:
            self._press_token(self._pressed, event)
            return
        neighbour = page.context_at(point)
        if neighbour is not None:
            editor.context_clicked.emit(neighbour)
        else:
            editor.set_cursor(editor.cursor_state.cleared())

    def move(self, event: QMouseEvent) -> None:
        if self._editor.page is None:
            return
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(self._editor.on_page(event.position()))
            return
        if self._pressed is None and self._border is None:
            return
        self._last = event.position()
        self._follow()
        if self._beyond() and not self._scroll.isActive():
            self._scroll.start()

    def release(self, event: QMouseEvent) -> None:
        self._scroll.stop()
        border, pressed = self._border, self._pressed
        self._border = self._pressed = None
        if event.button() != Qt.MouseButton.LeftButton:
            return
        editor = self._editor
        if border is not None:
            span = editor.cursor_state.span
            editor.border_moved.emit(border[0], span.start, span.stop)
        elif pressed is not None and not self._on_chip:
            editor.selection_finished.emit()

    def double_click(self, event: QMouseEvent) -> None:
        page = self._editor.page
        token = page.token_at(self._editor.on_page(event.position()), CLICK_SLACK) if page else None
        if token is not None:
            self._pressed, self._on_chip = token, False
            self._editor.set_cursor(Cursor(token, token))

    def _press_token(self, token: int, event: QMouseEvent) -> None:
        editor = self._editor
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and editor.shown is not None:
            self._on_chip = False
            editor.set_cursor(editor.cursor_state.moved(token, editor.shown.length, extend=True))
            return
        cursor = editor.selecting(token)
        self._on_chip = editor.page is not None and editor.page.chip_at(token) is not None
        editor.set_cursor(cursor)

    def _follow(self) -> None:
        """Take the token nearest to the mouse into the selection, or move the border there."""
        editor, page = self._editor, self._editor.page
        token = page.token_at(editor.on_page(self._last)) if page else None
        if page is None or token is None:
            return
        if self._border is not None:
            chip, ends = self._border
            moved = border_at(page.shown.chips, chip, page.shown.length, ends, token)
            self._show(select(moved.start, moved.end))
        elif self._pressed is not None and token != editor.cursor_state.position:
            self._on_chip = False
            self._show(Cursor(token, self._pressed))

    def _show(self, cursor: Cursor) -> None:
        # While the page scrolls under the mouse, the cursor must not scroll it back.
        if cursor != self._editor.cursor_state:
            self._editor.set_cursor(cursor, scroll=False)

    def _beyond(self) -> float:
        """How far the mouse is above (below 0) or below the editor, in pixels."""
        y, height = self._last.y(), self._editor.viewport().height()
        return min(y, 0.0) + max(y - height, 0.0)

    def _scroll_on(self) -> None:
        beyond = self._beyond()
        if not beyond or (self._pressed is None and self._border is None):
            self._scroll.stop()
            return
        step = max(-SCROLL_MOST, min(beyond / SCROLL_SHARE, SCROLL_MOST))
        bar = self._editor.verticalScrollBar()
        bar.setValue(bar.value() + int(step + (1 if step > 0 else -1)))
        self._follow()

    def _hover(self, point: QPointF) -> None:
        page = self._editor.page
        if page is None:
            return
        shape = _SHAPES.IBeamCursor
        if page.edge_at(point) is not None:
            shape = _SHAPES.SizeHorCursor
        elif page.context_at(point) is not None:
            shape = _SHAPES.PointingHandCursor
        self._editor.viewport().setCursor(shape)

"""The history beside the places: a dock that can stay open while one works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from workbench.ui.context import Context

if TYPE_CHECKING:
    from workbench.ui.annotate.desk import Desk
    from workbench.ui.annotate.editor.shown import Shown
    from workbench.ui.history.panel import HistoryPanel

WIDTH = 320


class HistoryDock(QDockWidget):
    """Shows the history of the project that is open; `left` gives the keys back to the place."""

    open_requested = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("History"))
        self.setObjectName("history")
        self.setAllowedAreas(
            Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        )
        # Whether the person left it open; without a project it is hidden all the same.
        self.wanted = False
        self._arranged = False
        self._context: Context | None = None
        self._sentence: int | None = None
        self.panel: HistoryPanel | None = None
        self.hide()

    def attach(self, context: Context | None) -> None:
        """Show the history of a project, or of none."""
        if self.panel is not None:
            self.panel.stop()
            self.panel.deleteLater()
        self._context, self._sentence, self.panel = context, None, None
        if context is None:
            self.hide()
        elif self.wanted:
            self._open()

    def restore(self) -> None:
        """Take over what the window's state of the last time made of it."""
        self.wanted, self._arranged = not self.isHidden(), True
        self.hide()

    def follow_desk(self, desk: Desk) -> None:
        """Show the states of the sentence on the desk in the second tab."""
        desk.shown_changed.connect(self._follow)

    def toggle(self) -> None:
        """Show the history and go there; hide it when it is there."""
        self.wanted = self._context is not None and not self.isVisible()
        if not self.wanted:
            self.hide()
            return
        self._open()
        if self.panel is not None:
            self.panel.operations.table.setFocus()

    def _open(self) -> None:
        self._build()
        self.show()
        self.raise_()
        window = self.parent()
        if isinstance(window, QMainWindow) and not self._arranged:
            self._arranged = True
            window.resizeDocks([self], [WIDTH], Qt.Orientation.Horizontal)

    def actions_of_dock(self) -> list[QAction]:
        """The actions of the history, once it was shown."""
        return self.panel.actions_of_panel() if self.panel is not None else []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.wanted = False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.left.emit()

    def _build(self) -> None:
        """Make the panel when it is first shown: the window's first paint does not wait for it."""
        if self.panel is not None or self._context is None:
            return
        from workbench.ui.history.panel import HistoryPanel

        self.panel = HistoryPanel(self._context)
        self.panel.operations.open_requested.connect(self.open_requested)
        self.panel.sentence.follow(self._sentence)
        self.setWidget(self.panel)

    def _follow(self, shown: Shown | None) -> None:
        self._sentence = shown.sentence.id if shown else None
        if self.panel is not None:
            self.panel.sentence.follow(self._sentence)

"""The command palette: every action by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.theme import MEDIUM

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QDialog):
    """Type a few letters, press Enter; what cannot be done now is not listed."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Command palette"))
        self.resize(560, 360)
        self._actions = [action for action in actions if action.isEnabled() and action.text()]
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("What do you want to do?"))
        self.field.setAccessibleName(self.tr("Find an action"))
        self.field.textChanged.connect(self._list)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list = self._make_list()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        self._list("")
        self.field.setFocus()

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setAccessibleName(self.tr("Actions"))
        tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tree.setColumnWidth(0, 400)
        tree.itemClicked.connect(self._run)
        return tree

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = event.key() in _MOVES
            return self.list.event(event) if moves else False
        return super().eventFilter(watched, event)

    def _list(self, text: str) -> None:
        self.list.clear()
        for action in self._actions:
            if matches(text, action.text()):
                item = QTreeWidgetItem([plain_text(action), action.shortcut().toString()])
                item.setData(0, Qt.ItemDataRole.UserRole, action)
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
                self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        action = item.data(0, Qt.ItemDataRole.UserRole)
        self.close()
        action.trigger()


def plain_text(action: QAction) -> str:
    """An action's text without marks for menus."""
    return action.text().replace("&", "").rstrip("…")


def matches(typed: str, text: str) -> bool:
    """Whether every word that was typed occurs in the text."""
    folded = text.casefold()
    return all(word in folded for word in typed.casefold().split())

"""The rail at the left: one button for each place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from workbench.ui.theme import SMALL, set_icon

WIDTH = 72
PLACE_ICONS = {
    "annotate": "ph.pencil-simple",
    "clean": "ph.eraser",
    "train": "ph.chart-line-up",
    "models": "ph.cube",
    "insights": "ph.chart-bar",
}


class Rail(QWidget):
    """Checkable buttons over the places' actions; the checked one is the place shown."""

    def __init__(
        self, places: Sequence[tuple[QAction, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Places"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SMALL, 0, SMALL)
        layout.setSpacing(0)
        group = QActionGroup(self)
        for action, icon in places:
            action.setCheckable(True)
            group.addAction(action)
            set_icon(action, icon)
            layout.addWidget(self._button(action))
        layout.addStretch(1)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(22, 22))
        button.setFixedSize(WIDTH - 1, 60)
        button.setAccessibleName(action.text())
        return button

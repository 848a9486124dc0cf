"""The line below a page: what is under way, with a way out, and the button to suggest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from workbench.ui.models.matching.desk import MatchDesk
from workbench.ui.theme import MEDIUM, plain_label

BAR_WIDTH = 120


class MatchFoot(QWidget):
    """Buttons at the left, progress in the middle, the main button at the right."""

    def __init__(self, desk: MatchDesk, left: list[QPushButton], main: QPushButton) -> None:
        super().__init__()
        self.what = plain_label(role="muted")
        # Wide enough for what it says, so that nothing moves while the figure grows.
        widest = self.what.fontMetrics().horizontalAdvance("Counting hits · 100 %")
        self.what.setMinimumWidth(widest)
        self.what.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setFixedWidth(BAR_WIDTH)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(desk.stop)
        main.setDefault(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        for button in left:
            layout.addWidget(button)
        layout.addStretch(1)
        for widget in (self.what, self.bar, self.cancel, main):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        desk.stood.connect(self.show_standing)
        self.show_standing("", 0.0)

    def show_standing(self, what: str, share: float) -> None:
        """Say what is under way and how far it is; empty for nothing."""
        self.what.setText(what and f"{what} · {share:.0%}".replace("%", " %"))
        self.bar.setValue(round(100 * share))
        self.bar.setAccessibleName(what)
        for widget in (self.what, self.bar, self.cancel):
            if widget.isHidden() is bool(what):
                widget.setVisible(bool(what))

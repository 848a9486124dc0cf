"""What a run says while it goes on: curves above, the tail of its log below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QWidget

from workbench.ui.tasks import Tasks
from workbench.ui.theme import fixed_font
from workbench.ui.train.progress.lazy_curves import LazyCurves
from workbench.ui.train.trace import RunTrace


class LiveView(QSplitter):
    """Curves and log of one run."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.curves = LazyCurves(tasks)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setFont(fixed_font(9))
        self.log.setAccessibleName(self.tr("Log of the run"))
        self.log.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.log.setStyleSheet("border: none; border-radius: 0;")
        self.setObjectName("live")
        self.setChildrenCollapsible(False)
        self.addWidget(self.curves)
        self.addWidget(self.log)
        self.setStretchFactor(0, 1)
        self.setSizes([480, 140])

    def clear(self) -> None:
        """Forget the log of the run that was shown before."""
        self.log.clear()

    def show_trace(self, trace: RunTrace) -> None:
        """Bring curves and log up to date; the log follows its end."""
        self.curves.show_trace(trace)
        text = "\n".join(trace.log)
        if text != self.log.toPlainText():
            self.log.setPlainText(text)
            self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())

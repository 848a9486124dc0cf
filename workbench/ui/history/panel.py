"""All operations of a project and those on the sentence at hand, as two tabs."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QWidget

from workbench.ui.context import Context
from workbench.ui.history.list import HistoryList
from workbench.ui.history.sentence import SentenceHistory


class HistoryPanel(QTabWidget):
    """All operations of one project, and those on the sentence at hand."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operations = HistoryList(context)
        self.sentence = SentenceHistory(context)
        self.setDocumentMode(True)
        self.setAccessibleName(self.tr("History"))
        self.addTab(self.operations, self.tr("All operations"))
        self.addTab(self.sentence, self.tr("This sentence"))

    def actions_of_panel(self) -> list[QAction]:
        return [*self.operations.actions_of_panel(), *self.sentence.actions_of_panel()]

    def stop(self) -> None:
        """Ask nothing any more: the project is being closed."""
        self.operations.stop()
        self.sentence.stop()

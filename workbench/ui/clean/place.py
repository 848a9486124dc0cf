"""The Clean place: findings and their repair, and the label set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.ui.clean.findings_page import FindingsPage
from workbench.ui.clean.labels_page import LabelsPage
from workbench.ui.context import Context


class CleanPlace(QWidget):
    """Where bad tags are repaired and labels are changed throughout the project."""

    open_requested = Signal(int)
    status_text = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True
        self.findings = FindingsPage(context)
        self.labels = LabelsPage(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Parts of the Clean place")
        self.tabs.addTab(self.findings, "Bad tags")
        self.tabs.addTab(self.labels, "Label set")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.findings.open_requested.connect(self.open_requested)
        self.findings.counted.connect(self._show_count)
        self.tabs.currentChanged.connect(self._tab_changed)
        context.hub.changed.connect(self._take_in)

    def activate(self) -> None:
        """Bring the counts up to date where something changed meanwhile."""
        if self._stale:
            self._reload()

    def actions_of_place(self) -> list[QAction]:
        return list(self.findings.actions_by_name.values())

    def _take_in(self, changes: Changes) -> None:
        if not (changes.sentences or changes.membership or changes.labels):
            return
        self._stale = True
        if self.isVisible():
            self._reload()

    def _reload(self) -> None:
        """The counts of labels are read only for who looks at them: they take their time."""
        self._stale = False
        self.findings.reload()
        if self.tabs.currentWidget() is self.labels:
            self.labels.reload()

    def _tab_changed(self, _index: int) -> None:
        if self.isVisible():
            self._reload()

    def _show_count(self, total: int) -> None:
        self.tabs.setTabText(0, f"Bad tags  {total:,}" if total else "Bad tags")

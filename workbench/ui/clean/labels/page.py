"""The tab of the label set: the set itself, and in its place the split of a label."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.operations.label import LabelAct, LabelAction
from workbench.ui.clean.labels.list import LabelList
from workbench.ui.clean.labels.split_page import SplitPage
from workbench.ui.clean.labels.table import LabelTable
from workbench.ui.context import Context


class LabelsPage(QWidget):
    """Shows the label set; a label that is split takes its place for so long."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = LabelList(context)
        self.split = SplitPage(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.list.split_wanted.connect(self.start_split)
        self.split.left.connect(self.show_list)

    @property
    def table(self) -> LabelTable:
        return self.list.table

    @property
    def actions_by_name(self) -> dict[str, QAction]:
        return self.list.actions_by_name | self.split.actions_by_name

    def reload(self) -> None:
        """Ask for what is shown again: the project has changed."""
        self.list.reload()
        self.split.refresh()

    def start_split(self, name: str) -> None:
        """Show the queue of a label's mentions."""
        self.stack.setCurrentWidget(self.split)
        self.split.begin(name)

    def show_list(self) -> None:
        self.stack.setCurrentWidget(self.list)
        self.list.reload()
        self.table.setFocus()

    def propose_merge(self, old: str, new: str) -> None:
        """Show what it would do to join a label with another one."""
        self.stack.setCurrentWidget(self.list)
        self.list.propose(LabelAction(LabelAct.MERGE, old, new))

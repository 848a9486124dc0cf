"""The problems of an import: counted by kind, listed, and opened at their lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.formats.base import Cancelled, Problem
from workbench.ui.exchange.file_table import files_by_name
from workbench.ui.exchange.file_view import FileView
from workbench.ui.exchange.import_preview import Preview, describe_accounts, first_problems
from workbench.ui.exchange.import_words import counted
from workbench.ui.exchange.problem_model import ProblemModel
from workbench.ui.exchange.progress import Errand
from workbench.ui.tasks import Tasks
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label
from workbench.workflow.exchange import Watch

WIDTHS = (220, 72, 150)
ROW_HEIGHT = 24
LEAST, MOST = 190, 16_777_215


class ProblemPanel(QWidget):
    """Lists the problems of a preview; Enter or a double click opens the file at the line."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._preview: Preview | None = None
        self._errand: Errand | None = None
        self.view: FileView | None = None
        self.model = ProblemModel()
        self.heading = plain_label(role="section")
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("Kind of problem"))
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kinds.currentIndexChanged.connect(self._filter)
        self.accounts = plain_label(role="muted", wrap=True)
        self.more = plain_label(role="muted")
        self.table = self._make_table()
        self.copy_button = QPushButton(self.tr("Copy all"))
        self.copy_button.setProperty("role", "quiet")
        self.copy_button.setToolTip(self.tr("Copy the problems that are listed as text"))
        self.copy_button.clicked.connect(self.copy)
        self._build()
        self.show_preview(None)

    def show_preview(self, preview: Preview | None) -> None:
        """List the problems of another preview, of all kinds; None empties the panel."""
        self._drop()
        self._preview = preview
        kinds = preview.kinds if preview else {}
        total = sum(kinds.values())
        self.heading.setText(_heading(total) if preview else "")
        self.accounts.setText(describe_accounts(preview.accounts) if preview else "")
        self.accounts.setVisible(bool(self.accounts.text()))
        with QSignalBlocker(self.kinds):
            self.kinds.clear()
            self.kinds.addItem(self.tr("All kinds ({0})").format(f"{total:,}"), "")
            for code, number in kinds.items():
                self.kinds.addItem(f"{code} ({number:,})", code)
        self.kinds.setVisible(total > 0)
        self.copy_button.setVisible(total > 0)
        self.table.setVisible(total > 0)
        self.setVisible(preview is not None)
        self._show(preview.problems if preview else ())
        # Without a list there is nothing that needs the height.
        self.setMaximumHeight(MOST if total else self.sizeHint().height())
        self.setMinimumHeight(LEAST if total else 0)

    def copy(self) -> None:
        """Put the listed problems on the clipboard."""
        lines = [self.model.text(), self.more.text()]
        QGuiApplication.clipboard().setText("\n".join(line for line in lines if line))

    def leave(self) -> None:
        """Close what was opened from here, and stop what is under way."""
        self._drop()
        if self.view is not None:
            self.view.close()

    def _filter(self) -> None:
        preview, code = self._preview, self.kinds.currentData()
        self._drop()
        if preview is None:
            return
        if not code:
            self._show(preview.problems)
            return
        watch = Watch()
        ticket = self._tasks.run(
            lambda: first_problems(preview.corpus, code, watch.progress), self._show, self._fail
        )
        self._errand = Errand(watch, ticket)

    def _drop(self) -> None:
        if self._errand is not None:
            self._errand.drop()
        self._errand = None

    def _fail(self, error: BaseException) -> None:
        self._errand = None
        if not isinstance(error, Cancelled):
            self._tasks.went_wrong.emit(error)

    def _show(self, problems: Sequence[Problem]) -> None:
        self._errand = None
        self.model.show_problems(problems)
        more = self._number_of_kind() - len(problems)
        self.more.setVisible(more > 0)
        self.more.setText(self._more_words(len(problems), more) if more > 0 else "")

    def _more_words(self, listed: int, more: int) -> str:
        words = self.tr("The first {0} are listed; {1} more are not.")
        return words.format(f"{listed:,}", f"{more:,}")

    def _number_of_kind(self) -> int:
        kinds = self._preview.kinds if self._preview else {}
        code = self.kinds.currentData()
        return kinds.get(code, 0) if code else sum(kinds.values())

    def _open(self, index: QModelIndex) -> None:
        problem = self.model.problem(index.row())
        files = files_by_name(self._preview.corpus.files) if self._preview else {}
        if problem.file not in files:
            return
        if self.view is None:
            self.view = FileView(self._tasks, self)
        self.view.show_problem(files[problem.file], problem)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Problems"))
        table.setToolTip(self.tr("Double click or Enter opens the file at the line"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.activated.connect(self._open)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, width)
        return table

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        head.setSpacing(MEDIUM)
        head.addWidget(self.heading)
        head.addWidget(self.kinds)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        for label in (self.more, self.accounts):
            label.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
            layout.addWidget(label)
        layout.addStretch(0)


def _heading(number: int) -> str:
    if not number:
        return "No problems: everything was understood"
    return counted(number, "problem", "problems")

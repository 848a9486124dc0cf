"""A report of a problem: all that would be in it can be read before it is written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench import crashes
from workbench.domain.errors import UsageError
from workbench.ui.notify import describe
from workbench.ui.project_files import documents
from workbench.ui.theme import LARGE, MEDIUM, fixed_font, plain_label
from workbench.workflow.problem_report import ProblemReport, make_report, write_report

Make = Callable[[bool], ProblemReport]

LIST_WIDTH = 180


class ReportDialog(QDialog):
    """Shows the parts of a report, and writes them where the person says."""

    def __init__(self, make: Make, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._report = make(False)
        self.setWindowTitle(self.tr("Report a problem"))
        self.resize(800, 520)
        self.parts = QListWidget()
        self.parts.setAccessibleName(self.tr("Parts of the report"))
        self.parts.setFixedWidth(LIST_WIDTH)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(fixed_font(9))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("What is in this part"))
        self.with_messages = QCheckBox(
            self.tr("Add what errors said in this session; that may quote texts and names")
        )
        self.told = plain_label(wrap=True)
        self.save = QPushButton(self.tr("Save…"))
        self._lay_out()
        self.parts.currentRowChanged.connect(self._show_part)
        self.with_messages.toggled.connect(self._gather)
        self.save.clicked.connect(self._ask_place)
        self._fill()

    def write(self, path: Path) -> None:
        """Write the report as it is shown; say where it is, or why it could not be written."""
        try:
            write_report(self._report, path)
        except UsageError as error:
            self.told.setText(describe(error))
            return
        crashes.forget_crashes()
        self.told.setText(self.tr("The report is at {0}. Nothing was sent.").format(path))

    def _gather(self) -> None:
        self._report = self._make(self.with_messages.isChecked())
        self._fill()

    def _fill(self) -> None:
        chosen = max(self.parts.currentRow(), 0)
        self.parts.clear()
        for name, text in self._report.parts.items():
            lines = len(text.splitlines())
            count = self.tr("1 line") if lines == 1 else self.tr("{0} lines").format(f"{lines:,}")
            self.parts.addItem(QListWidgetItem(f"{name}\n{count}"))
        self.parts.setCurrentRow(min(chosen, self.parts.count() - 1))

    def _show_part(self, row: int) -> None:
        texts = list(self._report.parts.values())
        self.text.setPlainText(texts[row] if 0 <= row < len(texts) else "")

    def _ask_place(self) -> None:
        proposed = str(documents() / "ner-workbench-report.zip")
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the report"), proposed, "*.zip")
        if name:
            self.write(Path(name).with_suffix(".zip"))

    def _lay_out(self) -> None:
        words = self.tr(
            "This would be in the report; it is written to a file, and nothing is sent. "
            "Without the tick below it holds no word of your texts."
        )
        middle = QHBoxLayout()
        middle.setSpacing(MEDIUM)
        middle.addWidget(self.parts)
        middle.addWidget(self.text, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(words, wrap=True))
        layout.addLayout(middle, 1)
        layout.addWidget(self.with_messages)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self.save.setDefault(True)


def show_report(window: QWidget) -> ReportDialog:
    """Open the report over a window."""
    facts = window_facts()
    dialog = ReportDialog(lambda with_messages: make_report(facts, with_messages), window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def window_facts() -> dict[str, str]:
    """What is known of Qt and the screen."""
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return {
        "Qt": qVersion() or "",
        "platform": QGuiApplication.platformName(),
        "screen": f"{size.width()}x{size.height()} at {screen.devicePixelRatio():g}",
    }

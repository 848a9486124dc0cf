"""The quiet bar on top of the places, and the dialog for bugs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.actions import show_key
from workbench.ui.notify import Choice, Notice, NoticeKind
from workbench.ui.questions import show_report
from workbench.ui.theme import LARGE, MEDIUM, SMALL, fixed_font, plain_label, set_icon

INFO_LASTS_MS = 8000


class NoticeBar(QFrame):
    """Shows one notice; errors stay until they are closed, the rest goes by itself."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Notice"))
        self.text = plain_label(wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.undo = QPushButton()
        self.undo.setProperty("role", "link")
        self.undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        show_key(self.undo, "edit.undo", self.tr("Undo"))
        self.undo.clicked.connect(self._undo)
        self.undo.hide()
        self.choices: list[QPushButton] = []
        close = QPushButton()
        close.setProperty("role", "quiet")
        close.setAccessibleName(self.tr("Close the notice"))
        close.setToolTip(self.tr("Close the notice"))
        set_icon(close, "ph.x")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.text, 1)
        self._places = QHBoxLayout()
        self._places.setSpacing(LARGE)
        layout.addLayout(self._places)
        layout.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INFO_LASTS_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show this in place of what was shown before."""
        if self.property("notice") != notice.kind.value:
            self.setProperty("notice", notice.kind.value)
            self.style().unpolish(self)
            self.style().polish(self)
        self.text.setText(notice.text)
        self.undo.setVisible(notice.undo)
        self._offer(notice.choices)
        self.show()
        if notice.kind is NoticeKind.INFO and not notice.choices:
            self._timer.start()
        else:
            self._timer.stop()

    def withdraw_undo(self) -> None:
        """Something else was done since: an undo would take back that, not what is told here."""
        self.undo.hide()

    def _offer(self, choices: Sequence[Choice]) -> None:
        for old in self.choices:
            self._places.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.choices = [self._button(choice) for choice in choices]
        for button in self.choices:
            self._places.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def _button(self, choice: Choice) -> QPushButton:
        button = QPushButton(choice.text.replace("&", "&&"))
        button.setProperty("role", "link")
        button.setAccessibleName(choice.text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Hidden first: what is chosen may have something to tell.
        button.clicked.connect(self.hide)
        button.clicked.connect(lambda _checked=False: choice.act())
        return button

    def _undo(self) -> None:
        self.hide()
        self.undo_wanted.emit()


class CrashDialog(QDialog):
    """Says that the program has a bug, with a report to copy."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("NER Workbench has a bug"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 400)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        words = self.tr(
            "Something went wrong that should not have. Every edit that was shown as saved is "
            "on disk. You can go on; please copy this report into an issue."
        )
        layout.addWidget(plain_label(words, wrap=True))
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setFont(fixed_font(9))
        self.report.setAccessibleName(self.tr("Report of the bug"))
        layout.addWidget(self.report, 1)
        layout.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy the report"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        more = buttons.addButton(self.tr("Problem report…"), QDialogButtonBox.ButtonRole.ActionRole)
        more.clicked.connect(lambda: show_report(self))
        buttons.rejected.connect(self.reject)
        return buttons

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())

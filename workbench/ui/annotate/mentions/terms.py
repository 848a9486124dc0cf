"""What is looked for: terms, one a line, typed, from a file or from a list; or an expression."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.mentions import TermList, read_terms
from workbench.ui.project_files import documents
from workbench.ui.theme import MEDIUM, SMALL, fixed_font, plain_label

LINES_SHOWN, FEWEST_LINES = 5, 2
_NAME_CHARACTERS = 16
_TERMS, _PATTERN = range(2)


class TermsForm(QWidget):
    """Emits `changed` when something else is to be looked for."""

    changed = Signal()
    submitted = Signal()
    file_chosen = Signal(object)
    list_chosen = Signal(object)
    save_wanted = Signal(object)
    delete_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists: dict[str, TermList] = {}
        self._read: tuple[str, ...] | None = None
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("What to look for"))
        self.kind.addItems([self.tr("Terms, one a line"), self.tr("A regular expression")])
        self.terms = QPlainTextEdit()
        self.pattern = QLineEdit()
        self.name = QComboBox()
        self.file_button = QPushButton(self.tr("From a &file…"))
        self.save_button = QPushButton(self.tr("&Save list"))
        self.delete_button = QPushButton(self.tr("Delete list"))
        self._for_terms = (
            self.terms,
            self.name,
            self.file_button,
            self.save_button,
            self.delete_button,
        )
        self._set_up()
        self._lay_out()
        self._connect()
        self._show_kind()

    @property
    def wanted_terms(self) -> tuple[str, ...]:
        """The terms; none while an expression is looked for."""
        if self._is_pattern:
            return ()
        # A long list is not read anew each time that somebody asks.
        if self._read is None:
            self._read = read_terms(self.terms.toPlainText())
        return self._read

    @property
    def wanted_pattern(self) -> str:
        return self.pattern.text() if self._is_pattern else ""

    @property
    def is_empty(self) -> bool:
        if self._is_pattern:
            return not self.pattern.text()
        return self.terms.document().isEmpty()

    def set_lists(self, lists: Sequence[TermList]) -> None:
        """Offer the lists that the project keeps; what is typed as a name stays."""
        typed = self.name.currentText()
        self._lists = {one.name: one for one in lists}
        self.name.clear()
        self.name.addItems(list(self._lists))
        self.name.setCurrentIndex(self.name.findText(typed, Qt.MatchFlag.MatchExactly))
        self.name.setEditText(typed)
        self._allow()

    def set_terms(self, text: str) -> None:
        """Look for the terms of this text."""
        self.kind.setCurrentIndex(_TERMS)
        self.terms.setPlainText(text)

    @property
    def _is_pattern(self) -> bool:
        return self.kind.currentIndex() == _PATTERN

    def _choose(self) -> None:
        chosen = self._lists.get(self.name.currentText())
        if chosen is not None:
            self.set_terms("\n".join(chosen.terms))
            self.list_chosen.emit(chosen)
        self._allow()

    def _save(self) -> None:
        name = self.name.currentText().strip()
        self.save_wanted.emit(TermList(name, "", self.wanted_terms))

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Terms from a file"),
            str(documents()),
            self.tr("Text (*.txt *.lst *.csv);;All files (*)"),
        )
        if chosen:
            self.file_chosen.emit(Path(chosen))

    def _show_kind(self) -> None:
        self.pattern.setVisible(self._is_pattern)
        for widget in self._for_terms:
            widget.setVisible(not self._is_pattern)
        self._allow()

    def _allow(self) -> None:
        name = self.name.currentText().strip()
        self.save_button.setEnabled(bool(name) and not self.is_empty)
        self.delete_button.setEnabled(name in self._lists)

    def _changed(self) -> None:
        self._read = None
        self._allow()
        self.changed.emit()

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.kind.currentIndexChanged.connect(self.changed)
        self.terms.textChanged.connect(self._changed)
        self.pattern.textChanged.connect(self._changed)
        self.pattern.returnPressed.connect(self.submitted)
        self.name.activated.connect(self._choose)
        self.name.editTextChanged.connect(self._allow)
        self.file_button.clicked.connect(self._ask_file)
        self.save_button.clicked.connect(self._save)
        self.delete_button.clicked.connect(
            lambda: self.delete_wanted.emit(self.name.currentText().strip())
        )

    def _set_up(self) -> None:
        self.terms.setAccessibleName(self.tr("Terms"))
        self.terms.setPlaceholderText("New York\nUnited Nations\n北京")
        self.terms.setTabChangesFocus(True)
        line_height = QFontMetrics(self.terms.font()).lineSpacing()
        self.terms.setMinimumHeight(line_height * FEWEST_LINES + 4 * SMALL)
        self.terms.setMaximumHeight(line_height * LINES_SHOWN + 4 * SMALL)
        self.pattern.setAccessibleName(self.tr("Regular expression"))
        self.pattern.setPlaceholderText(r"[A-Z]{2}-\d+")
        self.pattern.setFont(fixed_font(self.pattern.font().pointSizeF()))
        self.name.setEditable(True)
        self.name.setMinimumContentsLength(_NAME_CHARACTERS)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setAccessibleName(self.tr("Name of the list of terms"))
        line = self.name.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("Name of the list"))

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(MEDIUM)
        first.addWidget(plain_label(self.tr("Look for"), role="muted"))
        first.addWidget(self.kind)
        first.addStretch(1)
        first.addWidget(self.file_button)
        lists = QGridLayout()
        lists.setSpacing(SMALL)
        lists.addWidget(self.name, 0, 0, 1, 2)
        lists.addWidget(self.save_button, 1, 0)
        lists.addWidget(self.delete_button, 1, 1)
        lists.setRowStretch(2, 1)
        second = QHBoxLayout()
        second.setSpacing(MEDIUM)
        second.addWidget(self.terms, 1)
        second.addLayout(lists)
        # Of a low window the table gets the rest.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.pattern)

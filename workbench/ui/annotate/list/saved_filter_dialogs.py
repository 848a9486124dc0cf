"""Asking for the name of a filter; renaming and deleting saved ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.operations.saved_filters import SavedFilter
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

_NAME = Qt.ItemDataRole.UserRole
_EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class NameDialog(QDialog):
    """Asks for a name; `named` carries it."""

    named = Signal(str)

    def __init__(self, text: str, taken: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken = frozenset(taken)
        self.setWindowTitle("Save this filter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(400)
        self.field = QLineEdit()
        self.field.setAccessibleName("Name of the filter")
        self.field.setPlaceholderText("Name, such as: needs a second look")
        self.hint = plain_label(role="muted", wrap=True)
        buttons = QDialogButtonBox()
        self.save = buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self.field.textChanged.connect(self._changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(text, role="muted", wrap=True))
        for widget in (self.field, self.hint, buttons):
            layout.addWidget(widget)
        self._changed("")

    def _changed(self, name: str) -> None:
        plain = " ".join(name.split())
        self.save.setEnabled(bool(plain))
        there = plain in self._taken
        self.hint.setText("This takes the place of the filter of that name." if there else "")

    def _accept(self) -> None:
        self.named.emit(self.field.text())
        self.accept()


class FilterManager(QDialog):
    """A list of saved filters: F2 renames, Del deletes; both can be undone."""

    renamed = Signal(str, str)
    deleted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Saved filters")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(440, 320)
        self.list = QListWidget()
        self.list.setAccessibleName("Saved filters")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._edited)
        self.list.itemSelectionChanged.connect(self._enable)
        self.rename = _button("Rename  F2", self._rename)
        self.delete = _button("Delete  Del", self._delete)
        close = _button("Close", self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self._delete).setContext(
            Qt.ShortcutContext.WidgetShortcut
        )
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for button in (self.rename, self.delete):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)

    def show_filters(self, filters: Sequence[SavedFilter]) -> None:
        """List the filters as they are stored now; the chosen row stays."""
        row = max(self.list.currentRow(), 0)
        self.list.blockSignals(True)
        self.list.clear()
        for one in filters:
            item = QListWidgetItem(one.name)
            item.setFlags(_EDITABLE)
            item.setData(_NAME, one.name)
            item.setToolTip("")
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, len(filters) - 1))
        self.list.blockSignals(False)
        self._enable()

    def _edited(self, item: QListWidgetItem) -> None:
        name, text = str(item.data(_NAME)), item.text()
        if text == name:
            return
        # Put back until it is stored: a name that is taken does not stay.
        self.list.blockSignals(True)
        item.setText(name)
        self.list.blockSignals(False)
        if text.strip():
            self.renamed.emit(name, text)

    def _rename(self) -> None:
        if self.list.currentItem() is not None:
            self.list.editItem(self.list.currentItem())

    def _delete(self) -> None:
        if self.list.currentItem() is not None:
            self.deleted.emit(str(self.list.currentItem().data(_NAME)))

    def _enable(self) -> None:
        for button in (self.rename, self.delete):
            button.setEnabled(self.list.currentItem() is not None)


def _button(text: str, slot: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: slot())
    return button

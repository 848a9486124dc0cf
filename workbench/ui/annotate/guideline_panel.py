"""How to tag, beside the text: what holds for all, and for the label under the cursor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.operations.guideline import GENERAL
from workbench.ui.actions import follow_keys, text_with_key
from workbench.ui.reading import lock
from workbench.ui.theme import MEDIUM, SMALL, plain_label

PAUSE_MS = 1200
LEAST = 48


class GuidelineField(QPlainTextEdit):
    """One text; what was typed is handed over when typing pauses or the field is left."""

    written = Signal(str, str)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label: str | None = None
        self._saved = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(LEAST)
        self.textChanged.connect(self._pause.start)
        lock(self)

    def show_text(self, label: str | None, text: str) -> None:
        """Show a label's text; what was typed for another one is handed over first."""
        if label != self.label:
            self.save()
        elif text == self._saved:
            return
        self.label, self._saved = label, text
        if self.toPlainText() != text and not (self.hasFocus() and self._pause.isActive()):
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def save(self) -> None:
        """Hand over what was typed."""
        self._pause.stop()
        text = self.toPlainText().rstrip()
        if self.label is not None and text != self._saved:
            self._saved = text
            self.written.emit(self.label, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.save()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.save()
        super().focusOutEvent(event)


class GuidelinePanel(QWidget):
    """A head that folds, the general text, and the text of a label where one is at hand."""

    written = Signal(str, str)
    left = Signal()
    folded_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: Mapping[str, str] = {}
        self._label = ""
        self.head = QPushButton()
        self.head.setProperty("role", "quiet")
        self.head.setAccessibleName("Guideline")
        self.head.setStyleSheet("text-align: left; font-weight: 600;")
        self.head.clicked.connect(lambda: self.set_folded(not self.folded))
        self.general = GuidelineField("Guideline for all labels")
        self.title = plain_label(role="section")
        # A long name of a label must not make the pane wider.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.special = GuidelineField("Guideline for the label under the cursor")
        self.body = QWidget()
        self._lay_out()
        self._connect()
        follow_keys(self, self._show_keys)
        self.show_texts({})
        self.set_folded(False)

    @property
    def folded(self) -> bool:
        return self.body.isHidden()

    def set_folded(self, folded: bool) -> None:
        self.body.setHidden(folded)
        self.head.setText(f"{'▸' if folded else '▾'}  Guideline")
        self.setMaximumHeight(self.head.sizeHint().height() if folded else 16_777_215)
        self.folded_changed.emit()

    def _show_keys(self) -> None:
        edit, fold = "annotate.guideline", "annotate.fold_guideline"
        self.head.setToolTip(text_with_key("Show or hide the guideline", fold))
        self.general.setPlaceholderText(text_with_key("How to tag in this project", edit))
        self.special.setPlaceholderText(text_with_key("When this label is right", edit))

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show the texts as they are stored."""
        self._texts = texts
        self.general.show_text(GENERAL, texts.get(GENERAL, ""))
        self.show_label(self._label)

    def show_label(self, label: str) -> None:
        """Show what holds for a label; an empty one hides it."""
        if label != self._label and self.special.hasFocus():
            return
        self._label = label
        self.special.show_text(label or None, self._texts.get(label, "") if label else "")
        self.title.setText(_short(label))
        self.title.setToolTip("")
        for widget in (self.title, self.special):
            widget.setVisible(bool(label))

    def name_key(self, key: str) -> None:
        """Say in empty fields what they are for, and the key that leads there."""
        named = f" ({key})" if key else ""
        self.general.setPlaceholderText(f"How to tag in this project{named}")
        self.special.setPlaceholderText(f"When this label is right{named}")

    def edit(self) -> None:
        """Put the cursor into the text of the label at hand, or into the general one."""
        self.set_folded(False)
        field = self.special if self._label else self.general
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def save(self) -> None:
        """Hand over what was typed."""
        self.general.save()
        self.special.save()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(MEDIUM + SMALL, 0, MEDIUM + SMALL, MEDIUM)
        inside.setSpacing(SMALL)
        inside.addWidget(self.general, 1)
        inside.addWidget(self.title)
        inside.addWidget(self.special, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.body, 1)
        self.setProperty("surface", "base")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _connect(self) -> None:
        for field in (self.general, self.special):
            field.written.connect(self.written)
            field.left.connect(self.left)


def _short(label: str) -> str:
    return label if len(label) <= 32 else f"{label[:31]}…"

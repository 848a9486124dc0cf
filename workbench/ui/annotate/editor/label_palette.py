"""The palette under the editor: one button for each label, and what finishes a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from workbench.domain.labels import Label, LabelSet
from workbench.ui.annotate.editor.wrap_layout import WrapLayout
from workbench.ui.reading import shade
from workbench.ui.theme import MEDIUM, SMALL, colours, label_colours, mix, set_icon, theme

LOCKED = ", locked"


class LabelPalette(QWidget):
    """Emits the name of the label that was clicked."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = LabelSet()
        self._locked = ""
        self._wrap = WrapLayout()
        self._finishing = QHBoxLayout()
        self._finishing.setSpacing(SMALL)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addLayout(self._wrap, 1)
        layout.addLayout(self._finishing)
        layout.setAlignment(self._finishing, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        theme().changed.connect(self._rebuild)
        shade(self)

    def set_labels(self, labels: LabelSet) -> None:
        """Show these labels with their keys and colours."""
        if labels != self._labels:
            self._labels = labels
            self._rebuild()

    def set_lock(self, label: str) -> None:
        """Show which label is locked; an empty name for none."""
        self._locked = label
        self._rebuild()

    def add_finishing(self, action: QAction, text: str, primary: bool = False) -> QPushButton:
        """A button at the right for an action that finishes the sentence."""
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.setProperty("role", "primary" if primary else "quiet")
        if not primary:
            button.setStyleSheet("QPushButton { padding: 4px 8px; }")
        button.clicked.connect(action.trigger)
        self._finishing.addWidget(button)
        return button

    def _rebuild(self) -> None:
        self._wrap.clear()
        for button in self._buttons(self._labels):
            self._wrap.addWidget(button)
        self.updateGeometry()

    def _announce(self, name: str, _checked: bool = False) -> None:
        self.clicked.emit(name)

    def _buttons(self, labels: Iterable[Label]) -> Iterable[QPushButton]:
        for label in labels:
            locked = label.name == self._locked
            # Two ampersands: Qt would take one for the mark of a mnemonic.
            name = label.name.replace("&", "&&")
            button = QPushButton(f"{label.key}  {name}" if label.key else name)
            button.setStyleSheet(_dress(label, locked))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"Label {label.name}{LOCKED if locked else ''}")
            button.setToolTip(_tip(label, locked))
            if locked:
                set_icon(button, "ph.lock-simple", "text")
            button.clicked.connect(partial(self._announce, label.name))
            yield button


def _tip(label: Label, locked: bool) -> str:
    if locked:
        return "Locked: what you select with the mouse gets this label (L or Esc unlocks)"
    return f"Set the label ({label.key})" if label.key else "Set the label"


def _dress(label: Label, locked: bool) -> str:
    dress = label_colours(label.colour)
    border = f"2px solid {dress.line}" if locked else "1px solid transparent"
    hover = mix(dress.line, dress.tint, 0.2)
    return (
        f"QPushButton {{ background: {dress.tint}; color: {dress.on_tint}; padding: 4px 8px;"
        f" min-height: 20px; border: {border}; border-radius: 4px;"
        f" border-left: 4px solid {dress.line}; }}"
        f"QPushButton:hover {{ background: {hover}; }}"
        f"QPushButton:disabled {{ color: {colours().muted}; background: transparent; }}"
        f"QPushButton:focus {{ border-color: {colours().accent}; }}"
    )

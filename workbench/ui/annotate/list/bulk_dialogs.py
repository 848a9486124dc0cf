"""Small questions before many sentences are changed: from which score on, and what share."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.sentence import Split
from workbench.ui.theme import LARGE, MEDIUM, plain_label

THRESHOLD = 0.9
PERCENT = 10
SEED = 13
SPLITS = (*Split, None)


class ThresholdDialog(QDialog):
    """Asks from which score on suggestions are accepted."""

    answered = Signal(float)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.threshold = QDoubleSpinBox()
        self.threshold.setRange(0.0, 1.0)
        self.threshold.setSingleStep(0.05)
        self.threshold.setDecimals(2)
        self.threshold.setValue(THRESHOLD)
        self.threshold.setAccessibleName("Lowest score of the suggestions")
        form = QFormLayout()
        form.addRow("Score at least", self.threshold)
        _lay_out(self, "Accept suggestions", f"In {selection_words(count)}.", form, "Accept")

    def accept(self) -> None:
        self.answered.emit(self.threshold.value())
        super().accept()


class ShareDialog(QDialog):
    """Asks what random share of the sentences goes into which split."""

    answered = Signal(float, object, int)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.percent = QSpinBox()
        self.percent.setRange(1, 100)
        self.percent.setValue(PERCENT)
        self.percent.setSuffix(" %")
        self.split = QComboBox()
        self.split.addItems([split.value if split else "none" for split in SPLITS])
        self.split.setCurrentText(Split.DEV.value)
        self.seed = QSpinBox()
        self.seed.setRange(0, 1_000_000)
        self.seed.setValue(SEED)
        self.seed.setToolTip("The same seed draws the same sentences again")
        form = QFormLayout()
        for name, widget in (
            ("Random share", self.percent),
            ("Into the split", self.split),
            ("Seed", self.seed),
        ):
            widget.setAccessibleName(name)
            form.addRow(name, widget)
        said = f"Of {selection_words(count)}. Sentences with the same words move together."
        _lay_out(self, "Move a random share", said, form, "Move")

    def accept(self) -> None:
        share = self.percent.value() / 100
        self.answered.emit(share, SPLITS[self.split.currentIndex()], self.seed.value())
        super().accept()


def selection_words(count: int) -> str:
    return "the selected sentence" if count == 1 else f"the {count:,} selected sentences"


def _lay_out(dialog: QDialog, title: str, said: str, form: QFormLayout, answer: str) -> None:
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setMinimumWidth(360)
    form.setHorizontalSpacing(LARGE)
    form.setVerticalSpacing(MEDIUM)
    buttons = QDialogButtonBox()
    buttons.addButton(answer, QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
    layout.setSpacing(LARGE)
    layout.addWidget(plain_label(said, role="muted", wrap=True))
    layout.addLayout(form)
    layout.addWidget(buttons)

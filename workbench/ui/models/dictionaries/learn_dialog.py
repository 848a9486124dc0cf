"""What is asked before dictionaries are learned."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.dictionaries import LearnOptions
from workbench.ui.theme import LARGE, MEDIUM, plain_label

WIDTH = 460
MOST = 1000
_WORDS = (
    "Texts that done sentences tag become terms of their label. What was learned before is "
    "replaced; terms that were typed or imported stay. The dev and test sets are left alone."
)


class LearnDialog(QDialog):
    """How often a text has to be tagged, and in what share of its places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Learn from gold"))
        self.setMinimumWidth(WIDTH)
        self.least, self.share = QSpinBox(), QSpinBox()
        self.least.setRange(1, MOST)
        self.least.setValue(LearnOptions().least)
        self.least.setAccessibleName(self.tr("Tagged at least so often"))
        self.share.setRange(0, 100)
        self.share.setValue(round(100 * LearnOptions().share))
        self.share.setSuffix(" %")
        self.share.setAccessibleName(self.tr("Tagged in at least this share of its places"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.learn = buttons.addButton(self.tr("Learn"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(LARGE)
        form.addRow(plain_label(self.tr("Tagged at least")), self.least)
        form.addRow(plain_label(self.tr("In this share of its places")), self.share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(self.tr(_WORDS), role="muted", wrap=True))
        layout.addLayout(form)
        layout.addWidget(buttons)
        # Only now: a default button is remembered by the dialog that it stands in.
        self.learn.setDefault(True)

    @property
    def options(self) -> LearnOptions:
        return LearnOptions(self.least.value(), self.share.value() / 100)

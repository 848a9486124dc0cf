"""How mentions are compared, and in which sentences they are looked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from workbench.domain.filters import Filter
from workbench.domain.mentions import Search
from workbench.ui.annotate.mentions.words import LISTED, SCOPES
from workbench.ui.theme import MEDIUM, SMALL, plain_label

_SCOPE_CHARACTERS = 18


class MentionOptions(QWidget):
    """Two ticks and a choice of sentences; `listed` is the filter of the list, where it has one."""

    changed = Signal()

    def __init__(self, listed: Filter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.case = QCheckBox(self.tr("Match &capitals"))
        self.case.setChecked(True)
        self.whole = QCheckBox(self.tr("&Whole tokens only"))
        self.whole.setChecked(True)
        self.whole.setToolTip(
            self.tr("Off: the text may be a part of a token, which is then tagged whole")
        )
        self.scope = QComboBox()
        self.scope.setAccessibleName(self.tr("Sentences to look in"))
        self._scopes = (*SCOPES, (LISTED, listed)) if listed.terms else SCOPES
        self.scope.addItems([text for text, _ in self._scopes])
        shrinking = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.scope.setSizeAdjustPolicy(shrinking)
        self.scope.setMinimumContentsLength(_SCOPE_CHARACTERS)
        self._lay_out()
        self.case.toggled.connect(self.changed)
        self.whole.toggled.connect(self.changed)
        self.scope.currentIndexChanged.connect(self.changed)

    def search(self, terms: tuple[str, ...], pattern: str = "") -> Search:
        """A search for these terms, or for this expression, as the person wants it."""
        _, wanted = self._scopes[self.scope.currentIndex()]
        return Search(terms, pattern, self.case.isChecked(), self.whole.isChecked(), wanted)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.case)
        layout.addWidget(self.whole)
        layout.addSpacing(SMALL)
        layout.addWidget(plain_label(self.tr("in"), role="muted"))
        layout.addWidget(self.scope, 1)
